"""A document as a tree of plain values: the one source of its web page, PDF and Word.

Nothing here knows a database, a template or a file format.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING


if TYPE_CHECKING:
    from goldenthread.core.charts import Chart


# What a table may hold and still be kept on one page of paper.
ROWS_IN_ONE_PIECE, SIGNS_IN_ONE_PIECE = 20, 2000


@dataclass(frozen=True)
class Text:
    """Words inside a line; strong or emphasised where marked."""

    words: str
    strong: bool = False
    emphasis: bool = False


@dataclass(frozen=True)
class Link:
    words: str
    address: str


@dataclass(frozen=True)
class FigureRef:
    """A live citation: the figure's key and how it reads now."""

    key: str
    shown: str
    label: str
    note: str = ""


Inline = Text | Link | FigureRef


@dataclass(frozen=True)
class Heading:
    """`level` 2 is a section's first heading; the section's own title is level 1."""

    level: int
    words: str


@dataclass(frozen=True)
class Paragraph:
    content: tuple[Inline, ...]


@dataclass(frozen=True)
class ListNode:
    """Items are each a line of inlines; numbered or not."""

    items: tuple[tuple[Inline, ...], ...]
    numbered: bool = False


@dataclass(frozen=True)
class TableCell:
    content: tuple[Inline, ...]
    numeric: bool = False
    heading: bool = False


@dataclass(frozen=True)
class TableNode:
    """A table with a caption; `source` says where its rows come from, as at when."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    total: tuple[TableCell, ...] = ()
    source: str = ""
    empty: str = "No rows."

    @property
    def is_long(self) -> bool:
        """Whether it may fill more than a page, by its rows or by its words.

        Such a table runs on over pages; a shorter one is kept in one piece.
        """
        written = sum(len(words_of(one.content)) for row in self.rows for one in row)
        return len(self.rows) > ROWS_IN_ONE_PIECE or written > SIGNS_IN_ONE_PIECE


@dataclass(frozen=True)
class ChartNode:
    """A drawn chart with its table twin and a line on its source."""

    chart: Chart
    source: str = ""


@dataclass(frozen=True)
class Quote:
    words: str
    attribution: str = ""


@dataclass(frozen=True)
class QuoteNode:
    caption: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class Callout:
    """Set apart: a verdict on a figure, an admitted gap, a caveat."""

    title: str
    content: tuple[Inline, ...]


@dataclass(frozen=True)
class Notes:
    """Caveats gathered at the end of a section, in small type."""

    title: str
    items: tuple[tuple[Inline, ...], ...]


Node = (
    Heading | Paragraph | ListNode | TableNode | ChartNode | QuoteNode | Callout | Notes
)


class Layout(StrEnum):
    """How a document lies on paper."""

    # A cover, a table of contents, each part numbered and on a page of its own.
    BOOK = "book"
    # Parts one after the other under plain headings.
    PAPER = "paper"
    # The same, set tightly to fit one sheet.
    LEAF = "leaf"


@dataclass(frozen=True)
class Part:
    """One part of the document; a book prints its number, other layouts do not."""

    number: int
    slug: str
    title: str
    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class Document:
    """A whole document ready to be written out.

    `marking` says in full what it is not yet ("Draft: not yet agreed"); `as_at` says of
    what day it speaks; `closing` titles the meanings of its figures, where it has some.
    """

    title: str
    subtitle: str
    publisher: str
    period: str = ""
    as_at: str = ""
    language: str = "en-GB"
    marking: str = ""
    notice: str = ""
    parts: tuple[Part, ...] = ()
    figures: tuple[FigureRef, ...] = field(default=())
    layout: Layout = Layout.BOOK
    closing: str = "The figures in this document"

    def heading_of(self, part: Part) -> str:
        """How a part is headed in this layout."""
        if self.layout is Layout.BOOK:
            return f"{part.number}. {part.title}"
        return part.title


@dataclass(frozen=True)
class Meaning:
    """What a reader may know of one figure cited: definition, as at, records counted.

    `said` are further lines, each with its own heading.
    """

    key: str
    label: str
    shown: str
    definition: str
    version: int = 1
    counted: int | None = None
    inputs: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    source: str = ""
    said: tuple[tuple[str, str], ...] = ()


def line(words: str) -> tuple[Inline, ...]:
    """A plain line of text as inlines."""
    return (Text(words),)


def cell(words: object, *, numeric: bool = False, heading: bool = False) -> TableCell:
    """A plain table cell."""
    return TableCell(line(str(words)), numeric=numeric, heading=heading)


def words_of(content: tuple[Inline, ...]) -> str:
    """The reading text of a line, for checks and for formats without links."""
    return "".join(
        one.shown if isinstance(one, FigureRef) else one.words for one in content
    )
