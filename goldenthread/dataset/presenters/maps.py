"""A map in words: its classes, its legend, its table, its files; no database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString, mark_safe

from goldenthread.dataset.drawn import LEVELS, place_words
from goldenthread.dataset.mapping.kept import Kept, Spot, View
from goldenthread.dataset.mapping.offer import offer
from goldenthread.dataset.showing import Period


if TYPE_CHECKING:
    from goldenthread.engine.maps.drawing import Outline

EVERY = {"month": "Months", "quarter": "Quarters", "year": "Years"}
RATE, COUNT = "rate", "count"
HIDDEN, NOBODY = "suppressed", "not-applicable"
WORDS = {
    HIDDEN: "Hidden, so that nobody can be told from it",
    NOBODY: "Nobody lives there",
}
PREFIX = "map"
ELSEWHERE = "Area not known, or outside the county"


def period_words(start: date, every: str) -> str:
    """“May 2024”, “April to June 2024”, “2024-25”."""
    if every == "month":
        return f"{start:%B %Y}"
    end = Period(every, start).end
    if every == "quarter":
        return f"{start:%B} to {end:%B %Y}"
    return f"{start:%Y}-{end:%y}" if start.year != end.year else f"{start:%Y}"


def level_words(level: str) -> str:
    """A level inside a sentence."""
    words = LEVELS.get(level, "those areas")
    return words[0].lower() + words[1:]


@dataclass(frozen=True)
class Row:
    """One place of the table."""

    name: str
    names: tuple[str, ...]
    people: int
    count: int | None
    rate: Decimal | None
    kind: str
    number: int = 0

    @property
    def joined(self) -> bool:
        return len(self.names) > 2

    @property
    def people_words(self) -> str:
        return f"{self.people:,}" if self.people else "–"

    @property
    def count_words(self) -> str:
        return "Hidden" if self.count is None else f"{self.count:,}"

    @property
    def rate_words(self) -> str:
        if self.rate is None:
            return "Hidden" if self.count is None else "–"
        return f"{self.rate:,}"


@dataclass(frozen=True)
class Picture:
    """One map as asked for: which figures, of which period and part, shown how."""

    kept: Kept
    view: View
    at: int
    part: int
    show: str
    per: int
    people_year: int
    release: str
    invented: bool
    order: str = field(default="")

    # --- words ------------------------------------------------------------------------

    @property
    def period(self) -> str:
        return period_words(self.start(self.at), self.view.every)

    def start(self, at: int) -> date:
        return date.fromisoformat(self.view.periods[at])

    @property
    def unit(self) -> str:
        if self.show == COUNT:
            return self.kept.label
        return f"{self.kept.label} per {self.per:,} children"

    @property
    def part_words(self) -> str:
        if not self.view.layer:
            return ""
        title = offer().layers[self.view.layer].title.lower()
        return f"{title}: {self.view.parts[self.part].lower()}"

    @property
    def title(self) -> str:
        part = f" ({self.part_words})" if self.part_words else ""
        return f"{self.unit}{part}, {self.period}"

    @property
    def description(self) -> str:
        shown = [one for one in self.rows if one.kind not in WORDS]
        hidden = sum(one.kind == HIDDEN for one in self.rows)
        words = [f"{len(self.rows)} places: {level_words(self.view.level)}."]
        if shown:
            highest = max(shown, key=lambda one: (self.value(one), one.name))
            lowest = min(shown, key=lambda one: (self.value(one), one.name))
            words.append(
                f"Highest in {highest.name} ({self.value(highest):,}), lowest in "
                f"{lowest.name} ({self.value(lowest):,})."
            )
        if together := sum(len(one.codes) > 1 for one in self.view.spots):
            words.append(f"{together} places are several areas shown as one.")
        if hidden:
            words.append(f"{hidden} are hidden.")
        return " ".join(words)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know of the figures."""
        found = [self.kept.definition]
        if self.kept.caveat:
            found.append(self.kept.caveat)
        found.append(
            f"Rates are for each {self.per:,} children who lived there in "
            f"{self.people_year}, over the period shown; they are not scaled to a year."
        )
        if self.view.layer == "age":
            found.append("Rates by age are of all children, not of that age alone.")
        found.append(
            "Areas with few events are shown together with those beside them, the same "
            "in every period. What could still tell of somebody is hidden."
        )
        return tuple(found)

    # --- figures ----------------------------------------------------------------------

    def value(self, row: Row) -> Decimal:
        value = row.count if self.show == COUNT else row.rate
        return Decimal(value if value is not None else 0)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Every place in the order of the view."""
        classes = self.classes
        return tuple(
            self.row(number, spot, classes.get((number, self.at), 0))
            for number, spot in enumerate(self.view.spots)
        )

    def row(self, number: int, spot: Spot, place: int) -> Row:
        count = self.view.cells[self.part][self.at][number]
        kind = f"class-{place}" if place else HIDDEN if count is None else NOBODY
        return Row(
            place_words(spot.names),
            spot.names,
            spot.people,
            count,
            self._rate(count, spot.people),
            kind,
            number,
        )

    def _rate(self, count: int | None, people: int) -> Decimal | None:
        from goldenthread.engine.maps.classes import rate

        return rate(count, people, self.per) if count is not None and people else None

    @cached_property
    def _values(self) -> dict[tuple[int, int], Decimal]:
        """What is coloured, of every place and period: one scale for all of them."""
        found = {}
        for at, cells in enumerate(self.view.cells[self.part]):
            for number, count in enumerate(cells):
                people = self.view.spots[number].people
                value = count if self.show == COUNT else self._rate(count, people)
                if value is not None:
                    found[number, at] = Decimal(value)
        return found

    @cached_property
    def classes(self) -> dict[tuple[int, int], int]:
        from goldenthread.engine.maps.classes import classes

        values = {f"{number}|{at}": one for (number, at), one in self._values.items()}
        people = {
            name: self.view.spots[int(name.split("|")[0])].people for name in values
        }
        found = classes(values, people, offer().classes)
        return {
            (int(number), int(at)): place
            for name, place in found.items()
            for number, at in [name.split("|")]
        }

    @property
    def sorted_rows(self) -> tuple[Row, ...]:
        """As the table asks: by name, people or count, or the highest shown first."""
        keys: dict[str, Any] = {
            "name": lambda one: one.name.casefold(),
            "people": lambda one: -one.people,
            "count": lambda one: -(one.count if one.count is not None else -1),
        }
        by_rate = lambda one: -(one.rate if one.rate is not None else -1)  # noqa: E731
        default = keys["count"] if self.show == COUNT else by_rate
        if self.order == RATE:
            default = by_rate
        return tuple(sorted(self.rows, key=keys.get(self.order, default)))

    @property
    def totals(self) -> tuple[Row, ...]:
        """What stands under the table: those on no map, and the whole county."""
        people = sum(spot.people for spot in self.view.spots)
        elsewhere = self.view.elsewhere[self.part][self.at]
        whole = self.view.whole[self.part][self.at]
        return (
            Row(ELSEWHERE, (), 0, elsewhere, None, ""),
            Row("Whole county", (), people, whole, self._rate(whole, people), ""),
        )

    @property
    def legend(self) -> list[tuple[str, str]]:
        """Kinds and words, over all periods: the colours mean the same in each."""
        by_place: dict[int, list[Decimal]] = {}
        for where, place in self.classes.items():
            by_place.setdefault(place, []).append(self._values[where])
        found = []
        for place, values in sorted(by_place.items()):
            low, high = min(values), max(values)
            told = f"{low:,}" if low == high else f"{low:,} to {high:,}"
            found.append((f"class-{place}", told))
        kinds = {one.kind for one in self.rows}
        return found + [(kind, words) for kind, words in WORDS.items() if kind in kinds]

    # --- drawn ------------------------------------------------------------------------

    def svg(self, places: Outline, *, legend: bool) -> SafeString:
        from goldenthread.engine.maps.drawing import Shape, drawn

        shapes = [Shape(one.kind, self._told(one)) for one in self.rows]
        words = f"{self._invented}{self.description}"
        below = [(kind, told) for kind, told in self.legend] if legend else ()
        # The engine escapes every text it is given.
        return mark_safe(  # noqa: S308
            drawn(places, shapes, self.title, words, below, PREFIX)
        )

    @property
    def _invented(self) -> str:
        return "Invented county. " if self.invented else ""

    def _told(self, one: Row) -> str:
        if one.kind in WORDS:
            return f"{one.name}: {WORDS[one.kind].lower()}"
        return f"{one.name}: {self.value(one):,}"

    @property
    def swatches(self) -> list[tuple[SafeString, str]]:
        from goldenthread.engine.maps.drawing import swatch

        return [
            (mark_safe(swatch(kind, PREFIX)), words)  # noqa: S308
            for kind, words in self.legend
        ]
