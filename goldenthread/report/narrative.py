"""A section's Markdown with live references, turned into nodes of the document.

Two kinds of reference: `{{figure:KEY}}` inside a line, and a block on a line of its own,
`{{table:NAME}}`, `{{chart:NAME}}`, `{{list:NAME}}`, `{{quotes:NAME}}`,
`{{briefing:NAME}}`. What a reference means is looked up by the functions given in;
this module knows no database.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from goldenthread.core.documents.nodes import (
    FigureRef,
    Heading,
    Inline,
    Link,
    ListNode,
    Node,
    Paragraph,
    Text,
)


FIGURE = re.compile(r"\{\{\s*figure:\s*([a-z0-9_.]+)\s*\}\}")
BLOCK = re.compile(r"\{\{\s*(table|chart|list|quotes|briefing):\s*([a-z0-9_]+)\s*\}\}")
ANY_REFERENCE = re.compile(r"\{\{[^}]*\}\}")
# Raw HTML stays words: a narrative may hold headings, lists, emphasis and links.
PARSER = MarkdownIt("commonmark", {"html": False}).disable(["image", "code", "fence"])


class NarrativeError(ValueError):
    """The text holds something a section may not hold; one sentence says what."""


@dataclass(frozen=True)
class References:
    """Every reference of a text, for checking before anything is computed."""

    figures: tuple[str, ...]
    blocks: tuple[str, ...]
    unknown: tuple[str, ...]


def references(body: str) -> References:
    """The figure keys and block names a text refers to, and references of no kind."""
    figures, blocks, unknown = [], [], []
    for found in ANY_REFERENCE.finditer(body):
        text = found.group()
        if match := FIGURE.fullmatch(text):
            figures.append(match[1])
        elif match := BLOCK.fullmatch(text):
            blocks.append(f"{match[1]}:{match[2]}")
        else:
            unknown.append(text)
    return References(_once(figures), _once(blocks), _once(unknown))


def _once(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def nodes(
    body: str,
    *,
    figure: Callable[[str], FigureRef],
    block: Callable[[str], tuple[Node, ...]],
) -> tuple[Node, ...]:
    """The text as nodes; raises NarrativeError on a reference of no known kind."""
    wrong = references(body).unknown
    if wrong:
        raise NarrativeError(f"{wrong[0]} is not a reference we know.")
    tokens = PARSER.parse(body)
    return tuple(_nodes(iter(tokens), figure, block))


def _nodes(tokens: Iterator[Token], figure, block) -> Iterator[Node]:
    for token in tokens:
        if token.type == "heading_open":
            level = min(max(int(token.tag[1]), 2), 4)
            yield Heading(level, _heading_words(next(tokens)))
        elif token.type == "paragraph_open":
            yield from _paragraph(next(tokens), figure, block)
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            numbered = token.type.startswith("ordered")
            yield ListNode(tuple(_items(tokens, figure)), numbered)
        elif token.type == "blockquote_open":
            raise NarrativeError(
                "Quotes are records: use a quotes block, not a “>” line."
            )


def _paragraph(token: Token, figure, block) -> Iterator[Node]:
    if match := BLOCK.fullmatch(token.content.strip()):
        yield from block(f"{match[1]}:{match[2]}")
        return
    _no_block_among_words(token)
    content = tuple(_inlines(token.children or [], figure))
    if content:
        yield Paragraph(content)


def _heading_words(token: Token) -> str:
    if ANY_REFERENCE.search(token.content):
        raise NarrativeError(f"The heading “{token.content}” may hold words only.")
    return "".join(child.content for child in token.children or [])


def _no_block_among_words(token: Token) -> None:
    if match := BLOCK.search(token.content):
        raise NarrativeError(
            f"{match[0]} must stand on a line of its own, with an empty line round it."
        )


def _items(tokens: Iterator[Token], figure) -> Iterator[tuple[Inline, ...]]:
    """The lines of a list up to its end; a list inside an item becomes further lines."""
    depth, content = 1, []
    for token in tokens:
        if token.type.endswith("_list_open"):
            depth += 1
        elif token.type.endswith("_list_close"):
            depth -= 1
            if depth == 0:
                return
        elif token.type == "inline":
            _no_block_among_words(token)
            content = list(_inlines(token.children or [], figure))
            yield tuple(content)


def _inlines(tokens: list[Token], figure) -> Iterator[Inline]:
    strong = emphasis = 0
    address, words = "", []
    for token in tokens:
        if token.type == "strong_open":
            strong += 1
        elif token.type == "strong_close":
            strong -= 1
        elif token.type == "em_open":
            emphasis += 1
        elif token.type == "em_close":
            emphasis -= 1
        elif token.type == "link_open":
            address, words = str(token.attrs.get("href", "")), []
        elif token.type == "link_close":
            yield Link("".join(words), address)
            address = ""
        elif token.type in ("softbreak", "hardbreak"):
            yield Text(" ")
        elif address:
            words.append(token.content)
        elif token.content:
            yield from _text(token.content, strong > 0, emphasis > 0, figure)


def _text(content: str, strong: bool, emphasis: bool, figure) -> Iterator[Inline]:
    last = 0
    for match in FIGURE.finditer(content):
        if match.start() > last:
            yield Text(content[last : match.start()], strong, emphasis)
        yield figure(match[1])
        last = match.end()
    if last < len(content):
        yield Text(content[last:], strong, emphasis)
