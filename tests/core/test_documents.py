"""One document, three faces: the same words, the same structure, no author."""

from io import BytesIO

import page as pdf_checker
import pikepdf
import pytest
from docx import Document as open_word

from goldenthread.core.documents import pdf, reading, web, word
from goldenthread.core.documents.nodes import (
    Callout,
    Document,
    FigureRef,
    Heading,
    Layout,
    Link,
    ListNode,
    Meaning,
    Notes,
    Paragraph,
    Part,
    Quote,
    QuoteNode,
    TableNode,
    Text,
    cell,
    line,
)


NODES = (
    Heading(2, "A smaller heading"),
    Paragraph((Text("Plain, "), Text("strong", strong=True), Text(" and more."))),
    ListNode((line("first"), (Link("second", "https://example.org/"),)), numbered=True),
    TableNode(
        "Counts", ("What", "How many"), ((cell("Boats"), cell(3, numeric=True)),)
    ),
    QuoteNode("Said", (Quote("It helped.", "somebody"),)),
    Callout("Mind", line("This is set apart.")),
    Notes("Small print", (line("A caveat."),)),
)


def made(layout=Layout.PAPER, **changes):
    values = {
        "title": "Harbour notes",
        "subtitle": "What was seen",
        "publisher": "Example Harbour",
        "as_at": "1 May 2025",
        "parts": (Part(1, "boats", "Boats", NODES), Part(2, "more", "More", ())),
        "layout": layout,
        **changes,
    }
    return Document(**values)


def test_the_words_of_a_document_in_reading_order():
    assert reading.reading_text(made()) == (
        "Harbour notes\nWhat was seen\n1. Boats\nA smaller heading\n"
        "Plain, strong and more.\nfirst\nsecond\nCounts What How many\nBoats\n3\n"
        "Said\nIt helped. somebody\nMind\nThis is set apart.\nSmall print\nA caveat.\n"
        "2. More"
    )


def test_a_table_of_many_rows_or_many_words_runs_over_pages():
    def table(words, rows):
        return TableNode("Counts", ("What",), ((cell(words),),) * rows)

    assert not table("Boats", 20).is_long
    assert table("Boats", 21).is_long
    assert not table("w" * 500, 4).is_long
    assert table("w" * 501, 4).is_long


def test_the_line_on_a_source_is_read_and_sealed_too():
    table = TableNode("Counts", ("What",), ((cell("Boats"),),), source="Harbour log")
    assert list(reading.words_in(table)) == ["Counts What", "Boats", "Harbour log"]


def test_another_word_makes_another_seal():
    assert reading.digest(made()) == reading.digest(made(marking="Draft"))
    assert reading.digest(made()) != reading.digest(made(title="Harbour note"))


@pytest.mark.parametrize(
    "layout, heading, contents",
    [
        (Layout.BOOK, "1. Boats", True),
        (Layout.PAPER, "Boats", False),
        (Layout.LEAF, "Boats", False),
    ],
)
def test_a_book_has_contents_and_numbers_and_a_paper_has_neither(
    layout, heading, contents
):
    html = web.page(made(layout))
    assert f'<h2 id="boats-title">{heading}</h2>' in html
    assert ('<nav class="contents"' in html) is contents
    opened = open_word(BytesIO(word.content(made(layout))))
    headings = [one.text for one in opened.paragraphs if one.style.name == "Heading 1"]
    assert headings[0] == heading
    assert ("TOC" in opened.element.xml) is contents


def test_the_page_is_whole_by_itself_and_its_words_are_escaped():
    html = web.page(made(title="<script>alert(1)</script>"))
    assert "<script" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize("layout", list(Layout))
def test_every_layout_is_a_tagged_pdf_without_author(layout, tmp_path):
    """Rule X3."""
    path = pdf.write(made(layout), (), tmp_path / "notes.pdf")
    assert [
        one.message for one in pdf_checker.validate_pdf(path, profile="ua1").failures
    ] == []
    with pikepdf.open(path) as opened:
        assert "/Author" not in opened.docinfo
        assert "/Names" not in opened.Root or "/EmbeddedFiles" not in opened.Root.Names
        assert str(opened.docinfo["/Title"]) == "Harbour notes"
        assert (len(opened.pages) == 1) is (layout is not Layout.BOOK)


def test_the_word_file_says_nothing_of_who_made_it_or_when():
    """Rule X3."""
    about = open_word(BytesIO(word.content(made(period="2025")))).core_properties
    assert (about.author, about.last_modified_by, about.comments) == ("", "", "")
    assert about.created.year == about.modified.year == 2000
    assert about.subject == "Example Harbour, 2025"


def test_figures_cited_lead_to_their_meaning():
    figure = FigureRef("boats.seen", "3", "Boats seen")
    meaning = Meaning(
        key="boats.seen",
        label="Boats seen",
        shown="3",
        definition="Boats that lay in the harbour.",
        counted=3,
        said=(("Printed before", "4: It moved."),),
    )
    document = made(
        parts=(Part(1, "boats", "Boats", (Paragraph((figure,)),)),),
        figures=(figure,),
    )
    html = web.page(document, (meaning,))
    assert '<a class="figure" href="#figure-boats.seen">3</a>' in html
    assert 'id="figure-boats.seen"' in html
    assert "<strong>Printed before</strong> 4: It moved." in html
    table = open_word(BytesIO(word.content(document, (meaning,)))).tables[0]
    assert [one.text for one in table.rows[1].cells] == [
        "Boats seen",
        "3",
        "Boats that lay in the harbour.",
        "3",
    ]


def test_a_document_may_fetch_nothing():
    with pytest.raises(ValueError, match="must not fetch https:"):
        pdf._nothing_fetched("https://example.org/x.png")
