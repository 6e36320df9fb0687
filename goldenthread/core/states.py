"""Tables of allowed moves: one table decides, the diagram in the docs is drawn from it.

A room writes its table in its own `states.py` and lists it in `TABLES`; `draw` turns
it into the Mermaid text kept in `docs/states.md`, and a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass


class MoveRefused(Exception):
    """The table has no such move from the present state."""


@dataclass(frozen=True)
class Move:
    """One allowed step: its name (the service's), from, to, and who signs it."""

    name: str
    source: str
    target: str
    signed_by: str = ""


@dataclass(frozen=True)
class MoveTable:
    name: str
    first: str
    moves: tuple[Move, ...]
    labels: dict[str, str]

    def move(self, name: str, source: str) -> Move:
        """The move of that name from that state; raises MoveRefused with a sentence."""
        for move in self.moves:
            if (move.name, move.source) == (name, source):
                return move
        state = self.labels.get(source, source).lower()
        words = name.replace("_", " ")
        raise MoveRefused(f"Cannot {words} while the {self.name} is “{state}”.")

    def open_from(self, source: str) -> tuple[Move, ...]:
        """Every move that may be made from a state."""
        return tuple(move for move in self.moves if move.source == source)

    def draw(self) -> str:
        """The table as a Mermaid state diagram."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.first}"]
        for move in self.moves:
            signed = f" ({move.signed_by})" if move.signed_by else ""
            words = move.name.replace("_", " ")
            lines.append(f"    {move.source} --> {move.target}: {words}{signed}")
        return "\n".join(lines)

    def write(self) -> str:
        """The diagram with its twin in words: a table for who cannot see it."""
        lines = [f"### {self.name[:1].upper()}{self.name[1:]}", "", "```mermaid"]
        lines += [self.draw(), "```", "", "| Step | From | To | Signed by |"]
        lines.append("| --- | --- | --- | --- |")
        for move in self.moves:
            words = move.name.replace("_", " ").capitalize()
            source, target = self.labels[move.source], self.labels[move.target]
            lines.append(f"| {words} | {source} | {target} | {move.signed_by} |")
        return "\n".join(lines)


OPENING = """# States and the moves between them

Drawn from the tables in each room's `states.py` by `goldenthread draw states`; a test
holds this page and the tables together. A move that is not here is refused.
"""


def write_all(tables: dict[str, tuple[MoveTable, ...]]) -> str:
    """The page of every room's tables, rooms in alphabetical order."""
    parts = [OPENING]
    for room in sorted(tables):
        parts.append(f"## {room}\n")
        parts += [f"{table.write()}\n" for table in tables[room]]
    return "\n".join(parts)
