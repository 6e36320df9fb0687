"""Figures of a release in words, and their XmR chart as a drawing with its table.

Beneath the services, because a chart from which a finding is raised is kept as drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from goldenthread.core.calendars import listed
from goldenthread.core.charts.drawing import (
    COLOURS,
    GOLD,
    INK,
    RULE,
    SOFT,
    WHITE,
    Chart,
    chart,
    line,
    n,
    rect,
    round_step,
    show_number,
    text,
    width_of,
    wrapped,
)
from goldenthread.core.pages import Cell, Tag
from goldenthread.core.viewer import Viewer
from goldenthread.dataset import shelf, showing
from goldenthread.dataset.models import Release
from goldenthread.dataset.queries import dashboards
from goldenthread.dataset.queries.shown import (
    Cut,
    Holiday,
    Limits,
    charted,
    holidays,
    news,
    number_of,
)
from goldenthread.dataset.showing import Figure, Kept, Period
from goldenthread.dataset.showing.benchmarks import Line, lines
from goldenthread.engine.signals import Chart as Xmr
from goldenthread.engine.signals import Plotted, Variation


WIDTH, HEIGHT = 720, 320
LEFT, TOP, BOTTOM = 60, 14, 34
SHADE = "#e9eef3"
CONCERN, BETTER, NEUTRAL = "#b3420f", "#1f4e79", "#7a3b69"
MARKS = {
    "SUPPRESSED": "Hidden, to protect children",
    "NOT_AVAILABLE": "Not in this source",
    "NOT_APPLICABLE": "Nothing to divide by",
}
UNITS = {
    "COUNT": "Number",
    "SHARE": "Per cent",
    "RATE": "Per 10,000 children",
    "MEDIAN_DAYS": "Days, median",
}
EVERY = {"month": "Month", "quarter": "Quarter", "year": "Year"}
BREAKDOWNS = {
    "age": "Age",
    "sex": "Sex",
    "ethnicity": "Ethnicity",
    "source": "Source",
    "agency": "Agency",
    "outcome": "Outcome",
    "sort": "Kind",
    "team": "Team",
}
LEVELS = {
    "lsoa": "Small areas (LSOA)",
    "msoa": "Middle areas (MSOA)",
    "ward": "Wards",
    "division": "Divisions",
    "district": "Districts",
    "own": "The partnership’s own areas",
}
SHORT_WORDS = {"NFA": "No further action", "GP": "GP", "CSE": "CSE", "CSA": "CSA"}
SEXES = {
    "F": "Girls",
    "M": "Boys",
    "X": "Other",
    "U": "Sex not known",
    "NOT_KNOWN": "Sex not recorded",
}
RULES = {
    "BEYOND": "a point beyond a limit",
    "TREND": "seven in a row, each further than the last",
    "TWO_OF_THREE": "two of three near a limit",
    "SHIFT": "seven in a row on one side of the mean",
}
VARIATION = {
    Variation.ORDINARY: Tag("Ordinary variation", "grey"),
    Variation.IMPROVEMENT_HIGH: Tag("Better: higher", "turquoise"),
    Variation.IMPROVEMENT_LOW: Tag("Better: lower", "turquoise"),
    Variation.CONCERN_HIGH: Tag("Worse: higher", "orange"),
    Variation.CONCERN_LOW: Tag("Worse: lower", "orange"),
    Variation.NEUTRAL_HIGH: Tag("Higher than usual", "purple"),
    Variation.NEUTRAL_LOW: Tag("Lower than usual", "purple"),
}
NO_VALUES = Tag("No values", "grey")


def part_words(by: str, value: str) -> str:
    """A member of a breakdown as people read it."""
    if by == "age":
        named = {"UNBORN": "Unborn", "NOT_KNOWN": "Age not known"}
        return named.get(value, f"Aged {value}")
    if by == "sex":
        return SEXES.get(value, value)
    plain = value.replace("_", " ")
    return SHORT_WORDS.get(value, plain[:1].upper() + plain[1:].lower())


def place_words(names: Sequence[str]) -> str:
    """The names of what is shown as one, as far as they can be read at a glance."""
    if len(names) <= 2:
        return " and ".join(names)
    return f"{names[0]}, {names[1]} and {len(names) - 2} more"


def level_words(level: str) -> str:
    return LEVELS.get(level, "Areas")


AGES = ("UNBORN", "0", "1-4", "5-9", "10-15", "16-17", "18-25", "NOT_KNOWN")


def in_order(by: str, values: Sequence[str]) -> list[str]:
    """The members of a breakdown as people expect them: ages from the youngest."""
    if by == "age":
        return sorted(values, key=lambda one: AGES.index(one) if one in AGES else 99)
    return sorted(values, key=lambda one: part_words(by, one))


def period_words(every: str, start: date) -> str:
    if every == "month":
        return f"{start:%B %Y}"
    first = start.year - (start.month < 4)
    year = f"{first}-{(first + 1) % 100:02}"
    return year if every == "year" else f"Q{(start.month - 4) % 12 // 3 + 1} {year}"


def short_period(every: str, start: date) -> str:
    return f"{start:%b %y}" if every == "month" else period_words(every, start)


def value_words(kept: Kept, one: Figure) -> str:
    """A figure as people read it, or why there is none."""
    value = number_of(kept, one)
    if value is None:
        return MARKS[one.mark]
    if kept.definition.unit == "SHARE":
        return f"{value}%"
    days = " days" if kept.definition.unit == "MEDIAN_DAYS" else ""
    return f"{value:,}{days}"


def frozen_words(kept: Kept | None, then: Mapping[str, Any]) -> str:
    """A figure as it was when it was kept."""
    start = date.fromisoformat(then["start"])
    if kept is None:
        return f"{then['figure']}"
    row = {
        name: then[name]
        for name in (
            "every",
            "by",
            "value",
            "numerator",
            "denominator",
            "figure",
            "mark",
        )
    }
    return value_words(kept, Figure(start=start, **row))


def title_of(kept: Kept, cut: Cut) -> str:
    label = kept.definition.label
    if cut.by in kept.levels():
        return f"{label}: {place_words(kept.areas[cut.by, cut.value])}"
    return label if cut.by == "all" else f"{label}: {part_words(cut.by, cut.value)}"


def sentence(kept: Kept, cut: Cut, limits: tuple[Limits, ...] = ()) -> str:
    """What the newest signal says, or that there is none."""
    found = charted(kept, cut, limits)
    last = found.latest
    if last is None:
        return "No value can be shown."
    figures = {one.start: one for one in kept.series(cut.every, cut.by, cut.value)}
    own = f"{value_words(kept, figures[last.point.on])} in "
    own += period_words(cut.every, last.point.on)
    signal = news(found)
    if signal is None:
        return f"{own}: no signal; it moves as it has moved before."
    height = "Higher" if signal.signal.way == "UP" else "Lower"
    when = ""
    if signal is not last:
        when = f" in {period_words(cut.every, signal.point.on)}"
    why = RULES[str(signal.signal.rule)]
    return f"{own}. {height} than ordinary variation{when}: {why}."


def tag(found: Xmr) -> Tag:
    signal = news(found)
    if found.latest is None:
        return NO_VALUES
    if signal is None:
        return VARIATION[Variation.ORDINARY]
    height = "HIGH" if signal.signal.way == "UP" else "LOW"
    return VARIATION[Variation(f"{signal.kind}_{height}")]


# --- The chart as its page shows it ---------------------------------------------------------


def holidays_of(release: Release | None, viewer: Viewer) -> tuple[Holiday, ...]:
    """The school holidays of the area within what a release shows."""
    if release is None:
        return ()
    window = showing.window(shelf.of(release.partnership_id), release.name)
    if window is None:
        return ()
    return holidays(dashboards.area_code(viewer), window.first, window.end)


def published_beside(kept: Kept, cut: Cut, release: Release | None) -> tuple[Line, ...]:
    """Published lines, where they are of the same scale: not a year beside a month."""
    scaled = kept.definition.unit == "SHARE" or kept.definition.basis == "STOCK"
    if release is None or cut.by != "all" or not (scaled or cut.every == "year"):
        return ()
    return lines(shelf.of(release.partnership_id), kept.indicator)


def chart_of(viewer: Viewer, release: Release, kept: Kept, cut: Cut) -> Chart:
    """One series as its page shows it."""
    limits = dashboards.limits(viewer, [kept.indicator]).get(kept.indicator, ())
    beside = published_beside(kept, cut, release)
    return drawing(kept, cut, limits, holidays_of(release, viewer), beside)


# --- The drawing ------------------------------------------------------------------------


@lru_cache(maxsize=512)
def drawing(
    kept: Kept,
    cut: Cut,
    limits: tuple[Limits, ...] = (),
    holidays: tuple[Holiday, ...] = (),
    beside: tuple[Line, ...] = (),
) -> Chart:
    """The chart of a series; its table says everything the drawing shows."""
    found = charted(kept, cut, limits)
    paper = _Paper(kept, cut, found, holidays, beside)
    return chart(
        title_of(kept, cut),
        paper.described(limits),
        (WIDTH, HEIGHT),
        paper.parts(),
        paper.columns(),
        paper.rows(),
    )


class _Paper:
    """Where a period and a value lie, and what is drawn there."""

    def __init__(
        self,
        kept: Kept,
        cut: Cut,
        found: Xmr,
        holidays: tuple[Holiday, ...],
        beside: tuple[Line, ...],
    ) -> None:
        self.kept, self.cut, self.found = kept, cut, found
        self.holidays, self.beside = holidays, beside
        self.figures = kept.series(cut.every, cut.by, cut.value)
        high = max(self._heights(), default=1.0)
        self.step = round_step(high or 1)
        self.high = max(self.step, -(-high // self.step) * self.step)
        names = [one.name for one in beside]
        widest = max((width_of(one, 13) for one in names), default=0)
        self.right = WIDTH - min(180.0, max(widest, 38) + 18)

    def _heights(self) -> list[float]:
        own = [one.point.value for one in self.found.points]
        values = [float(one) for one in own if one is not None]
        for part in self.found.parts:
            if part.limits and part.limits.upper is not None:
                values.append(float(part.limits.upper))
        return [*values, *(v for one in self.beside for v in one.values.values())]

    def x(self, at: float) -> float:
        room = (self.right - LEFT) / max(len(self.figures), 1)
        return LEFT + room * (at + 0.5)

    def y(self, value: Any) -> float:
        share = float(value) / self.high
        return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP)

    def parts(self) -> list[str]:
        return [
            *self._shaded(),
            *self._axis(),
            *self._beside(),
            *self._limits(),
            *self._line(),
            *self._points(),
        ]

    def _shaded(self) -> list[str]:
        """School holidays, behind everything; over months only, years hold them all."""
        found = []
        for first, last in self.holiday_spans():
            wide = max(self.x(last) - self.x(first), 1.5)
            height = HEIGHT - BOTTOM - TOP
            found.append(rect(self.x(first), TOP, wide, height, SHADE))
        return found

    def holiday_spans(self) -> list[tuple[float, float]]:
        if self.cut.every != "month":
            return []
        starts = [one.start for one in self.figures]
        spans = []
        for one in self.holidays:
            ends = [_place(starts, day) for day in (one.first, one.last)]
            if None not in ends:
                spans.append((ends[0], ends[1]))
        return spans  # type: ignore[return-value]

    def _axis(self) -> list[str]:
        parts = []
        for number in range(round(self.high / self.step) + 1):
            value = number * self.step
            y = self.y(value)
            parts.append(line(LEFT, y, self.right, y, RULE if number else INK))
            words = show_number(value)
            parts.append(text(LEFT - 8, y + 5, words, anchor="end", fill=SOFT, size=13))
        labels = [short_period(self.cut.every, one.start) for one in self.figures]
        widest = max((width_of(one, 13) for one in labels), default=0) + 12
        room = (self.right - LEFT) / max(len(labels), 1)
        every, last = max(1, -int(-widest // room)), len(labels) - 1
        for at, words in enumerate(labels):
            if (last - at) % every == 0:
                x = self.x(at)
                parts.append(
                    text(x, HEIGHT - 10, words, anchor="middle", fill=SOFT, size=13)
                )
        return parts

    def _beside(self) -> list[str]:
        """Published statistics: each year's value over that year's periods."""
        parts, lowest = [], -100.0
        ends = []
        for number, one in enumerate(self.beside, 1):
            colour = COLOURS[(number + 1) % len(COLOURS)]
            spots = [
                (at, one.values[_year_of(figure.start)])
                for at, figure in enumerate(self.figures)
                if _year_of(figure.start) in one.values
            ]
            for run in _runs(spots):
                path = " ".join(f"{n(self.x(at))},{n(self.y(v))}" for at, v in run)
                if len(run) == 1:
                    x, y = self.x(run[0][0]), self.y(run[0][1])
                    path = f"{n(x - 12)},{n(y)} {n(x + 12)},{n(y)}"
                parts.append(
                    f'<polyline points="{path}" fill="none" stroke="{colour}"'
                    ' stroke-width="2" stroke-dasharray="2 4"/>'
                )
            if spots:
                ends.append((self.y(spots[-1][1]), colour, one.name))
        for y, colour, name in sorted(ends):
            lowest = max(y, lowest + 16)
            words = wrapped(name, WIDTH - self.right - 10, 13, most=1)[0]
            parts.append(text(self.right + 8, lowest + 5, words, fill=colour, size=13))
        return parts

    def _limits(self) -> list[str]:
        parts = []
        for part in self.found.parts:
            if not part.limits or part.end <= part.start:
                continue
            first, last = self.x(part.start - 0.5), self.x(part.end - 0.5)
            mean = self.y(part.limits.mean)
            parts.append(line(first, mean, last, mean, INK, ' stroke-width="1.5"'))
            for value in (part.drawn_lower, part.limits.upper):
                if value is not None:
                    y = self.y(value)
                    dash = ' stroke-dasharray="6 4" stroke-width="1.5"'
                    parts.append(line(first, y, last, y, GOLD, dash))
            if part.why is not None:
                dash = ' stroke-dasharray="1 3"'
                parts.append(line(first, TOP, first, HEIGHT - BOTTOM, SOFT, dash))
        return parts

    def _line(self) -> list[str]:
        spots = [
            (at, one.point.value)
            for at, one in enumerate(self.found.points)
            if one.point.value is not None
        ]
        return [
            '<polyline points="'
            + " ".join(f"{n(self.x(at))},{n(self.y(v))}" for at, v in run)
            + f'" fill="none" stroke="{SOFT}" stroke-width="1.5"/>'
            for run in _runs(spots)
            if len(run) > 1
        ]

    def _points(self) -> list[str]:
        """Round where ordinary, a square or a diamond where a signal: never colour alone."""
        parts = []
        for at, one in enumerate(self.found.points):
            if one.point.value is None:
                x, y = self.x(at), HEIGHT - BOTTOM
                cross = f"M{n(x - 3)} {n(y - 3)}l6 6m0 -6l-6 6"
                path = f'<path d="{cross}" stroke="{SOFT}" stroke-width="1.5"/>'
                parts.append(path)
                continue
            parts.append(_dot(self.x(at), self.y(one.point.value), one))
        return parts

    # --- in words ---------------------------------------------------------------------

    def described(self, limits: tuple[Limits, ...]) -> str:
        words = [sentence(self.kept, self.cut, limits)]
        hidden = sum(one.mark == "SUPPRESSED" for one in self.figures)
        if hidden:
            words.append(f"{hidden} hidden.")
        for part in self.found.parts:
            if part.why is not None:
                words.append(
                    f"Limits begin anew on {part.why.on:%-d %B %Y}: {part.why.reason}"
                )
        if self.holiday_spans():
            words.append("Shaded: school holidays.")
        return " ".join(words)

    def columns(self) -> tuple[str, ...]:
        names = [EVERY[self.cut.every], UNITS[self.kept.definition.unit]]
        if self.kept.definition.unit == "SHARE":
            names.append("Made of")
        names += ["Mean", "Limits", "Signal"]
        if self.cut.every == "month" and self.holidays:
            names.append("School holidays")
        return (*names, *(one.name for one in self.beside))

    def rows(self) -> list[tuple[Cell, ...]]:
        return [
            self._row(figure, one)
            for figure, one in zip(self.figures, self.found.points, strict=True)
        ]

    def _row(self, figure: Figure, one: Plotted) -> tuple[Cell, ...]:
        cells = [
            Cell(text=period_words(self.cut.every, figure.start)),
            Cell(text=value_words(self.kept, figure), numeric=True),
        ]
        if self.kept.definition.unit == "SHARE":
            cells.append(Cell(text=_made_of(figure), numeric=True))
        part = self.found.parts[one.part]
        cells += [Cell(text=words, numeric=True) for words in _limit_words(part)]
        cells.append(Cell(text=RULES[str(one.signal.rule)] if one.signal else ""))
        if self.cut.every == "month" and self.holidays:
            cells.append(Cell(text=self._holiday_words(figure)))
        year = _year_of(figure.start)
        for line_ in self.beside:
            words = line_.words.get(year, "")
            cells.append(Cell(text=words, numeric=True))
        return tuple(cells)

    def _holiday_words(self, figure: Figure) -> str:
        end = Period(figure.every, figure.start).end
        held = [
            one.name
            for one in self.holidays
            if one.first <= end and one.last >= figure.start
        ]
        return listed(dict.fromkeys(held)) if held else ""


def _made_of(figure: Figure) -> str:
    if figure.mark:
        return ""
    return f"{figure.numerator:,} of {figure.denominator:,}"


def _place(starts: Sequence[date], day: date) -> float | None:
    """Where a day lies among months, in slots from the middle of the first."""
    if not starts or day < starts[0]:
        return None
    at = sum(one <= day for one in starts) - 1
    place = at + (day.day - 1) / 31 - 0.5
    return None if day > Period("month", starts[-1]).end else place


def _year_of(start: date) -> int:
    return start.year - (start.month < 4)


def _runs(spots: Sequence[tuple[int, Any]]) -> list[list[tuple[int, Any]]]:
    runs: list[list[tuple[int, Any]]] = []
    for at, value in spots:
        if runs and runs[-1][-1][0] == at - 1:
            runs[-1].append((at, value))
        else:
            runs.append([(at, value)])
    return runs


def _dot(x: float, y: float, one: Plotted) -> str:
    given = f'stroke="{WHITE}" stroke-width="1"'
    if one.signal is None or one.kind is None:
        return f'<circle cx="{n(x)}" cy="{n(y)}" r="3.5" fill="{SOFT}" {given}/>'
    if one.kind == "CONCERN":
        square = f'<rect x="{n(x - 5)}" y="{n(y - 5)}" width="10" height="10"'
        return f'{square} fill="{CONCERN}" {given}/>'
    colour = BETTER if one.kind == "IMPROVEMENT" else NEUTRAL
    return f'<path d="M{n(x)} {n(y - 6)}l6 6l-6 6l-6 -6z" fill="{colour}" {given}/>'


def _limit_words(part: Any) -> tuple[str, str]:
    if part.limits is None:
        return "", ""
    mean = f"{float(part.limits.mean):,.1f}"
    if part.limits.upper is None or part.drawn_lower is None:
        return mean, ""
    trial = " (on trial)" if part.on_trial else ""
    low, high = float(part.drawn_lower), float(part.limits.upper)
    return mean, f"{low:,.1f} to {high:,.1f}{trial}"
