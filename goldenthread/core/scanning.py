"""Asking a malware scanner about a file (rule I3).

The setting `SCANNER` is a command such as `clamdscan --fdpass --no-summary`, called
with the file's path: 0 means clean, 1 means a find, anything else means no answer.
`COMMAND --version` must answer in ClamAV's form, which dates its signatures.
"""

from __future__ import annotations

import re
import shlex
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings


OLDEST_SIGNATURES = timedelta(days=7)
SECONDS = 120
CLEAN, FOUND = 0, 1
VERSION = re.compile(r"^(?P<engine>[^/\n]+/\d+)/(?P<dated>.+)$", re.MULTILINE)
DATED = "%a %b %d %H:%M:%S %Y"

NO_SCANNER = "No malware scanner is set up, so the file waits."
OLD_SIGNATURES = "The scanner’s signatures are older than 7 days, so the file waits."
NO_ANSWER = "The malware scanner did not answer, so the file waits."
INFECTED = "The malware scanner found something in the file."


@dataclass(frozen=True)
class Scan:
    """What came of a scan: clean, or the reason why the file stays in quarantine."""

    scanner: str = ""
    reason: str = ""
    # False where no scanner has looked at the file.
    looked: bool = True

    @property
    def is_clean(self) -> bool:
        return not self.reason


def scan(path: Path, *, at: datetime) -> Scan:
    """Ask the scanner about one file.

    In the example database, which holds invented people only, a missing scanner lets
    files through and says so; everywhere else they wait.
    """
    command = shlex.split(settings.SCANNER)
    if not command:
        reason = "" if settings.EXAMPLE else NO_SCANNER
        return Scan(reason=reason, looked=False)
    engine, dated = _version(command)
    if dated is None:
        return Scan(reason=NO_ANSWER, looked=False)
    if at - dated > OLDEST_SIGNATURES:
        return Scan(reason=OLD_SIGNATURES, looked=False)
    return _asked(command, path, engine)


def _asked(command: list[str], path: Path, engine: str) -> Scan:
    code, _ = _run([*command, str(path)])
    if code == CLEAN:
        return Scan(scanner=engine)
    if code == FOUND:
        return Scan(scanner=engine, reason=INFECTED)
    return Scan(reason=NO_ANSWER, looked=False)


def _version(command: list[str]) -> tuple[str, datetime | None]:
    """The engine in words and the day of its signatures; None when it says neither."""
    _, output = _run([command[0], "--version"])
    match = VERSION.search(output)
    if not match:
        return "", None
    try:
        dated = datetime.strptime(match["dated"].strip(), DATED).replace(tzinfo=UTC)
    except ValueError:
        return "", None
    return match["engine"][:120], dated


def _run(command: list[str]) -> tuple[int | None, str]:
    try:
        # The command is the operator's own setting; the path is one we chose.
        done = subprocess.run(  # noqa: S603
            command, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None, ""
    return done.returncode, done.stdout
