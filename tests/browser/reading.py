"""The words of anything the product hands over: pages, Word, spreadsheets, PDF."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

import pikepdf


def words_of(file: bytes) -> str:
    """All that stands in a page, an Office file or a PDF, its properties included."""
    if file.startswith(b"%PDF"):
        return _words_of_pdf(file)
    if not file.startswith(b"PK"):
        return file.decode("utf-8", "replace")
    with ZipFile(BytesIO(file)) as parts:
        read = (parts.read(one) for one in parts.namelist())
        return "\n".join(one.decode("utf-8", "replace") for one in read)


def _words_of_pdf(file: bytes) -> str:
    """Letters page by page, without the spaces a PDF sets by moving."""
    with pikepdf.open(BytesIO(file)) as opened:
        return "\n".join(["".join(_letters(one)) for one in opened.pages])


def _letters(page: pikepdf.Page) -> Iterator[str]:
    fonts = {name: _spelling(font) for name, font in page.Resources.Font.items()}
    spelling: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            spelling = fonts[str(operands[0])]
        elif str(operator) in ("Tj", "TJ"):
            shown = operands[0] if str(operator) == "TJ" else operands
            for one in shown:
                if isinstance(one, pikepdf.String):
                    yield from _spelled(bytes(one), spelling)


def _spelled(glyphs: bytes, spelling: dict[int, str]) -> Iterator[str]:
    for place in range(0, len(glyphs), 2):
        yield spelling.get(int.from_bytes(glyphs[place : place + 2]), "")


def _spelling(font: pikepdf.Object) -> dict[int, str]:
    """Which letters each number of a font stands for, from its own table."""
    table = font.ToUnicode.read_bytes().decode("ascii", "replace")
    pairs = re.findall(r"<([0-9a-fA-F]{4})>\s*<((?:[0-9a-fA-F]{4})+)>", table)
    return {
        int(one, 16): bytes.fromhex(said).decode("utf-16-be") for one, said in pairs
    }
