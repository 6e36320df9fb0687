"""Zips and workbooks opened with care: nothing is unpacked before it was measured.

What a zip says of itself may be a lie, so each part is unpacked in steps and dropped
once it is longer than it says. Parts that share bytes, parts packed beyond belief, and
zips inside zips are refused. Nothing is ever written to a path that a zip names.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass, field

from goldenthread.engine.errors import FileRefused
from goldenthread.engine.intake.limits import Limits


STEP = 2**20
KEPT = 96 * 2**20


@dataclass(frozen=True)
class Archive:
    """A zip whose directory was found sound; parts are read within limits."""

    name: str
    zip: zipfile.ZipFile
    limits: Limits
    # Parts that were unpacked once, as far as they are small.
    kept: dict[str, bytes] = field(default_factory=dict)

    @property
    def parts(self) -> list[str]:
        return [one.filename for one in self.zip.infolist() if not one.is_dir()]

    @property
    def size(self) -> int:
        """Bytes of all parts, unpacked."""
        return sum(one.file_size for one in self.zip.infolist())

    def read(self, part: str) -> bytes:
        """The bytes of a part; FileRefused where it is not what the directory says."""
        if part not in self.kept:
            data = self._unpacked(part)
            if sum(map(len, self.kept.values())) + len(data) > KEPT:
                return data
            self.kept[part] = data
        return self.kept[part]

    def _unpacked(self, part: str) -> bytes:
        held = io.BytesIO()
        try:
            with self.zip.open(part) as opened:
                while step := opened.read(STEP):
                    held.write(step)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            NotImplementedError,
            RuntimeError,
        ) as why:
            raise FileRefused(f"{self.name}: the part {part} is damaged.") from why
        return held.getvalue()


def opened(name: str, data: bytes, limits: Limits) -> Archive:
    """The zip in these bytes; FileRefused where it is damaged, locked or hostile."""
    try:
        found = zipfile.ZipFile(io.BytesIO(data))
        parts = found.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as why:
        raise FileRefused(f"{name}: the file is damaged and cannot be opened.") from why
    _sound(name, parts, limits)
    return Archive(name, found, limits)


def _sound(name: str, parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(parts) > limits.parts:
        raise FileRefused(f"{name}: more than {limits.parts} parts in one file.")
    if len({one.filename for one in parts}) < len(parts):
        raise FileRefused(f"{name}: two parts have the same name.")
    if any(one.flag_bits & 1 for one in parts):
        raise FileRefused(f"{name}: protected by a password; send it without one.")
    if sum(one.file_size for one in parts) > limits.unpacked:
        raise FileRefused(f"{name}: unpacks to more than {_size(limits.unpacked)}.")
    for one in parts:
        if one.file_size > limits.small and (
            one.file_size > limits.ratio * max(one.compress_size, 1)
        ):
            raise FileRefused(
                f"{name}: {one.filename} unpacks to more than {limits.ratio} times "
                "its size, as no real file does."
            )
    _apart(name, parts)


def _apart(name: str, parts: list[zipfile.ZipInfo]) -> None:
    """Parts that lie over one another make a small file unpack to a huge one."""
    end = 0
    for one in sorted(parts, key=lambda part: part.header_offset):
        if one.header_offset < end:
            raise FileRefused(f"{name}: parts of the file lie over one another.")
        end = one.header_offset + one.compress_size


def _size(count: int) -> str:
    return f"{count // 2**20:,} MiB"
