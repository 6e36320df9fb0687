"""What a reader writes down: which count of which release was told, or is hidden."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from goldenthread.dataset import shelf
from goldenthread.dataset.showing.counts import OPEN, counted
from goldenthread.dataset.showing.periods import Period
from goldenthread.engine.disclosure import Mark


# A kind of event, then the period and what else narrows the count.
Where = tuple[str, str, tuple[tuple[str, str], ...]]
Heard = int | Mark
# What a page says where it tells no number, by how much weight it has.
ORDER = (Mark.SUPPRESSED, Mark.NOT_AVAILABLE)


@dataclass
class Notes:
    """All that was read of one release, and where each number was read first."""

    cells: dict[Where, Heard] = field(default_factory=dict)
    source: dict[Where, str] = field(default_factory=dict)
    # Numbers told of a cell by one page that another page hides, or tells otherwise.
    quarrels: list[tuple[Where, Heard, Heard, str]] = field(default_factory=list)
    # Something on a page that no reading of it explains.
    unexplained: list[tuple[str, str]] = field(default_factory=list)
    # By what a kind of event is broken down into all its parts.
    broken_down: set[tuple[str, str]] = field(default_factory=set)
    answers: Counter[str] = field(default_factory=Counter)
    told_by: Counter[str] = field(default_factory=Counter)

    def hear(self, where: Where, value: Heard, page: str) -> None:
        """A number outweighs a mark; two numbers of one cell are a quarrel."""
        self.told_by[page] += isinstance(value, int)
        held = self.cells.get(where)
        if held is None or (isinstance(held, Mark) and isinstance(value, int)):
            if held is Mark.SUPPRESSED:
                self.quarrels.append((where, held, value, page))
            self.cells[where], self.source[where] = value, page
        elif isinstance(value, int) and held != value:
            self.quarrels.append((where, held, value, page))
        elif value is Mark.SUPPRESSED and isinstance(held, int):
            self.quarrels.append((where, value, held, self.source[where]))

    def figure(
        self,
        key: str,
        period: Period,
        cut: tuple[str, str],
        upper: Heard | None,
        lower: Heard | None,
        page: str,
    ) -> None:
        """One figure of an indicator, told as what it is made of."""
        at = counted(shelf.catalogue()[key])
        own = dict([cut]) if cut[0] != "all" else {}
        self.broken_down |= {(at.family, name) for name in own}
        last = period.last_month if at.moment == OPEN else period
        name = f"{at.moment} {last.member}"
        for members, value in ((at.upper, upper), (at.lower, lower)):
            if members is not None and value is not None:
                named = tuple(sorted({**dict(members), **own}.items()))
                self.hear((at.family, name, named), value, page)

    def cut_up(
        self, key: str, period: Period, cuts: dict[str, str], value: Heard, page: str
    ) -> None:
        """A count of an indicator cut by several things at once."""
        at = counted(shelf.catalogue()[key])
        named = tuple(sorted({**dict(at.upper), **cuts}.items()))
        self.hear((at.family, f"{at.moment} {period.member}", named), value, page)
