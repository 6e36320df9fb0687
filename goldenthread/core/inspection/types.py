"""The kinds of file that may be kept, the limits, and the refusal."""

from __future__ import annotations

from dataclasses import dataclass


MEGABYTE = 1024 * 1024


class Hostile(Exception):
    """A file that is not kept. `code` is for the history, the text for the person."""

    def __init__(self, code: str, sentence: str) -> None:
        self.code = code
        self.sentence = sentence
        super().__init__(sentence)


@dataclass(frozen=True)
class FileType:
    """One kind of file on the allow-list."""

    code: str
    label: str
    media_type: str
    extensions: tuple[str, ...]
    largest: int
    # Safe to show inside a page; every other kind is only ever downloaded.
    inline: bool = False


OFFICE = "application/vnd.openxmlformats-officedocument"
ODF = "application/vnd.oasis.opendocument"

PDF = FileType("PDF", "PDF", "application/pdf", ("pdf",), 50 * MEGABYTE)
DOCX = FileType(
    "DOCX",
    "Word document",
    f"{OFFICE}.wordprocessingml.document",
    ("docx",),
    50 * MEGABYTE,
)
XLSX = FileType(
    "XLSX",
    "Excel workbook",
    f"{OFFICE}.spreadsheetml.sheet",
    ("xlsx",),
    50 * MEGABYTE,
)
PPTX = FileType(
    "PPTX",
    "PowerPoint presentation",
    f"{OFFICE}.presentationml.presentation",
    ("pptx",),
    100 * MEGABYTE,
)
ODT = FileType("ODT", "OpenDocument text", f"{ODF}.text", ("odt",), 50 * MEGABYTE)
ODS = FileType(
    "ODS", "OpenDocument spreadsheet", f"{ODF}.spreadsheet", ("ods",), 50 * MEGABYTE
)
CSV = FileType("CSV", "CSV table", "text/csv", ("csv",), 50 * MEGABYTE)
TXT = FileType("TXT", "plain text", "text/plain", ("txt",), 5 * MEGABYTE)
PNG = FileType("PNG", "PNG picture", "image/png", ("png",), 20 * MEGABYTE, inline=True)
JPEG = FileType(
    "JPEG", "JPEG picture", "image/jpeg", ("jpg", "jpeg"), 20 * MEGABYTE, inline=True
)

TYPES = (PDF, DOCX, XLSX, PPTX, ODT, ODS, CSV, TXT, PNG, JPEG)
BY_CODE = {one.code: one for one in TYPES}
BY_EXTENSION = {extension: one for one in TYPES for extension in one.extensions}
LARGEST = max(one.largest for one in TYPES)
KINDS_IN_WORDS = (
    "PDF, Word (docx), Excel (xlsx), PowerPoint (pptx), OpenDocument (odt, ods), "
    "CSV, plain text, PNG or JPEG"
)


@dataclass(frozen=True)
class Limits:
    """How much a file may make us do."""

    entries: int = 5_000
    unpacked: int = 300 * MEGABYTE
    # Office XML packs 20 to 60 times smaller; bombs pack 1,000 times and more.
    ratio: int = 200
    # Small parts may pack as well as they like.
    ratio_from: int = 4 * MEGABYTE
    depth: int = 300
    pixels: int = 100_000_000
    objects: int = 300_000


LIMITS = Limits()


def megabytes(size: int) -> str:
    return f"{size // MEGABYTE} MB"
