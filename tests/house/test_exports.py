"""The edition as files: one source, tagged PDF, real Word, nothing that tells who wrote."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO, StringIO

import page as pdf_checker
import pikepdf
import pytest
from django.core.management import call_command
from django.urls import reverse
from docx import Document as open_word

from goldenthread.core.models import HistoryRow
from goldenthread.partnership.states import Role
from goldenthread.report.models import Edition
from tests.house.conftest import client_of


@pytest.fixture(scope="module")
def built(example, tmp_path_factory):
    """The whole report, built once by the command."""
    folder = tmp_path_factory.mktemp("report") / "out"
    call_command(
        "report_build", "2024-25", out=folder, stdout=StringIO(), stderr=StringIO()
    )
    return folder


def test_the_build_writes_every_format(built):
    names = sorted(
        str(one.relative_to(built)) for one in built.rglob("*") if one.is_file()
    )
    assert [name for name in names if not name.startswith("site/charts/")] == [
        "site/index.html",
        "site/report.css",
        "yearly-report-2024-25.docx",
        "yearly-report-2024-25.pdf",
    ]
    assert sum(name.endswith(".svg") for name in names) == 9


def test_the_pdf_conforms_to_pdf_ua(built):
    path = built / "yearly-report-2024-25.pdf"
    report = pdf_checker.validate_pdf(path, profile="ua1")
    assert [one.message for one in report.failures] == []
    assert report.is_compliant


def test_the_pdf_says_its_title_and_language_and_no_author(built):
    """Rule X3."""
    with pikepdf.open(built / "yearly-report-2024-25.pdf") as pdf:
        assert str(pdf.Root.Lang) == "en-GB"
        assert "/Author" not in pdf.docinfo
        assert "/JavaScript" not in pdf.Root.get("/Names", {})
        assert str(pdf.docinfo["/Title"]).startswith(
            "Safeguarding children in Shropshire"
        )


def test_the_word_file_has_real_structure(built):
    word = open_word(built / "yearly-report-2024-25.docx")
    headings = [one.text for one in word.paragraphs if one.style.name == "Heading 1"]
    assert headings[0] == "1. Foreword"
    assert len(headings) == 15
    assert all(one.rows[0]._tr.trPr is not None for one in word.tables)
    described = [shape._inline.docPr.get("descr") for shape in word.inline_shapes]
    assert len(described) == 9
    assert all(described)


def test_the_word_file_says_nothing_of_who_wrote_it(built):
    """Rule X3."""
    about = open_word(built / "yearly-report-2024-25.docx").core_properties
    assert (about.author, about.last_modified_by, about.comments) == ("", "", "")


def test_the_pages_are_whole_by_themselves(built):
    html = (built / "site" / "index.html").read_text(encoding="utf-8")
    assert "<script" not in html
    assert "style=" not in html
    loaded = re.findall(r'(?:src|href)="([^"#]+)"', html)
    assert [one for one in loaded if not one.startswith("https://")] == ["report.css"]


def test_every_figure_in_the_pages_leads_to_its_meaning(built):
    html = (built / "site" / "index.html").read_text(encoding="utf-8")
    cited = set(re.findall(r'href="#(figure-[^"]+)"', html))
    explained = set(re.findall(r'id="(figure-[^"]+)"', html))
    assert len(cited) > 100
    assert cited <= explained


def test_the_files_hold_the_same_figures(built):
    html = (built / "site" / "index.html").read_text(encoding="utf-8")
    word = open_word(built / "yearly-report-2024-25.docx")
    cells = {
        cell.text for table in word.tables for row in table.rows for cell in row.cells
    }
    for shown in ("£266,680.00", "61.62%", "£432,772.33"):
        assert shown in html
        assert shown in cells


@pytest.mark.parametrize(
    "form, kind",
    [("html", "application/zip"), ("docx", "wordprocessingml.document")],
)
def test_a_file_from_the_page_is_logged_and_attached(form, kind):
    """Rule X1."""
    key = Edition.objects.get().key
    answer = client_of(Role.EXECUTIVE).get(reverse("export_edition", args=[key, form]))
    assert answer.status_code == 200
    assert kind in answer["Content-Type"]
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert zipfile.is_zipfile(BytesIO(answer.content))
    row = HistoryRow.objects.order_by("-sequence").first()
    assert (row.action, row.record_key) == (f"export_edition_{form}", key)
