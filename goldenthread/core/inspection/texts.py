"""Plain text and CSV tables."""

from __future__ import annotations

import csv
import io
import re
from typing import IO

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
    text = io.TextIOWrapper(stream, encoding=encoding, newline="")
    try:
        if MARKUP.match(text.read(1024)):
            raise Hostile(
                "mismatch", "The file is a web page or a program named as plain text."
            )
        stream.seek(0)
        text = _restarted(text, encoding)
        _check_table(text) if table else _check_lines(text)
    finally:
        text.detach()


def _restarted(text: io.TextIOWrapper, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(text.detach(), encoding=encoding, newline="")


def _encoding(stream: IO[bytes]) -> str:
    """The first encoding in which the whole file is text; refuses binary files."""
    stream.seek(0)
    start = stream.read(2)
    for encoding in ("utf-16",) if start in WIDE_MARKS else ENCODINGS:
        if _reads_as(stream, encoding):
            stream.seek(0)
            return encoding
    raise Hostile("mismatch", "The file is not plain text, whatever its name says.")


def _reads_as(stream: IO[bytes], encoding: str) -> bool:
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding=encoding, newline="")
    try:
        while piece := text.read(64 * 1024):
            if BINARY.search(piece):
                return False
    except UnicodeError:
        return False
    finally:
        text.detach()
    return True


def _check_lines(text: io.TextIOWrapper) -> None:
    """Plain text needs no more than being text."""


def _check_table(text: io.TextIOWrapper) -> None:
    csv.field_size_limit(LONGEST_CELL)
    try:
        for row in csv.reader(text):
            for cell in row:
                if cell[:1] in "=+-@\t" and "|" in cell:
                    fields.check_cell(cell)
    except csv.Error as error:
        raise Hostile("damaged", "The table cannot be read as CSV.") from error
