"""Plain text and CSV tables."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, cast

from goldenthread.core.inspection import fields
from goldenthread.core.inspection.types import Hostile


BINARY = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
MARKUP = re.compile(
    r"\s*(<!doctype|<html|<head|<body|<script|<svg|<\?xml|<\?php|<!--|#!|%!ps|\{\\rtf)",
    re.IGNORECASE,
)
ENCODINGS = ("utf-8-sig", "cp1252")
WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
LONGEST_CELL = 1_000_000


def inspect(stream: IO[bytes], *, table: bool) -> None:
    """Refuses what is not text, pages and programs in disguise, and live cells."""
    encoding = _encoding(stream)
    with _read(stream, encoding) as text:
        if MARKUP.match(text.read(1024)):
            raise Hostile(
                "mismatch", "The file is a web page or a program named as plain text."
            )
    if table:
        with _read(stream, encoding) as text:
            _check_table(text)


@contextmanager
def _read(stream: IO[bytes], encoding: str) -> Iterator[io.TextIOWrapper]:
    """The stream from its start as text; it stays open afterwards."""
    stream.seek(0)
    text = io.TextIOWrapper(cast(io.BufferedReader, stream), encoding, newline="")
    try:
        yield text
    finally:
        text.detach()


def _encoding(stream: IO[bytes]) -> str:
    """The first encoding in which the whole file is text; refuses binary files."""
    stream.seek(0)
    start = stream.read(2)
    for encoding in ("utf-16",) if start in WIDE_MARKS else ENCODINGS:
        if _reads_as(stream, encoding):
            return encoding
    raise Hostile("mismatch", "The file is not plain text, whatever its name says.")


def _reads_as(stream: IO[bytes], encoding: str) -> bool:
    try:
        with _read(stream, encoding) as text:
            while piece := text.read(64 * 1024):
                if BINARY.search(piece):
                    return False
    except UnicodeError:
        return False
    return True


def _check_table(text: io.TextIOWrapper) -> None:
    csv.field_size_limit(LONGEST_CELL)
    try:
        for row in csv.reader(text):
            for cell in row:
                if cell[:1] in "=+-@\t" and "|" in cell:
                    fields.check_cell(cell)
    except csv.Error as error:
        raise Hostile("damaged", "The table cannot be read as CSV.") from error
