"""Dashboards, comments, signals and cards in words; no database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from goldenthread.core.calendars import long_date
from goldenthread.core.charts import Series, line_chart
from goldenthread.core.charts.drawing import Chart
from goldenthread.core.pages import Cell, Detail, Link, Section, Tag, fact
from goldenthread.dataset import forecasting
from goldenthread.dataset.drawn import (
    frozen_words,
    period_words,
    short_period,
    value_words,
)
from goldenthread.dataset.models import (
    Card,
    Commentary,
    Dashboard,
    Forecast,
    RaisedSignal,
)
from goldenthread.dataset.queries.dashboards import Done
from goldenthread.dataset.queries.shown import changed_since
from goldenthread.dataset.showing import Kept


INVENTED = Tag("Invented", "yellow")
TURNED = {
    "EARLY": "Too early to say: three periods after the forecast are needed.",
    "BETTER": "The curve turned: three periods in a row are better than the forecast’s "
    "interval.",
    "WORSE": "The curve turned the wrong way: three periods in a row are worse than the "
    "forecast’s interval.",
    "AS_EXPECTED": "The curve has not turned: what came lies within the forecast’s "
    "interval.",
}


@dataclass(frozen=True)
class Remark:
    """A comment as it stands beside a chart."""

    text: str
    signed: str
    url: str
    changed: str
    invented: bool


@dataclass(frozen=True)
class Doing:
    title: str
    url: str
    owner: str
    state: str
    verdict: str


@dataclass(frozen=True)
class Panel:
    """One indicator on a dashboard."""

    label: str
    url: str
    tag: Tag
    sentence: str
    chart: Chart | None = None
    remark: Remark | None = None
    doing: tuple[Doing, ...] = ()
    raise_url: str = ""
    comment_url: str = ""


def remark(one: Commentary, url: str, kept: Kept | None) -> Remark:
    return Remark(
        one.text,
        f"{one.said_by}, {long_date(one.said_at.date())}",
        url,
        changed_words(one.figures, kept),
        one.invented,
    )


def changed_words(figures: list[dict[str, Any]], kept: Kept | None) -> str:
    """What is otherwise now than when it was said; empty where nothing is."""
    found = changed_since(figures, kept)
    if not found:
        return ""
    then, now = found[-1]
    start = date.fromisoformat(then["start"])
    period = period_words(then["every"], start)
    words = "not shown" if kept is None or now is None else value_words(kept, now)
    rest = f" {len(found) - 1} more changed." if len(found) > 1 else ""
    was = frozen_words(kept, then)
    return (
        f"Said of figures that have changed: {period} was {was} and is {words}.{rest}"
    )


def doing(done: Sequence[Done], urls: Mapping[int, str]) -> tuple[Doing, ...]:
    return tuple(
        Doing(
            one.action.title,
            urls[one.action.pk],
            str(one.action.owner_agency or "No owner yet"),
            one.action.get_state_display(),
            one.verdict.get_word_display() if one.verdict else "No verdict yet",
        )
        for one in done
    )


# --- Records ------------------------------------------------------------------------------

DASHBOARD_COLUMNS = ("Dashboard", "For whom", "Indicators")
COMMENTARY_COLUMNS = ("Comment on", "Said", "By")
SIGNAL_COLUMNS = ("Signal", "Raised", "By")
CARD_COLUMNS = ("Card", "Curve", "Forecasts")


def dashboard_row(one: Dashboard) -> tuple[Any, ...]:
    number = Cell(text=str(len(one.indicators)), numeric=True)
    return (Cell(text=one.name, tag=_invented(one)), one.about, number)


def _invented(one: Any) -> Tag | None:
    return INVENTED if one.invented else None


def tags(one: Any) -> tuple[Tag, ...]:
    return (INVENTED,) if one.invented else ()


def dashboard_initial(one: Dashboard) -> dict[str, Any]:
    return {
        "name": one.name,
        "about": one.about,
        "position": one.position,
        "indicators": "\n".join(one.indicators),
    }


def commentary_row(one: Commentary) -> tuple[Any, ...]:
    said = long_date(one.said_at.date())
    return (Cell(text=one.label, tag=_invented(one)), said, one.said_by)


def commentary_detail(one: Commentary, kept: Kept | None, url: str) -> Detail:
    changed = changed_words(one.figures, kept)
    return Detail(
        lead=one.text,
        tags=tags(one),
        notices=(changed,) if changed else (),
        facts=(
            fact("Said by", one.said_by),
            fact("On", long_date(one.said_at.date())),
            fact("Indicator", Cell(text=one.label, url=url)),
            fact("Release", str(one.release)),
        ),
        sections=(_frozen_section(one.figures, kept),),
    )


def _frozen_section(figures: list[dict[str, Any]], kept: Kept | None) -> Section:
    rows = tuple(
        (
            Cell(text=period_words(one["every"], date.fromisoformat(one["start"]))),
            Cell(text=frozen_words(kept, one), numeric=True),
        )
        for one in figures
    )
    return Section(
        title="Figures as they were", columns=("Period", "Figure"), rows=rows
    )


def signal_row(one: RaisedSignal) -> tuple[Any, ...]:
    raised = long_date(one.raised_at.date())
    return (Cell(text=one.title, tag=_invented(one)), raised, one.raised_by)


def signal_detail(
    one: RaisedSignal, kept: Kept | None, url: str, origin_url: str
) -> Detail:
    figures = _frozen_section(one.figures, kept)
    return Detail(
        tags=tags(one),
        facts=(
            fact("Raised by", one.raised_by),
            fact("On", long_date(one.raised_at.date())),
            fact("Indicator", Cell(text="The chart as it is now", url=url)),
            fact("Release", str(one.release)),
            fact("On the thread", Cell(text=str(one.origin), url=origin_url)),
        ),
        sections=(
            Section(
                title="The chart as it was seen",
                chart=seen_chart(one, kept),
            ),
            figures,
        ),
    )


def seen_chart(one: RaisedSignal, kept: Kept | None) -> Chart:
    """The kept drawing with the kept figures beside it."""
    rows = _frozen_section(one.figures, kept).rows
    # Drawn by this product when the signal was raised, every word escaped then.
    svg: SafeString = mark_safe(one.drawing)  # noqa: S308
    return Chart(one.title, "", svg, ("Period", "Figure"), rows, 720)


# --- Cards --------------------------------------------------------------------------------


def card_row(one: Card) -> tuple[Any, ...]:
    return (
        Cell(text=str(one), tag=_invented(one)),
        one.indicator,
        Cell(text=str(len(one.forecasts.all())), numeric=True),
    )


def card_detail(
    one: Card,
    kept: Kept | None,
    forecasts: Sequence[Forecast],
    doing_rows: Sequence[Doing],
    urls: tuple[str, str],
    buttons: tuple[Link, ...],
) -> Detail:
    label = kept.definition.label if kept else one.indicator
    newest = forecasts[0] if forecasts else None
    sections = [_curve(one, newest, kept)]
    sections += [
        Section(title="The story behind the curve", text=one.story),
        Section(title="Partners who can help", text=one.partners),
        Section(title="What works", text=one.what_works),
        doing_section(doing_rows),
    ]
    sections += [_tried(each) for each in forecasts[:1]]
    sections += [_earlier(forecasts[1:], kept, one)] if len(forecasts) > 1 else []
    return Detail(
        lead=f"{label}: {one.get_direction_display().lower()}.",
        tags=tags(one),
        buttons=buttons,
        facts=(
            fact("Priority", Cell(text=one.priority_title, url=urls[1])),
            fact("Curve", Cell(text=label, url=urls[0])),
            fact("Forecast", _made(newest) if newest else "None made yet"),
            fact("Has it turned?", turned_words(one, newest, kept)),
        ),
        sections=tuple(sections),
    )


def doing_section(rows: Sequence[Doing]) -> Section:
    return Section(
        title="What is being done, and whether it worked",
        columns=("Action", "Owner", "State", "Did it work?"),
        rows=tuple(
            (
                Cell(text=one.title, url=one.url),
                Cell(text=one.owner),
                Cell(text=one.state),
                Cell(text=one.verdict),
            )
            for one in rows
        ),
        empty="No action hangs on a signal of this indicator or is tested on it.",
    )


def _made(one: Forecast) -> str:
    return (
        f"{one.method}, made {long_date(one.made_at.date())} from “{one.release}”; "
        f"interval of {one.level} per cent"
    )


def actual_after(one: Forecast, kept: Kept | None) -> list[tuple[str, float | None]]:
    """What came in the periods that a forecast speaks of, as far as it is shown."""
    from goldenthread.dataset.queries.shown import number_of

    if kept is None:
        return []
    known = {each.start.isoformat(): each for each in kept.series(one.every)}
    found = []
    for point in one.points:
        figure = known.get(point["start"])
        value = number_of(kept, figure) if figure else None
        found.append((point["start"], None if value is None else float(value)))
    return found


def turned_words(card: Card, newest: Forecast | None, kept: Kept | None) -> str:
    if newest is None:
        return "No forecast has been made."
    pairs = [
        (value, forecasting.Expected(point["value"], point["low"], point["high"]))
        for (_, value), point in zip(
            actual_after(newest, kept), newest.points, strict=False
        )
        if value is not None
    ]
    found = forecasting.turned(
        [value for value, _ in pairs],
        [point for _, point in pairs],
        card.direction == "UP",
    )
    return TURNED[found]


def _curve(card: Card, newest: Forecast | None, kept: Kept | None) -> Section:
    title = "The curve"
    if newest is None:
        return Section(title=title, text="No forecast has been made yet.")
    history = [(one["start"], one["value"]) for one in newest.history]
    after = dict(actual_after(newest, kept))
    starts = [start for start, _ in history] + [one["start"] for one in newest.points]
    labels = [short_period(newest.every, date.fromisoformat(one)) for one in starts]
    gap: list[float | None] = [None] * len(history)
    own = [value for _, value in history] + [
        after.get(p["start"]) for p in newest.points
    ]
    lines = (
        Series("What was and what came", tuple(own)),
        Series("Forecast", (*gap, *(p["value"] for p in newest.points))),
        Series("Lowest likely", (*gap, *(p["low"] for p in newest.points))),
        Series("Highest likely", (*gap, *(p["high"] for p in newest.points))),
    )
    drawn = line_chart(title, labels, lines, unmarked_gaps=True)
    return Section(title=title, chart=drawn)


def _tried(one: Forecast) -> Section:
    text = (
        f"Each method was tried on the last {one.held_back} periods, which it had not "
        f"seen; the error is how far it was out on average. {one.method} makes the "
        f"forecast of what comes if nothing changes: it is no target."
    )
    if one.tried and one.tried[0][0] != one.method:
        text += " A plain guess was out less here: do not lean on it much."
    return Section(
        title="How the forecast was made",
        text=text,
        columns=("Method", "Error on what was held back"),
        rows=tuple(
            (Cell(text=name), Cell(text=f"{error:,.2f}", numeric=True))
            for name, error in one.tried
        ),
    )


def _earlier(found: Sequence[Forecast], kept: Kept | None, card: Card) -> Section:
    return Section(
        title="Earlier forecasts",
        columns=("Made", "Has it turned against it?"),
        rows=tuple(
            (Cell(text=_made(one)), Cell(text=turned_words(card, one, kept)))
            for one in found
        ),
    )
