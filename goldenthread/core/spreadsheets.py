"""Spreadsheets to hand out: every value a string, so that nothing in them can run.

A word that begins with `=`, `+`, `-` or `@` would be a formula to a spreadsheet program
(rule X2); here every cell is written as text, and no text becomes a link or a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO

import xlsxwriter


TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_767  # of the format itself
WIDTH = 28
SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def workbook(
    *,
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    marking: str,
) -> bytes:
    """One sheet: the marking above and on each printed page, then headings and rows."""
    content = BytesIO()
    book = xlsxwriter.Workbook(content, SAFE)
    book.set_properties({"title": title, "author": "", "comments": ""})
    sheet = book.add_worksheet()
    strong = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, max(len(columns) - 1, 0), WIDTH)
    sheet.set_footer(f"&L{_in_footer(marking)}&R&P / &N")
    sheet.write_string(0, 0, title, strong)
    sheet.write_string(1, 0, marking, plain)
    for at, words in enumerate(columns):
        sheet.write_string(3, at, words, strong)
    for down, row in enumerate(rows, start=4):
        for at, words in enumerate(row):
            sheet.write_string(down, at, words[:LONGEST_CELL], plain)
    sheet.freeze_panes(4, 0)
    sheet.repeat_rows(3)
    book.close()
    return content.getvalue()


def _in_footer(words: str) -> str:
    """An ampersand is a sign of its own in a footer, and a footer holds 255 signs."""
    return words.replace("&", "&&")[:230]
