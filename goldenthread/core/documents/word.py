"""A document as a Word file with real styles, header rows and alternative text."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import resvg_py
from docx import Document as new_word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph

from goldenthread.core.documents.nodes import (
    Callout,
    ChartNode,
    Document,
    FigureRef,
    Heading,
    Inline,
    Layout,
    Link,
    ListNode,
    Meaning,
    Notes,
    Paragraph,
    QuoteNode,
    TableCell,
    TableNode,
    Text,
    cell,
)
from goldenthread.core.documents.web import standalone


TEXT_WIDTH = Cm(16)
INK = RGBColor(0x14, 0x28, 0x3C)
# Twice the drawn size: sharp on paper.
ZOOM = 2
HYPERLINK = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
)


def write(document: Document, evidence: tuple[Meaning, ...], path: Path) -> Path:
    """Write the Word file; it leaves without author, history or comments (rule X3)."""
    path.write_bytes(content(document, evidence))
    return path


def content(document: Document, evidence: tuple[Meaning, ...] = ()) -> bytes:
    """The Word file's bytes: real styles, and nothing of who wrote it (rule X3)."""
    word = new_word()
    _set_up(word, document)
    _cover(word, document)
    for part in document.parts:
        word.add_heading(document.heading_of(part), 1)
        for node in part.nodes:
            _write_node(word, node)
    if evidence:
        _evidence(word, document, evidence)
    written = BytesIO()
    word.save(written)
    return written.getvalue()


def _set_up(word: Any, document: Document) -> None:
    about = word.core_properties
    about.title, about.language = document.title, document.language
    about.author = about.last_modified_by = about.comments = about.keywords = ""
    about.subject = ", ".join(filter(None, (document.publisher, document.period)))
    # A fixed moment: the file says nothing of when somebody worked on it.
    about.created = about.modified = datetime(2000, 1, 1, tzinfo=UTC)
    about.revision = 1
    style = word.styles["Normal"]
    style.font.name, style.font.size = "Arial", Pt(11)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), document.language)
    style.element.get_or_add_rPr().append(language)
    for level in range(5):
        name = f"Heading {level}" if level else "Title"
        word.styles[name].font.color.rgb = INK
        word.styles[name].font.name = "Arial"


def _cover(word: Any, document: Document) -> None:
    if document.marking:
        word.add_paragraph(document.marking, "Subtitle")
    if document.notice:
        word.add_paragraph(document.notice)
    word.add_paragraph(document.publisher, "Subtitle")
    word.add_paragraph(document.title, "Title")
    if document.subtitle:
        word.add_paragraph(document.subtitle, "Subtitle")
    if document.as_at:
        said = "Figures as at" if document.figures else "As at"
        word.add_paragraph(f"{said} {document.as_at}")
    if document.layout is Layout.BOOK:
        _contents(word)


def _contents(word: Any) -> None:
    """A table of contents that Word fills from the headings."""
    paragraph = word.add_paragraph()
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), 'TOC \\o "1-2" \\h \\z \\u')
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "Contents: choose “Update field” to fill them in."
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _write_node(word: Any, node: Any) -> None:
    if isinstance(node, Heading):
        word.add_heading(node.words, min(node.level, 4))
    elif isinstance(node, Paragraph):
        _line(word.add_paragraph(), node.content)
    elif isinstance(node, ListNode):
        style = "List Number" if node.numbered else "List Bullet"
        for item in node.items:
            _line(word.add_paragraph(style=style), item)
    elif isinstance(node, TableNode):
        _table(word, node.caption, node.columns, node.rows, node.total, node.empty)
        _source(word, node.source)
    elif isinstance(node, ChartNode):
        _chart(word, node)
    elif isinstance(node, QuoteNode):
        _quotes(word, node)
    elif isinstance(node, Notes):
        word.add_paragraph().add_run(node.title).bold = True
        for item in node.items:
            paragraph = word.add_paragraph(style="List Bullet")
            _line(paragraph, item)
            for run in paragraph.runs:
                run.font.size = Pt(9)
    elif isinstance(node, Callout):
        paragraph = word.add_paragraph(style="Intense Quote")
        paragraph.add_run(f"{node.title}. ").bold = True
        _line(paragraph, node.content)


def _line(paragraph: WordParagraph, content: Iterable[Inline]) -> None:
    for one in content:
        if isinstance(one, FigureRef):
            paragraph.add_run(one.shown).bold = True
        elif isinstance(one, Link):
            _link(paragraph, one)
        elif isinstance(one, Text):
            run = paragraph.add_run(one.words)
            run.bold, run.italic = one.strong or None, one.emphasis or None


def _link(paragraph: WordParagraph, link: Link) -> None:
    if not link.address.startswith(("https://", "http://")):
        paragraph.add_run(link.words)
        return
    relation = paragraph.part.relate_to(link.address, HYPERLINK, is_external=True)
    element = OxmlElement("w:hyperlink")
    element.set(qn("r:id"), relation)
    run = paragraph.add_run(link.words)
    run.font.underline = True
    element.append(run._r)
    paragraph._p.append(element)


def _table(
    word: Any,
    caption: str,
    columns: tuple[str, ...],
    rows: tuple[tuple[TableCell, ...], ...],
    total: tuple[TableCell, ...] = (),
    empty: str = "",
) -> None:
    word.add_paragraph(caption, "Caption").paragraph_format.keep_with_next = True
    table = word.add_table(rows=1, cols=len(columns), style="Light Grid Accent 1")
    for target, words in zip(table.rows[0].cells, columns, strict=True):
        target.paragraphs[0].add_run(words).bold = True
    _repeats(table.rows[0])
    _describe(table, caption)
    for row in (*rows, *((total,) if total else ())):
        _fill(table.add_row(), row, strong=row is total)
    if not rows and not total:
        table.add_row().cells[0].text = empty
    word.add_paragraph()


def _fill(target: Any, row: tuple[TableCell, ...], *, strong: bool) -> None:
    for box, one in zip(target.cells, row, strict=False):
        paragraph = box.paragraphs[0]
        _line(paragraph, one.content)
        if one.numeric:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        for run in paragraph.runs:
            run.bold = strong or run.bold


def _repeats(row: Any) -> None:
    """Mark a header row, so that it is read as one and repeated on the next page."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))


def _describe(table: Any, words: str) -> None:
    """The table's title for a screen reader."""
    title = OxmlElement("w:tblCaption")
    title.set(qn("w:val"), words)
    table._tbl.tblPr.append(title)


def _chart(word: Any, node: ChartNode) -> None:
    chart = node.chart
    word.add_paragraph(chart.title, "Caption").paragraph_format.keep_with_next = True
    picture = resvg_py.svg_to_bytes(
        svg_string=standalone(str(chart.svg)),
        background="#ffffff",
        zoom=ZOOM,
        font_family="Open Sans",
        sans_serif_family="Liberation Sans",
    )
    shape = word.add_picture(BytesIO(bytes(picture)), width=TEXT_WIDTH)
    properties = shape._inline.docPr
    properties.set("descr", f"{chart.title}. {chart.desc}")
    properties.set("title", chart.title)
    rows = tuple(
        tuple(cell(one.text, numeric=one.numeric) for one in row) for row in chart.rows
    )
    _table(word, f"The same as a table: {chart.title}", chart.columns, rows)
    _source(word, node.source)


def _source(word: Any, source: str) -> None:
    if source:
        word.add_paragraph(source).runs[0].font.size = Pt(9)


def _quotes(word: Any, node: QuoteNode) -> None:
    for one in node.quotes:
        said = f" ({one.attribution})" if one.attribution else ""
        word.add_paragraph(f"“{one.words}”{said}", "Quote")


def _evidence(word: Any, document: Document, evidence: tuple[Meaning, ...]) -> None:
    """The figures at the end: what each means, as a table."""
    word.add_heading(document.closing, 1)
    rows = tuple(
        (
            cell(one.label),
            cell(one.shown, numeric=True),
            cell(one.definition),
            cell("" if one.counted is None else one.counted, numeric=True),
        )
        for one in evidence
    )
    columns = ("Figure", "Value", "What it means", "Records behind it")
    _table(word, "Figures cited, with their definitions", columns, rows)
