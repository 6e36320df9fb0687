"""The words of a document in reading order: what is checked, signed and sealed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from goldenthread.core.documents.nodes import (
    Callout,
    ChartNode,
    Document,
    FigureRef,
    Heading,
    ListNode,
    Node,
    Notes,
    Paragraph,
    QuoteNode,
    TableNode,
    words_of,
)


def references_in(nodes: tuple[Node, ...]) -> Iterator[FigureRef]:
    """Every citation in the nodes, in reading order."""
    for line in lines_of(nodes):
        yield from (one for one in line if isinstance(one, FigureRef))


def lines_of(nodes: tuple[Node, ...]) -> Iterator[tuple]:
    """Every line of words in the nodes, as inlines, in reading order."""
    for node in nodes:
        if isinstance(node, Paragraph | Callout):
            yield node.content
        elif isinstance(node, ListNode | Notes):
            yield from node.items
        elif isinstance(node, TableNode):
            for row in (*node.rows, node.total):
                yield from (cell.content for cell in row)


def reading_text(document: Document) -> str:
    """All the words of a document in order: what is checked, and what is signed."""
    lines = [document.title, document.subtitle]
    for part in document.parts:
        lines.append(f"{part.number}. {part.title}")
        for node in part.nodes:
            lines.extend(words_in(node))
    return "\n".join(lines)


def words_in(node: Node) -> Iterator[str]:
    """The lines of words one node holds, in reading order."""
    if isinstance(node, Heading):
        yield node.words
    elif isinstance(node, QuoteNode):
        yield node.caption
        yield from (f"{one.words} {one.attribution}" for one in node.quotes)
    elif isinstance(node, ChartNode):
        yield f"{node.chart.title} {node.chart.desc}"
        yield from (" ".join(cell.text for cell in row) for row in node.chart.rows)
    else:
        if isinstance(node, Callout | Notes):
            yield node.title
        if isinstance(node, TableNode):
            yield " ".join((node.caption, *node.columns))
        yield from (words_of(line) for line in lines_of((node,)))
    if isinstance(node, ChartNode | TableNode) and node.source:
        yield node.source


def digest(document: Document) -> str:
    """The seal of exactly what somebody read: two equal digests are equal words."""
    return hashlib.sha256(reading_text(document).encode()).hexdigest()
