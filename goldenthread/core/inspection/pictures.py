"""PNG and JPEG pictures: their parts are walked, their pixels are not unpacked."""

from __future__ import annotations

import struct
import zlib
from typing import IO

from goldenthread.core.inspection import archives
from goldenthread.core.inspection.types import LIMITS, MEGABYTE, Hostile


PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
JPEG_SIGNATURE = b"\xff\xd8\xff"
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
ALONE = frozenset(range(0xD0, 0xD8)) | {0x01}
START_OF_SCAN, END_OF_PICTURE = 0xDA, 0xD9


def inspect_png(stream: IO[bytes]) -> None:
    """Refuses false lengths or checksums, pixel bombs and anything after the end."""
    stream.seek(len(PNG_SIGNATURE))
    first = True
    while True:
        length, name = struct.unpack(">I4s", _exactly(stream, 8))
        content = _checked(stream, length, name)
        if first:
            _check_png_size(name, content)
            first = False
        if name == b"IEND":
            break
    if stream.read(1):
        raise archives.two_kinds()


def _checked(stream: IO[bytes], length: int, name: bytes) -> bytes:
    content = _exactly(stream, length)
    stated = struct.unpack(">I", _exactly(stream, 4))[0]
    if zlib.crc32(name + content) != stated:
        raise archives.damaged()
    return content


def _check_png_size(name: bytes, content: bytes) -> None:
    if name != b"IHDR" or len(content) != 13:
        raise archives.damaged()
    _check_pixels(*struct.unpack(">II", content[:8]))


def _check_pixels(width: int, height: int) -> None:
    if not width or not height:
        raise archives.damaged()
    if width * height > LIMITS.pixels:
        raise Hostile(
            "bomb",
            f"The picture has more than {LIMITS.pixels // 1_000_000} million pixels. "
            "Make it smaller and try again.",
        )


def inspect_jpeg(stream: IO[bytes]) -> None:
    """Refuses a picture without frame or end, and pixel bombs.

    Telephones add a preview after the end; that is kept, an archive there is not.
    """
    stream.seek(2)
    framed = False
    while (marker := _marker(stream)) != START_OF_SCAN:
        if marker == END_OF_PICTURE:
            raise archives.damaged()
        if marker in ALONE:
            continue
        length = struct.unpack(">H", _exactly(stream, 2))[0]
        if length < 2:
            raise archives.damaged()
        content = _exactly(stream, length - 2)
        if marker in FRAMES:
            _check_frame(content)
            framed = True
    if not framed or not _ends(stream):
        raise archives.damaged()


def _marker(stream: IO[bytes]) -> int:
    if _exactly(stream, 1) != b"\xff":
        raise archives.damaged()
    sign = b"\xff"
    while sign == b"\xff":
        sign = _exactly(stream, 1)
    return sign[0]


def _check_frame(content: bytes) -> None:
    if len(content) < 5:
        raise archives.damaged()
    height, width = struct.unpack(">HH", content[1:5])
    _check_pixels(width, height)


def _ends(stream: IO[bytes]) -> bool:
    before = b""
    while chunk := stream.read(MEGABYTE):
        if b"\xff\xd9" in before + chunk:
            return True
        before = chunk[-1:]
    return False


def _exactly(stream: IO[bytes], length: int) -> bytes:
    content = stream.read(length)
    if len(content) != length:
        raise archives.damaged()
    return content
