"""A spreadsheet that is handed out holds words only: nothing in it can run."""

import zipfile
from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st

from goldenthread.core import spreadsheets


def parts(content):
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def made(*rows, marking="Copy 1"):
    return parts(
        spreadsheets.workbook(
            title="T", columns=("One", "Two"), rows=rows, marking=marking
        )
    )


def test_what_would_be_a_formula_a_link_or_a_number_is_a_word():
    found = made(("=1+1", "+2"), ("-3", "@SUM(A1)"), ("https://example.org", "42"))
    sheet = found["xl/worksheets/sheet1.xml"]
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert sheet.count('t="s"') == 10
    assert "=1+1" in found["xl/sharedStrings.xml"]


def test_the_marking_stands_above_and_on_each_printed_page():
    found = made(marking="Copy 7 & no more")
    assert "Copy 7 &amp; no more" in found["xl/sharedStrings.xml"]
    assert "Copy 7 &amp;&amp; no more" in found["xl/worksheets/sheet1.xml"]


def test_the_file_says_nothing_of_who_made_it():
    assert "<dc:creator></dc:creator>" in made()["docProps/core.xml"]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30))
def test_no_word_becomes_a_formula(words):
    sheet = made((words, words))["xl/worksheets/sheet1.xml"]
    assert "<f>" not in sheet
