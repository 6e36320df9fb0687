"""Files people add: received, inspected, kept once by content, served with care.

`receive` takes the bytes to disk and has them looked at, which takes a while: a form
calls it while it is cleaned (`uploads.clean_upload`), before any transaction begins.
`keep` then writes the row. `store_file` does both, for commands that hold a stream.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.http import FileResponse, Http404

from goldenthread.core import history, records, scanning
from goldenthread.core.access import Refused
from goldenthread.core.inspection import confined, look
from goldenthread.core.inspection.names import check_name
from goldenthread.core.inspection.types import FileType, Hostile
from goldenthread.core.models import FileState, StoredFile
from goldenthread.core.viewer import Viewer


CHUNK = 1024 * 1024
# Writing stops while there is still room to finish what is under way (rule R6).
RESERVE = 256 * CHUNK
INCOMING = "incoming"
POLICY = "default-src 'none'; sandbox"


class FileRefused(Refused):
    """The file is not kept; `code` names the kind of reason for the history."""

    def __init__(self, code: str, sentence: str) -> None:
        self.code = code
        super().__init__(sentence)


@dataclass(frozen=True)
class Received:
    """A file that is safe on disk and has been looked at, but has no row yet."""

    name: str
    sha256: str
    size: int
    type: FileType
    scan: scanning.Scan


def store_file(*, by: Viewer, at: datetime, name: str, stream: BinaryIO) -> StoredFile:
    """Receive and keep one file; raises FileRefused with one sentence for the person.

    The row is written last, when the content can no longer be lost (rule R5).
    """
    received = receive(by=by, at=at, name=name, stream=stream)
    return keep(by=by, at=at, received=received)


def receive(*, by: Viewer, at: datetime, name: str, stream: BinaryIO) -> Received:
    """Bring a file to disk under its hash; refuses whatever is not what it seems.

    A refusal leaves nothing behind but a row of history with the kind of reason.
    """
    try:
        digest, size, found = _brought(name, stream)
    except Hostile as hostile:
        route = f"store_file/{hostile.code}"
        history.record_refusal(by=by, at=at, route=route)
        raise FileRefused(hostile.code, hostile.sentence) from hostile
    scan = scanning.scan(path_of(digest), at=at)
    return Received(name.strip(), digest, size, found, scan)


def _brought(name: str, stream: BinaryIO) -> tuple[str, int, FileType]:
    promised = check_name(name)
    _require_space(promised)
    waiting = _made(settings.FILES / INCOMING) / secrets.token_hex(16)
    try:
        with waiting.open("xb+") as incoming:
            os.fchmod(incoming.fileno(), 0o600)
            digest, size = _copy(stream, incoming, promised)
            found = confined.inspect(incoming, name)
        _settle(waiting, path_of(digest))
    finally:
        with suppress(FileNotFoundError):
            waiting.unlink()
    return digest, size, found


def _require_space(promised: FileType) -> None:
    folder = _made(settings.FILES)
    left = os.statvfs(folder)
    if left.f_bavail * left.f_frsize < RESERVE + promised.largest:
        raise Hostile(
            "no_space",
            "There is too little room left to add files. Nothing was lost; "
            "tell whoever runs the system.",
        )


def _made(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _copy(stream: BinaryIO, to: BinaryIO, promised: FileType) -> tuple[str, int]:
    """Copy, hash and count; stops at the limit, whatever length was announced."""
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > promised.largest:
            raise look.too_large(promised)
        digest.update(chunk)
        to.write(chunk)
    if not size:
        raise look.empty()
    to.flush()
    os.fsync(to.fileno())
    return digest.hexdigest(), size


def _settle(waiting: Path, target: Path) -> None:
    """Rename into place and make the names durable.

    The same content may be there already; replacing it by itself also heals a copy
    that the disk has spoiled.
    """
    folder = target.parent
    is_new = not folder.exists()
    _made(folder)
    waiting.replace(target)
    _sync(folder)
    if is_new:
        _sync(folder.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def path_of(sha256: str) -> Path:
    """Where content lies: two signs of its hash name the folder, the rest the file."""
    return settings.FILES / sha256[:2] / sha256[2:]


def keep(*, by: Viewer, at: datetime, received: Received) -> StoredFile:
    """Write the row of a received file, accepted or waiting in quarantine."""
    values = {
        "name": received.name,
        "sha256": received.sha256,
        "size": received.size,
        "kind": received.type.code,
        "stored_at": at,
        **_after(received.scan, at),
    }
    return records.add(StoredFile, values, by=by, at=at, action="store_file")


def _after(scan: scanning.Scan, at: datetime) -> dict[str, object]:
    return {
        "state": FileState.ACCEPTED if scan.is_clean else FileState.QUARANTINED,
        "reason": scan.reason,
        "scanned_at": at if scan.looked else None,
        "scanner": scan.scanner,
    }


def scan_file(file: StoredFile, *, by: Viewer, at: datetime) -> StoredFile:
    """Ask the scanner again; the answer decides whether the file is served.

    Where no scanner could look, the file stays as it was.
    """
    scan = scanning.scan(path_of(file.sha256), at=at)
    if not scan.looked:
        return file
    return records.amend(
        file,
        _after(scan, at),
        read_version=file.version,
        by=by,
        at=at,
        action="scan_file",
    )


def waiting_files() -> Iterator[StoredFile]:
    """Files in quarantine that no scanner has looked at, the oldest first."""
    return (
        StoredFile.objects.filter(state=FileState.QUARANTINED, scanned_at=None)
        .order_by("pk")
        .iterator()
    )


def serve_file(
    file: StoredFile,
    *,
    by: Viewer,
    at: datetime,
    subjects: Iterable[str] = (),
    why: str = "",
    inline: bool = False,
) -> FileResponse:
    """The answer that hands a file over, with its reading in the history first.

    The caller's view has already decided that `by` may have it. A file in quarantine
    does not exist for anybody. Only pictures are ever shown inside a page.
    """
    if not file.is_served:
        raise Http404
    content = _opened(file)
    with transaction.atomic():
        history.record_read(
            by=by,
            at=at,
            action="serve_file",
            kind="core.storedfile",
            record_key=file.key,
            subjects=subjects,
            why=why,
        )
    response = FileResponse(
        content,
        as_attachment=not (inline and file.type.inline),
        filename=f"{file.key}.{file.type.extensions[0]}",
        content_type=_content_type(file.type),
    )
    return _guarded(response)


class FileLost(Exception):
    """The content of a row is not on disk as it was stored."""


def _opened(file: StoredFile) -> BinaryIO:
    path = path_of(file.sha256)
    if not path.is_file() or path.stat().st_size != file.size:
        raise FileLost(f"The content of file {file.key} is missing or cut short.")
    return path.open("rb")


def _content_type(kind: FileType) -> str:
    return (
        f"{kind.media_type}; charset=utf-8" if kind.code == "TXT" else kind.media_type
    )


def _guarded(response: FileResponse) -> FileResponse:
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = POLICY
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store, private"
    return response


# Looking after what is kept


@dataclass(frozen=True)
class Upkeep:
    """What a check of the folder found: keys of rows, and paths without a row."""

    rows: int
    lost: tuple[str, ...]
    spoiled: tuple[str, ...]
    without_row: tuple[Path, ...]


def verify() -> Upkeep:
    """Hash every file again, and find content that no row speaks for."""
    lost, spoiled, known, rows = [], [], set(), 0
    for file in StoredFile.objects.order_by("sha256", "pk").iterator():
        rows += 1
        path = path_of(file.sha256)
        if not path.is_file():
            lost.append(file.key)
        elif path not in known and _hash_of(path) != file.sha256:
            spoiled.append(file.key)
        known.add(path)
    stray = tuple(path for path in _content() if path not in known)
    return Upkeep(rows, tuple(lost), tuple(spoiled), stray)


def _hash_of(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _content() -> Iterator[Path]:
    return (path for path in sorted(settings.FILES.glob("*/*")) if path.is_file())


def sweep(stray: Iterable[Path], *, before: datetime) -> int:
    """Remove content without a row that has lain there since before a moment.

    A form that was never sent again, or a crash between disk and row, leaves such.
    """
    swept = 0
    for path in stray:
        if path.stat().st_mtime < before.timestamp():
            path.unlink()
            swept += 1
    return swept
