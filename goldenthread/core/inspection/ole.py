"""The old container: never kept, but the reason it is refused is told apart."""

from __future__ import annotations

from typing import IO

from goldenthread.core.inspection import archives
from goldenthread.core.inspection.names import macros
from goldenthread.core.inspection.types import MEGABYTE, Hostile


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le")


LOCKED = (_wide("EncryptedPackage"), _wide("EncryptionInfo"))
MACROS = (_wide("_VBA_PROJECT"), _wide("_VBA_PROJECT_CUR"), _wide("Macros"))


def refusal(stream: IO[bytes]) -> Hostile:
    """Locked, with macros, or only old; found by the names in the directory."""
    stream.seek(0)
    before = b""
    found: Hostile | None = None
    while chunk := stream.read(MEGABYTE):
        window = before + chunk
        if any(name in window for name in LOCKED):
            return archives.locked()
        if any(name in window for name in MACROS):
            found = macros()
        before = chunk[-64:]
    return found or Hostile(
        "old_office",
        "This is an old kind of Office file, whatever its name says. "
        "Save it as docx, xlsx, pptx or PDF and try again.",
    )
