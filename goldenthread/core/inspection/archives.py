"""Packed files: what a ZIP claims is checked before any of it is unpacked."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from goldenthread.core.inspection.types import (
    LIMITS,
    MEGABYTE,
    Hostile,
    Limits,
    megabytes,
)


ENCRYPTED = 0x1
END_OF_DIRECTORY = b"PK\x05\x06"
HEADER = b"PK\x03\x04"
# Data after the last entry, or before the first, is where a second file hides.
END_LENGTH = 22
LOCAL_HEADER = 30

PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"#!")
PACKED = (
    HEADER,
    b"Rar!\x1a\x07",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b\x08",
    b"BZh",
    b"\xfd7zXZ\x00",
    b"MSCF",
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@contextmanager
def opened(stream: IO[bytes], limits: Limits = LIMITS) -> Iterator[zipfile.ZipFile]:
    """A ZIP whose directory holds no trick; any later fault in it is a refusal too."""
    try:
        with zipfile.ZipFile(stream) as archive:
            _check(archive, stream, limits)
            yield archive
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        UnicodeDecodeError,
        ValueError,
        OSError,
    ) as error:
        raise damaged() from error


def damaged() -> Hostile:
    return Hostile("damaged", "The file is damaged and cannot be read.")


def _check(archive: zipfile.ZipFile, stream: IO[bytes], limits: Limits) -> None:
    entries = archive.infolist()
    if len(entries) > limits.entries:
        raise _bomb(f"it holds more than {limits.entries:,} parts")
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        raise locked()
    _check_names(entries)
    _check_sizes(entries, limits)
    _check_layout(archive, entries, stream)


def locked() -> Hostile:
    return Hostile(
        "encrypted",
        "The file is locked with a password, so it cannot be checked. "
        "Save a copy without the password and try again.",
    )


def _bomb(why: str) -> Hostile:
    return Hostile("bomb", f"The file unpacks to far more than it seems: {why}.")


def _check_names(entries: list[zipfile.ZipInfo]) -> None:
    seen = set()
    for entry in entries:
        parts = entry.filename.replace("\\", "/").split("/")
        strange = ".." in parts or parts[0] == "" or ":" in parts[0]
        if strange or "\0" in entry.orig_filename or _is_link(entry):
            raise Hostile("path", "The file holds a part that points outside itself.")
        folded = entry.filename.casefold()
        if folded in seen:
            raise Hostile("damaged", "The file holds two parts of one name.")
        seen.add(folded)


def _is_link(entry: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(entry.external_attr >> 16)


def _check_sizes(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if any(
        entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        for entry in entries
    ):
        raise damaged()
    if sum(entry.file_size for entry in entries) > limits.unpacked:
        raise _bomb(f"more than {megabytes(limits.unpacked)}")
    for entry in entries:
        large = entry.file_size > limits.ratio_from
        if large and entry.file_size > limits.ratio * max(entry.compress_size, 1):
            raise _bomb(f"one part grows more than {limits.ratio} times")


def _check_layout(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], stream: IO[bytes]
) -> None:
    """Entries lie one after another, from the first byte to the directory.

    Bombs that overlap their entries pass every check of size and ratio.
    """
    after = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        if entry.header_offset < after:
            raise _bomb("its parts overlap")
        after = entry.header_offset + LOCAL_HEADER + entry.compress_size
    stream.seek(-END_LENGTH, 2)
    tail = stream.read(END_LENGTH)
    first = min((one.header_offset for one in entries), default=1)
    if first or after > archive.start_dir or not tail.startswith(END_OF_DIRECTORY):
        raise two_kinds()


def two_kinds() -> Hostile:
    return Hostile("two_kinds", "The file is two kinds of file at once.")


def check_no_archive_at_end(stream: IO[bytes]) -> None:
    """A picture or PDF that also opens as an archive is refused."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - 66_000))
    tail = stream.read()
    # The four signs alone occur by chance once in millions of files; the directory
    # they point at must be there as well.
    if END_OF_DIRECTORY in tail and zipfile.is_zipfile(stream):
        raise two_kinds()
    stream.seek(0)


def head(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as part:
        return part.read(16)


def read_whole(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Unpack to nothing, so that a false size or checksum is found."""
    with archive.open(entry) as part:
        while part.read(MEGABYTE):
            pass
