"""A document as a PDF tagged for accessibility (PDF/UA-1)."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from goldenthread.core.documents import web
from goldenthread.core.documents.nodes import Document, Meaning


class PdfNeedsPango(RuntimeError):
    """The system's text libraries are missing; the sentence says which package."""


def write(document: Document, evidence: tuple[Meaning, ...], path: Path) -> Path:
    """Write the PDF; raises PdfNeedsPango where the system cannot draw text."""
    path.write_bytes(content(document, evidence))
    return path


def content(document: Document, evidence: tuple[Meaning, ...] = ()) -> bytes:
    """The PDF's bytes: no author, no script, nothing attached (rule X3)."""
    try:
        # Late: it needs libraries of the system that only PDFs need.
        from weasyprint import CSS, HTML
    except OSError as missing:
        raise PdfNeedsPango(
            "PDF needs the system packages libpango-1.0-0, libpangoft2-1.0-0 and "
            "libharfbuzz-subset0."
        ) from missing
    html = HTML(
        string=web.page(document, evidence, paged=True), url_fetcher=_nothing_fetched
    )
    written = BytesIO()
    html.write_pdf(
        written,
        stylesheets=[CSS(string=web.SHEET.read_text(encoding="utf-8"))],
        pdf_variant="pdf/ua-1",
    )
    return written.getvalue()


def _nothing_fetched(address: str, *args: Any, **kwargs: Any) -> Any:
    """The page holds all it needs; anything it would fetch is a mistake."""
    raise ValueError(f"A document must not fetch {address}.")
