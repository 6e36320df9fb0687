"""Pages and drawings as a tree, with nothing left out that a reader could see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser


# Elements without an end.
VOID = "area base br col embed hr img input link meta source track wbr".split()  # noqa: SIM905


@dataclass
class Node:
    tag: str
    given: dict[str, str] = field(default_factory=dict)
    parts: list[Node | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        words = (one if isinstance(one, str) else one.text for one in self.parts)
        return " ".join("".join(words).split())

    @property
    def classes(self) -> list[str]:
        return self.given.get("class", "").split()

    def all(self, *tags: str) -> Iterator[Node]:
        for one in self.parts:
            if isinstance(one, Node):
                if not tags or one.tag in tags:
                    yield one
                yield from one.all(*tags)

    def first(self, tag: str, fits: Callable[[Node], bool] = lambda one: True) -> Node:
        return next(one for one in self.all(tag) if fits(one))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.top = Node("top")
        self.open = [self.top]
        self.comments: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        one = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].parts.append(one)
        if tag not in VOID:
            self.open.append(one)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        one = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].parts.append(one)

    def handle_endtag(self, tag: str) -> None:
        for at in range(len(self.open) - 1, 0, -1):
            if self.open[at].tag == tag:
                del self.open[at:]
                return

    def handle_data(self, data: str) -> None:
        self.open[-1].parts.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)


def read(text: str) -> Node:
    """The tree of a page. Comments are no part of it: none may hold a number."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    told = [one for one in reader.comments if any(map(str.isdigit, one))]
    assert not told, told
    return reader.top


def tables(page: Node) -> Iterator[list[list[str]]]:
    """Each table as rows of words, its heading first."""
    for table in page.all("table"):
        yield [
            [cell.text for cell in row.parts if isinstance(cell, Node)]
            for row in table.all("tr")
        ]
