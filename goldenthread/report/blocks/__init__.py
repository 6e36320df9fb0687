"""Tables, charts, lists and quotes drawn by queries, named in the narrative.

Each room's blocks stand in a file of this package and register themselves by the name
the narrative uses: `@block("table:funding")`. A block takes a `Context` and answers
nodes of the document.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from goldenthread.core.documents.nodes import FigureRef, Node
from goldenthread.core.figures import Answers, Scope


class NoSuchBlock(KeyError):
    """The narrative names a block that no room draws."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True)
class Context:
    """What a block may lean on: the edition, and its figures in their scope."""

    edition: Any
    answers: Answers
    # Circles of the cases a block told of: whoever reads the page has read them.
    circles: set[str] = field(default_factory=set, compare=False)
    # How a block cites a figure, as the text does: it is frozen, noted and traced alike.
    cite: Callable[[str], FigureRef] | None = field(default=None, compare=False)

    @property
    def scope(self) -> Scope:
        return self.answers.scope


Drawer = Callable[[Context], tuple[Node, ...]]
_BLOCKS: dict[str, Drawer] = {}
_CITED: dict[str, tuple[str, ...]] = {}


def block(name: str, cites: tuple[str, ...] = ()) -> Callable[[Drawer], Drawer]:
    """Register a drawer under the name the narrative uses, once.

    `cites` names the figures it cites, so that a record's thread leads to its section.
    """

    def keep(drawer: Drawer) -> Drawer:
        if name in _BLOCKS:
            raise RuntimeError(f"The block {name} is drawn twice.")
        _BLOCKS[name], _CITED[name] = drawer, cites
        return drawer

    return keep


def cited_by(name: str) -> tuple[str, ...]:
    """Keys of the figures a block cites; none for a block nobody draws."""
    _load()
    return _CITED.get(name, ())


def names() -> list[str]:
    """Every block that can be drawn, for the picker."""
    _load()
    return sorted(_BLOCKS)


def draw(name: str, context: Context) -> tuple[Node, ...]:
    """Draw a block; raises NoSuchBlock naming the nearest ones."""
    _load()
    if name not in _BLOCKS:
        near = get_close_matches(name, _BLOCKS, n=2)
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        raise NoSuchBlock(f"There is no block called “{name}”.{hint}")
    return _BLOCKS[name](context)


def _load() -> None:
    """Import each file once: a block exists when its room does."""
    if _BLOCKS:
        return
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
