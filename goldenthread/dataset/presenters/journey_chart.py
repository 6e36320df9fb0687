"""One child's journey drawn: states above, a lane for each agency below, days across."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from goldenthread.core.calendars import add_months, counted, long_date
from goldenthread.core.charts.drawing import (
    COLOURS,
    INK,
    PAPER,
    RULE,
    SOFT,
    WHITE,
    Chart,
    chart,
    escape,
    line,
    n,
    rect,
    text,
    width_of,
    wrapped,
)
from goldenthread.core.pages import Cell
from goldenthread.dataset.presenters.events import (
    MOVES,
    kind_words,
    plain,
    state_words,
)
from goldenthread.dataset.queries.journeys import Span, Step


WIDTH, LEFT, RIGHT, TOP = 900, 168, 12, 8
BAND, ROW, MARK, FOOT = 40, 18, 5, 34
# From the least to the most: darker is more.
STATE_COLOURS = {
    "EARLY_HELP": "#8fb8c9",
    "NEED": "#5c7891",
    "PLAN": "#b57a12",
    "CARE": "#7a3b69",
}
DARK = frozenset({"NEED", "CARE"})
COLUMNS = (
    *("Day", "Agency", "What", "Until", "Of which sort, and what came of it"),
    *("Days to next", "State that day"),
)
STATE_LANE = "State"


def journey_chart(
    steps: Sequence[Step],
    spans: Sequence[Span],
    agencies: Mapping[str, str],
    until: date,
    title: str = "Journey across agencies",
) -> Chart:
    """Events by agency and states as spans, to the last day of the release.

    The table has one row for each event and each change of state that is drawn.
    """
    paper = _Paper(steps, spans, agencies, until)
    parts = [*paper.axis(), *paper.states(), *paper.lanes()]
    return chart(
        title,
        described(steps, spans, agencies),
        (WIDTH, paper.height),
        parts,
        COLUMNS,
        table_rows(steps, spans, agencies),
    )


def described(
    steps: Sequence[Step], spans: Sequence[Span], agencies: Mapping[str, str]
) -> str:
    codes = list(dict.fromkeys(one.code for one in steps))
    told = [
        f"{agencies.get(code, plain(code))}: "
        + counted(sum(one.code == code for one in steps), "event")
        for code in codes
    ]
    ways = " then ".join(state_words(one.state).lower() for one in spans)
    return "; ".join(told) + (f". States: {ways}." if ways else ". No state.")


def table_rows(
    steps: Sequence[Step], spans: Sequence[Span], agencies: Mapping[str, str]
) -> list[tuple[Cell, ...]]:
    """Everything that is drawn, in order of days; a change of state after its day."""
    rows = [(one.on, 0, _step_row(one, agencies)) for one in steps]
    rows += [(one.on, 1, _span_row(one)) for one in spans]
    return [row for *_, row in sorted(rows, key=lambda one: one[:2])]


def _step_row(one: Step, agencies: Mapping[str, str]) -> tuple[Cell, ...]:
    first = "First contact of this agency" if one.first_of_agency else ""
    return (
        Cell(text=long_date(one.on)),
        Cell(text=agencies.get(one.code, plain(one.code)), hint=first),
        Cell(text=kind_words(one.kind)),
        Cell(text=long_date(one.until) if one.until else ""),
        Cell(text=details(one)),
        Cell(text="" if one.to_next is None else str(one.to_next), numeric=True),
        Cell(text=state_words(one.state)),
    )


def _span_row(one: Span) -> tuple[Cell, ...]:
    return (
        Cell(text=long_date(one.on)),
        Cell(text=STATE_LANE),
        Cell(text=f"{MOVES[one.move]}: {state_words(one.state).lower()}"),
        Cell(text=long_date(one.until) if one.until else "Goes on"),
        Cell(),
        Cell(numeric=True),
        Cell(text=state_words(one.state)),
    )


def details(one: Step) -> str:
    """Sort, where it came from, what came of it and the team, as far as they are told."""
    parts = (
        plain(one.sort),
        f"from {plain(one.source)}" if one.source else "",
        f"outcome: {plain(one.outcome)}" if one.outcome else "",
        f"team: {plain(one.team)}" if one.team else "",
    )
    return "; ".join(part for part in parts if part)


class _Paper:
    """Where a day, a state and an agency lie."""

    def __init__(
        self,
        steps: Sequence[Step],
        spans: Sequence[Span],
        agencies: Mapping[str, str],
        until: date,
    ) -> None:
        self.steps, self.spans, self.agencies = steps, spans, agencies
        self.codes = list(dict.fromkeys(one.code for one in steps))
        days = [one.on for one in steps] or [until]
        self.start = min(days).replace(day=1)
        ends = [one.until for one in steps if one.until]
        self.end = add_months(max([until, *days, *ends]).replace(day=1), 1)
        self.days = (self.end - self.start).days
        self.rows = {code: _stacked(steps, code) for code in self.codes}
        self.tops: dict[str, float] = {}
        y = TOP + BAND + 12.0
        for code in self.codes:
            self.tops[code] = y
            y += max(BAND, ROW * (1 + len(self.rows[code])) + 14)
        self.bottom = y
        self.height = round(y + FOOT)

    def x(self, on: date) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (on - self.start).days / self.days

    def axis(self) -> list[str]:
        """A rule and a label at the first of as many months as have room."""
        months = (self.end.year - self.start.year) * 12 + (
            self.end.month - self.start.month
        )
        every = next((one for one in (1, 3, 6, 12) if months / one <= 13), 12)
        parts = []
        for number in range(months + 1):
            day = add_months(self.start, number)
            if (day.month - 1) % every:
                continue
            x = self.x(day)
            parts.append(line(x, TOP, x, self.bottom, RULE))
            if x < WIDTH - 60:
                words = f"{day:%b %Y}"
                parts.append(text(x + 3, self.bottom + 20, words, fill=SOFT, size=13))
        return parts

    def states(self) -> list[str]:
        parts = [text(0, TOP + 24, STATE_LANE, size=14, bold=True)]
        width = WIDTH - LEFT - RIGHT
        parts.append(rect(LEFT, TOP + 4, width, BAND - 8, PAPER))
        for one in self.spans:
            if one.state != "NONE":
                parts.append(self._state(one))
        return parts

    def _state(self, one: Span) -> str:
        left = self.x(one.on)
        last = self.x(one.until + timedelta(days=1) if one.until else self.end)
        width = max(last - left, 2)
        words = state_words(one.state)
        until = long_date(one.until) if one.until else "goes on"
        tip = f"{MOVES[one.move]}: {words.lower()}, {long_date(one.on)} to {until}"
        drawn = rect(left, TOP + 4, width, BAND - 8, STATE_COLOURS[one.state])
        if width_of(words, 13) + 10 < width:
            fill = WHITE if one.state in DARK else INK
            drawn += text(left + 5, TOP + 25, words, size=13, fill=fill)
        return f"<g><title>{escape(tip)}</title>{drawn}</g>"

    def lanes(self) -> list[str]:
        parts: list[str] = []
        for number, code in enumerate(self.codes):
            parts += self._lane(code, COLOURS[number % len(COLOURS)])
        return parts

    def _lane(self, code: str, colour: str) -> list[str]:
        y = self.tops[code]
        name = wrapped(self.agencies.get(code, plain(code)), LEFT - 12, 14, most=2)
        parts = [line(0, y - 6, WIDTH - RIGHT, y - 6, RULE)]
        parts += [
            text(0, y + 14 + 16 * at, words, size=14) for at, words in enumerate(name)
        ]
        middle = y + 10
        parts.append(line(LEFT, middle, WIDTH - RIGHT, middle, SOFT))
        for place, row in enumerate(self.rows[code], 1):
            parts += [self._bar(one, y + 4 + ROW * place, colour) for one in row]
        own = [one for one in self.steps if one.code == code and not _lasts(one)]
        parts += [self._mark(one, middle, colour) for one in own]
        return parts

    def _bar(self, one: Step, y: float, colour: str) -> str:
        left = self.x(one.on)
        end = one.until or self.end - timedelta(days=1)
        width = max(self.x(end + timedelta(days=1)) - left, 3)
        drawn = rect(left, y, width, 12, colour)
        if one.first_of_agency:
            drawn += _ring(left, y + 6, colour)
        words = kind_words(one.kind)
        if width_of(words, 11) + 10 < width:
            drawn += text(left + 5, y + 10, words, size=11, fill=WHITE)
        return f"<g><title>{escape(self._tip(one))}</title>{drawn}</g>"

    def _mark(self, one: Step, y: float, colour: str) -> str:
        x = self.x(one.on)
        drawn = f'<circle cx="{n(x)}" cy="{n(y)}" r="{MARK}" fill="{colour}"/>'
        if one.first_of_agency:
            drawn += _ring(x, y, colour)
        return f"<g><title>{escape(self._tip(one))}</title>{drawn}</g>"

    def _tip(self, one: Step) -> str:
        lasting = ""
        if _lasts(one):
            lasting = f" to {long_date(one.until)}" if one.until else ", goes on"
        first = "; first contact of this agency" if one.first_of_agency else ""
        more = f" ({details(one)})" if details(one) else ""
        return f"{long_date(one.on)}{lasting}: {kind_words(one.kind)}{more}{first}"


def _ring(x: float, y: float, colour: str) -> str:
    return (
        f'<circle cx="{n(x)}" cy="{n(y)}" r="8" fill="none" stroke="{colour}"'
        ' stroke-width="2"/>'
    )


# States last until they are closed; of other kinds only what has a later last day does.
LASTING = frozenset(STATE_COLOURS)


def _lasts(one: Step) -> bool:
    return one.kind in LASTING or (one.until is not None and one.until > one.on)


def _stacked(steps: Sequence[Step], code: str) -> list[list[Step]]:
    """What lasts, in as few rows as let none lie over another."""
    rows: list[list[Step]] = []
    for one in steps:
        if one.code != code or not _lasts(one):
            continue
        free = (row for row in rows if _ends(row[-1]) < one.on)
        row = next(free, None)
        if row is None:
            rows.append([one])
        else:
            row.append(one)
    return rows


def _ends(one: Step) -> date:
    return one.until or date.max
