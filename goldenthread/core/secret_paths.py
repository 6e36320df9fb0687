"""Secrets that stand in an address are never logged."""

from __future__ import annotations

import logging
import re


# A calendar feed and an invitation are opened by a secret in the path.
SECRET = re.compile(r"(/(?:calendar|join)/)[^/?\s]{20,}")


class HidesSecrets(logging.Filter):
    """Takes the secret out of a line before it is written; keeps the line."""

    def filter(self, record: logging.LogRecord) -> bool:
        words = record.getMessage()
        hidden = SECRET.sub(r"\1(secret)", words)
        if hidden != words:
            record.msg, record.args = hidden, ()
        return True
