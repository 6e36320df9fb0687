"""Whether an action worked, in words, tags, facts and charts."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from goldenthread.core import pages
from goldenthread.core.calendars import counted, london_date
from goldenthread.core.charts import Chart, Limit, Series, line_chart
from goldenthread.core.pages import Cell, Fact, Section, Tag, fact, number
from goldenthread.thread.models import Action, ImpactTest, Verdict
from goldenthread.thread.presenters.words import day, linked
from goldenthread.thread.queries import effect_at, effect_of
from goldenthread.thread.states import EffectState, SeriesKind, VerdictWord


COLOURS = {
    EffectState.UNTESTED: "grey",
    EffectState.WAITING: "blue",
    EffectState.TOO_LITTLE: "yellow",
    EffectState.IMPROVED: "green",
    EffectState.NO_CHANGE: "grey",
    EffectState.WORSE: "red",
}
# A tag has less room than a sentence.
SHORT = {
    EffectState.WAITING: "No verdict yet",
    EffectState.NO_CHANGE: "No change seen",
    EffectState.UNTESTED: "Untested",
}
UNITS = {SeriesKind.EVENTS: "Days since the one before", SeriesKind.SHARE: "Per cent"}


def effect_tag(state: str) -> Tag:
    found = EffectState(state)
    return Tag(SHORT.get(found, str(found.label)), COLOURS[found])


def age(then: datetime, on: date | None = None) -> str:
    """How old a verdict is: `today`, `12 days old`, `3 months old`."""
    days = ((on or timezone.localdate()) - london_date(then)).days
    if days < 1:
        return "worked out today"
    if days < 60:
        return f"{counted(days, 'day')} old"
    return f"{days // 30} months old"


def effect_cell(action: Action) -> Cell:
    """The newest verdict with its age, for a row of a list."""
    state = effect_of(action)
    if state == EffectState.UNTESTED:
        return Cell(text="Untested")
    then = effect_at(action)
    return Cell(tag=effect_tag(state), hint=age(then).capitalize() if then else "")


def _age_of(row: Any) -> str:
    then = getattr(row, "verdict_at", None)
    return age(then).capitalize() if then else ""


def test_tag(test: ImpactTest) -> Tag:
    """Where one test stands; corrected and late ones say that instead."""
    if getattr(test, "corrected", False):
        return Tag("Corrected", "grey")
    if test.opened_late:
        return Tag("Registered late", "orange")
    return effect_tag(getattr(test, "verdict_word", None) or EffectState.WAITING)


def impact_test_row(test: ImpactTest) -> tuple[Any, ...]:
    return (
        test.measure,
        Cell(tag=test_tag(test), hint=_age_of(test)),
        test.get_direction_display(),
        day(test.in_force_on),
        test.action.title,
    )


def impact_test_facts(test: ImpactTest) -> tuple[Fact, ...]:
    least = f"{test.least_points} afterwards" if test.least_points else ""
    named = (fact("Figure", test.measure_key),) if test.measure_key else ()
    return (
        fact("Action", linked(test.action)),
        fact("What is measured", test.measure),
        fact("Series", Cell(text=test.series_key, hint=_kind(test))),
        *named,
        fact("Expected", test.get_direction_display()),
        fact("In force from", day(test.in_force_on)),
        fact("Points before anybody judges", least),
        fact("Registered", Cell(text=_moment(test.registered_at))),
        fact("Registered by", test.registered_by),
        fact("What could be seen then", _seen(test)),
        fact("Corrects", _corrects(test)),
    )


def _kind(test: ImpactTest) -> str:
    return test.get_series_kind_display() if test.series_kind else ""


def _moment(then: datetime) -> str:
    local = timezone.localtime(then)
    return f"{day(local.date())} at {local:%H:%M}"


def _corrects(test: ImpactTest) -> Cell:
    return linked(test.corrects) if test.corrects else Cell(text="Nothing")


def _seen(test: ImpactTest) -> Cell:
    """Written by the product, then what the person added."""
    lines = []
    if test.seen_points == 0:
        lines.append("No point at all")
    elif test.seen_points:
        points = counted(test.seen_points, "point")
        lines.append(f"{points}, up to {day(test.seen_until)}: {test.seen_last}")
    if test.seen_after:
        after = counted(test.seen_after, "point")
        lines.append(f"Of these {after} from the day in force on")
    if test.seen_then:
        lines.append(test.seen_then)
    return Cell(lines=tuple(lines))


def impact_test_notices(test: ImpactTest, later: ImpactTest | None) -> tuple[str, ...]:
    found = []
    if later is not None:
        found.append(f"A later test corrects this one: {later}.")
    if test.opened_late:
        found.append(
            "This test was registered after its data were opened, so it yields no "
            "verdict of effect."
        )
    if not test.series_key:
        found.append("This test names no series, so no verdict can be worked out.")
    return tuple(found)


def verdicts_section(found: list[Verdict]) -> Section:
    rows = tuple(
        (
            Cell(
                text=day(london_date(one.reached_at)),
                url=pages.KINDS["verdict"].url(one),
            ),
            Cell(tag=effect_tag(one.word)),
            Cell(text=one.because),
            number(one.before),
            number(one.after),
        )
        for one in found
    )
    columns = ("Worked out", "Verdict", "Why", "Points before", "Points after")
    return Section("Verdicts", columns, rows, empty="No verdict has been worked out.")


# --- One verdict ------------------------------------------------------------------------


def verdict_row(verdict: Verdict) -> tuple[Any, ...]:
    return (
        verdict.impact_test.measure,
        Cell(tag=effect_tag(verdict.word)),
        verdict.impact_test.action.title,
        day(london_date(verdict.reached_at)),
    )


def verdict_title(verdict: Verdict) -> str:
    return str(verdict)


def verdict_facts(verdict: Verdict) -> tuple[Fact, ...]:
    needed = counted(verdict.needed, "more point") if verdict.needed else "None"
    return (
        fact("Verdict", Cell(tag=effect_tag(verdict.word))),
        fact("Why", verdict.because),
        fact("By which rule", verdict.get_rule_display()),
        fact("Action", linked(verdict.impact_test.action)),
        fact("Impact test", linked(verdict.impact_test)),
        fact("Points before", number(verdict.before)),
        fact("Points after", number(verdict.after)),
        fact("Points still needed", needed),
        fact("Last point", day(verdict.last_on)),
        fact("Worked out", _moment(verdict.reached_at)),
        fact("Worked out by", verdict.reached_by),
        fact("Rules in force since", day(verdict.rules_from)),
        fact("Seal of what went in", verdict.digest),
    )


def verdict_chart(verdict: Verdict) -> Chart:
    """Before, after, signals and limits, from the points the verdict itself keeps."""
    test = verdict.impact_test
    shown = verdict.points
    title = f"{test.measure}: {verdict.get_word_display().lower()}"
    series = [
        Series(
            name, tuple(_value(one) if one["part"] == part else None for one in shown)
        )
        for name, part in (("Before", "BEFORE"), ("After", "AFTER"))
    ]
    for name, part in (("Between", "BETWEEN"), ("Still running", "RUNNING")):
        apart = tuple(_value(one) if one["part"] == part else None for one in shown)
        if any(value is not None for value in apart):
            series.append(Series(name, apart))
    signals = tuple(_value(one) if one.get("signal") else None for one in shown)
    if any(value is not None for value in signals):
        series.append(Series("Signal", signals, _signal_words(shown)))
    return line_chart(
        title,
        [one["label"] for one in shown],
        series,
        limits=_limits(verdict),
        from_nought=test.series_kind != SeriesKind.VALUES,
        period="Event" if test.series_kind == SeriesKind.EVENTS else "Period",
        desc=_described(verdict),
        unmarked_gaps=True,
    )


def _value(one: dict[str, Any]) -> Decimal | None:
    if one["value"] is None:
        return None
    if one.get("of"):
        return Decimal(100) * Decimal(one["value"]) / one["of"]
    return Decimal(one["value"])


def _signal_words(shown: list[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(
        f"{one['value']} ({one['signal'].replace('_', ' ').lower()})"
        if one.get("signal")
        else ""
        for one in shown
    )


def _limits(verdict: Verdict) -> tuple[Limit, ...]:
    named = (
        ("Upper limit", verdict.upper),
        ("Mean before", verdict.centre),
        ("Lower limit", verdict.lower),
    )
    return tuple(Limit(name, value) for name, value in named if value is not None)


def _described(verdict: Verdict) -> str:
    points = f"{verdict.before} points before and {verdict.after} after"
    return f"{verdict.get_word_display()}. {points}. {verdict.because}"


def chart_section(verdict: Verdict, title: str = "The points") -> Section:
    if not verdict.points:
        return Section(title, text="There were no points.")
    return Section(title, chart=verdict_chart(verdict), text=_reading(verdict))


def _reading(verdict: Verdict) -> str:
    kind = verdict.impact_test.series_kind
    if kind == SeriesKind.EVENTS:
        return (
            "Each point is the number of days from one event to the next: the higher, "
            "the rarer. The first after the day in force is counted from that day."
        )
    if kind == SeriesKind.SHARE:
        return "Each point is the share of the files looked at that met the standard."
    trial = " The limits are on trial." if verdict.on_trial else ""
    return (
        "The mean and the limits are those of the points before; moving ranges of "
        f"outlying points are kept.{trial}"
    )


def effect_facts(verdict: Verdict | None, action: Action) -> tuple[Fact, ...]:
    """Done and effective are two things: what the newest verdict says, and how old."""
    if verdict is None:
        return (fact("Did it work?", Cell(tag=effect_tag(effect_of(action)))),)
    word = VerdictWord(verdict.word)
    return (
        fact(
            "Did it work?",
            Cell(
                text="How it was worked out",
                url=pages.KINDS["verdict"].url(verdict),
                tag=effect_tag(word),
                hint=f"{age(verdict.reached_at).capitalize()}. {verdict.because}",
            ),
        ),
    )
