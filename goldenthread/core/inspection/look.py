"""The way in: what a file is, by its content, or why it is refused."""

from __future__ import annotations

from typing import IO, BinaryIO, cast

from goldenthread.core.inspection import (
    archives,
    ole,
    ooxml,
    opendocument,
    pdf,
    pictures,
    texts,
)
from goldenthread.core.inspection.names import check_name
from goldenthread.core.inspection.types import (
    CSV,
    JPEG,
    PDF,
    PNG,
    TXT,
    FileType,
    Hostile,
    megabytes,
)


PDF_SIGNATURE = b"%PDF-"


def inspect(stream: IO[bytes], name: str) -> FileType:
    """The kind of a file whose name and content agree; raises Hostile otherwise."""
    promised = check_name(name)
    _check_size(stream, promised)
    found = _found(stream, promised)
    if found != promised:
        raise Hostile(
            "mismatch",
            f"The file is named as a {promised.label} but is a {found.label}. "
            f"Give it its right ending, .{found.extensions[0]}, and try again.",
        )
    return found


def _check_size(stream: IO[bytes], promised: FileType) -> None:
    size = stream.seek(0, 2)
    stream.seek(0)
    if not size:
        raise empty()
    if size > promised.largest:
        raise too_large(promised)


def empty() -> Hostile:
    return Hostile("empty", "The file is empty.")


def too_large(promised: FileType) -> Hostile:
    return Hostile(
        "too_large",
        f"The file is larger than {megabytes(promised.largest)}, the most that is "
        f"kept of a {promised.label}.",
    )


def _found(stream: IO[bytes], promised: FileType) -> FileType:
    start = stream.read(1024)
    stream.seek(0)
    if start.startswith(archives.HEADER):
        return _packed(stream)
    if start.startswith(archives.OLE):
        raise ole.refusal(stream)
    if start.startswith(PDF_SIGNATURE):
        archives.check_no_archive_at_end(stream)
        pdf.inspect(cast(BinaryIO, stream))
        return PDF
    if PDF_SIGNATURE in start:
        raise archives.two_kinds()
    return _picture(stream, start) or _text(stream, promised)


def _packed(stream: IO[bytes]) -> FileType:
    with archives.opened(stream) as archive:
        if ooxml.CONTENT_TYPES in archive.namelist():
            return ooxml.inspect(archive)
        if opendocument.is_one(archive):
            return opendocument.inspect(archive)
    raise Hostile("archive", "Archives are not kept. Add each file in it on its own.")


def _picture(stream: IO[bytes], start: bytes) -> FileType | None:
    if start.startswith(pictures.PNG_SIGNATURE):
        archives.check_no_archive_at_end(stream)
        pictures.inspect_png(stream)
        return PNG
    if start.startswith(pictures.JPEG_SIGNATURE):
        archives.check_no_archive_at_end(stream)
        pictures.inspect_jpeg(stream)
        return JPEG
    return None


def _text(stream: IO[bytes], promised: FileType) -> FileType:
    if promised not in (CSV, TXT):
        raise Hostile(
            "mismatch",
            f"The file is not a {promised.label}, whatever its name says.",
        )
    texts.inspect(stream, table=promised == CSV)
    return promised
