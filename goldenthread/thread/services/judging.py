"""The sum behind a verdict: a series and a test in, a judgement out. Reads no table.

Points that ended before the day in force are the baseline; points that began on or
after it are judged; a period that straddles the day is neither. How many points are
needed are dated rows (`reference/impact_rules.toml`); limits and signals are the
engine's.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Any

from goldenthread.core.calendars import counted, long_date
from goldenthread.engine import rare, shares, xmr
from goldenthread.engine.shares import Share
from goldenthread.engine.xmr import Limits, Signal, Way
from goldenthread.thread.queries.rulebook import ImpactRule
from goldenthread.thread.queries.series import Reading, Series
from goldenthread.thread.states import Direction, SeriesKind, VerdictRule, VerdictWord


BEFORE, BETWEEN, AFTER = "BEFORE", "BETWEEN", "AFTER"
RUNNING = "RUNNING"
W, R = VerdictWord, VerdictRule


@dataclass(frozen=True)
class Question:
    """What a registered test asks."""

    direction: str
    in_force_on: date
    least_points: int


@dataclass(frozen=True)
class Judgement:
    """A verdict before it is a row."""

    word: VerdictWord
    rule: VerdictRule
    because: str
    before: int
    after: int
    points: list[dict[str, Any]] = field(default_factory=list)
    needed: int | None = None
    on_trial: bool = False
    centre: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    last_on: date | None = None


def judge(series: Series, asked: Question, rule: ImpactRule) -> Judgement:
    """The verdict that the points give, by the kind of series they are."""
    return _JUDGES[series.kind](series, asked, rule)


# --- Values by period ---------------------------------------------------------------


def _part(one: Reading, asked: Question) -> str:
    if one.on < asked.in_force_on:
        return BEFORE
    return AFTER if one.begins_on >= asked.in_force_on else BETWEEN


def _values(series: Series, asked: Question, rule: ImpactRule) -> Judgement:
    parts = [_part(one, asked) for one in series.readings]
    before = _known(series, parts, BEFORE)
    after = _known(series, parts, AFTER)
    counts: dict[str, Any] = {"before": len(before), "after": len(after)}
    counts["last_on"] = max((one.on for one in series.known), default=None)
    plain = [
        _shown(one, part) for one, part in zip(series.readings, parts, strict=True)
    ]
    if short := _short_of_values(before, after, asked, rule):
        return Judgement(W.TOO_LITTLE, R.POINTS, points=plain, **counts, **short)
    within = xmr.limits(_column(series, parts, BEFORE))
    if within is None:  # there are known values before, or it was short of them
        raise RuntimeError("A baseline with values has limits.")
    found = xmr.signals(_column(series, parts, AFTER), within)
    _mark(plain, parts, found)
    edges: dict[str, Any] = _edges(within.mean, within.lower, within.upper)
    known = [
        signal
        for signal, one in zip(found, _part_of(series, parts, AFTER), strict=True)
        if one.value is not None
    ]
    word, why, because = _weigh(
        known, _good(asked), rule.lasts, _Values(series, within)
    )
    trial = within.on_trial
    return Judgement(
        word, why, because, points=plain, on_trial=trial, **counts, **edges
    )


def _part_of(series: Series, parts: Sequence[str], part: str) -> list[Reading]:
    pairs = zip(series.readings, parts, strict=True)
    return [one for one, its in pairs if its == part]


def _known(series: Series, parts: Sequence[str], part: str) -> list[Reading]:
    return [one for one in _part_of(series, parts, part) if one.value is not None]


def _column(series: Series, parts: Sequence[str], part: str) -> list[Decimal | None]:
    return [one.value for one in _part_of(series, parts, part)]


def _short_of_values(
    before: list[Reading], after: list[Reading], asked: Question, rule: ImpactRule
) -> dict[str, Any] | None:
    if len(before) < rule.values_before:
        needed = rule.values_before - len(before)
        first = counted(len(before), "point")
        return {
            "needed": needed,
            "because": f"{first} from before {long_date(asked.in_force_on)} can set no "
            f"limits: {_more(needed)} from that time would be needed.",
        }
    if len(after) < asked.least_points:
        needed = asked.least_points - len(after)
        wait = _how_long([*before, *after], needed)
        return {
            "needed": needed,
            "because": f"{counted(len(after), 'point')} of the "
            f"{asked.least_points} fixed beforehand: {_more(needed)} needed{wait}.",
        }
    return None


def _more(needed: int) -> str:
    return f"{needed} more"


def _how_long(found: list[Reading], needed: int) -> str:
    """How long so many points take at the pace they have come."""
    days = [one.on for one in found]
    gaps = [(b - a).days for a, b in itertools.pairwise(days)]
    if not gaps or not median(gaps):
        return ""
    months = round(median(gaps) * needed / 30.4)
    if months < 1:
        return f", about {counted(round(median(gaps) * needed), 'day')}"
    return f", about {counted(months, 'month')} at the pace they come"


def _good(asked: Question) -> Way:
    return Way.UP if asked.direction == Direction.UP else Way.DOWN


class _Values:
    """The words for limits of values."""

    def __init__(self, series: Series, within: Limits) -> None:
        self.within, self.places = within, min(series.places + 1, 4)

    def limits(self) -> str:
        mean = _number(self.within.mean, self.places)
        if self.within.upper is None or self.within.lower is None:
            return f"mean {mean}, no limits because it never moved before"
        low = _number(self.within.lower, self.places)
        high = _number(self.within.upper, self.places)
        trial = ", on trial with fewer than 12 points" if self.within.on_trial else ""
        return f"mean {mean}, limits {low} to {high}{trial}"

    way = {Way.UP: "up", Way.DOWN: "down"}


class _Waits:
    """The words for limits of waits between events."""

    def __init__(self, within: rare.RareLimits) -> None:
        self.within = within

    def limits(self) -> str:
        upper = self.within.longest
        most = f"at most {counted(upper, 'day')}" if upper is not None else "no limit"
        trial = (
            ", on trial with fewer than 12 waits" if self.within.scaled.on_trial else ""
        )
        return f"usually {self.within.centre:.0f} days between events, {most}{trial}"

    way = {Way.UP: "further apart", Way.DOWN: "closer together"}


RULE_WORDS = {
    xmr.Rule.BEYOND: "a point beyond a limit",
    xmr.Rule.TREND: "seven in a row, each further than the last",
    xmr.Rule.TWO_OF_THREE: "two of three near a limit",
    xmr.Rule.SHIFT: "seven in a row on one side of the mean",
}


def _weigh(
    found: Sequence[Signal | None], good: Way, lasts: int, words: _Values | _Waits
) -> tuple[VerdictWord, VerdictRule, str]:
    """The newest signal decides, if it is still there among the last few points."""
    places = [at for at, one in enumerate(found) if one]
    if not places:
        because = f"No signal after the day in force ({words.limits()})."
        return W.NO_CHANGE, R.NONE, because
    newest = found[places[-1]]
    if newest is None or places[-1] < len(found) - lasts:
        because = (
            f"There was a signal, but none among the last {lasts} points, so it did "
            f"not last ({words.limits()})."
        )
        return W.NO_CHANGE, R.NONE, because
    better = newest.way == good
    hoped = "as it should" if better else "not as it should"
    because = (
        f"{RULE_WORDS[newest.rule].capitalize()}, {words.way[newest.way]}, {hoped} "
        f"({words.limits()})."
    )
    return (W.IMPROVED if better else W.WORSE), R(newest.rule.value), because


# --- Rare events ----------------------------------------------------------------------


def _events(series: Series, asked: Question, rule: ImpactRule) -> Judgement:
    """Waits between events. The first wait after runs from the day in force."""
    days = [one.on for one in series.known for _ in range(int(one.value or 0))]
    earlier = [day for day in days if day < asked.in_force_on]
    later = [day for day in days if day >= asked.in_force_on]
    before = rare.waits(earlier)
    after = rare.waits(later, start=asked.in_force_on)
    until = max((one.on for one in series.known), default=None)
    running = _running(later, until, asked)
    points = [
        *_waits_shown(earlier[1:], before, BEFORE),
        *_waits_shown(later, after, AFTER),
        *_running_shown(until, running),
    ]
    counts: dict[str, Any] = {
        "before": len(before),
        "after": len(after),
        "last_on": until,
    }
    if len(before) < rule.events_before:
        needed = rule.events_before - len(before)
        because = (
            f"{counted(len(before), 'wait')} between events from before can set no "
            f"limits: {_more(needed)} would be needed."
        )
        return Judgement(
            W.TOO_LITTLE, R.POINTS, because, points=points, needed=needed, **counts
        )
    within = rare.limits(before)
    if within is None:
        raise RuntimeError("Waits that are enough have limits.")
    return _judge_waits(within, after, running, points, counts, asked, rule)


def _running(later: list[date], until: date | None, asked: Question) -> int:
    """Days from the last event, or from the day in force, to the last day known of."""
    start = max(later, default=asked.in_force_on)
    return max((until - start).days, 0) if until else 0


def _running_shown(until: date | None, running: int) -> list[dict[str, Any]]:
    """The wait that has no end yet, as long as it is known to be."""
    if until is None or not running:
        return []
    label = f"Still running on {long_date(until)}"
    shown = {"on": until.isoformat(), "label": label, "value": str(running)}
    return [shown | {"part": RUNNING}]


def _waits_shown(
    ends: Sequence[date], waits: Sequence[int], part: str
) -> list[dict[str, Any]]:
    return [
        {
            "on": day.isoformat(),
            "label": long_date(day),
            "value": str(wait),
            "part": part,
        }
        for day, wait in zip(ends, waits, strict=True)
    ]


def _judge_waits(
    within: rare.RareLimits,
    after: Sequence[int],
    running: int,
    points: list[dict[str, Any]],
    counts: dict[str, Any],
    asked: Question,
    rule: ImpactRule,
) -> Judgement:
    # Fewer events are longer waits: what should fall should lie further apart.
    good = Way.UP if asked.direction == Direction.DOWN else Way.DOWN
    shared: dict[str, Any] = {
        "points": points,
        "on_trial": within.scaled.on_trial,
        **counts,
        **_edges(within.centre, within.lower, within.upper),
    }
    if rare.is_beyond(running, within):
        word = W.IMPROVED if good == Way.UP else W.WORSE
        because = (
            f"No event for {counted(running, 'day')}, longer than any ordinary wait "
            f"({_Waits(within).limits()})."
        )
        return Judgement(word, R.RUNNING, because, **shared)
    found = rare.signals(after, within)
    _mark([one for one in points if one["part"] == AFTER], [AFTER] * len(after), found)
    if len(after) < asked.least_points:
        needed = asked.least_points - len(after)
        because = _too_few_events(len(after), needed, running, within, asked)
        return Judgement(W.TOO_LITTLE, R.POINTS, because, needed=needed, **shared)
    word, why, because = _weigh(found, good, rule.lasts, _Waits(within))
    return Judgement(word, why, because, **shared)


def _too_few_events(
    seen: int, needed: int, running: int, within: rare.RareLimits, asked: Question
) -> str:
    told = (
        f"{counted(seen, 'event')} of the {asked.least_points} fixed beforehand: "
        f"{_more(needed)} needed"
    )
    if within.longest is None or asked.direction != Direction.DOWN:
        return f"{told}."
    left = within.longest + 1 - running
    return f"{told}, or {counted(left, 'more day')} without one."


# --- A share re-audited -----------------------------------------------------------------


def _share(series: Series, asked: Question, rule: ImpactRule) -> Judgement:
    """The last round before against the newest after, with the same tool version."""
    parts = [_part(one, asked) for one in series.readings]
    before, after = (_known(series, parts, part) for part in (BEFORE, AFTER))
    points = [
        _shown(one, part) for one, part in zip(series.readings, parts, strict=True)
    ]
    counts: dict[str, Any] = {
        "before": len(before),
        "after": len(after),
        "points": points,
    }
    counts["last_on"] = max((one.on for one in series.known), default=None)
    if not before or (before[-1].of or 0) < rule.files_before:
        return _no_first_round(before, rule, counts)
    first = _as_share(before[-1])
    if len(after) < asked.least_points:
        needed = asked.least_points - len(after)
        because = f"No re-audit yet: {_more(needed)} with the same tool needed."
        return Judgement(W.TOO_LITTLE, R.POINTS, because, needed=needed, **counts)
    return _compare(first, _as_share(after[-1]), asked, rule, counts)


def _no_first_round(
    before: list[Reading], rule: ImpactRule, counts: dict[str, Any]
) -> Judgement:
    files = before[-1].of or 0 if before else 0
    because = (
        f"The round before looked at {counted(files, 'file')} with this tool; at least "
        f"{rule.files_before} are needed to compare with."
    )
    needed = rule.files_before - files
    return Judgement(W.TOO_LITTLE, R.POINTS, because, needed=needed, **counts)


def _as_share(one: Reading) -> Share:
    return Share(int(one.value or 0), one.of or 0)


def _compare(
    first: Share, then: Share, asked: Question, rule: ImpactRule, counts: dict[str, Any]
) -> Judgement:
    most = Fraction(rule.most_chance)
    rose, fell = (
        shares.chance_of_rise(first, then),
        shares.chance_of_fall(first, then),
    )
    told = f"{first.met} of {first.of} files before, {then.met} of {then.of} after"
    up = asked.direction == Direction.UP
    if min(rose, fell) <= most:
        better = (rose <= fell) == up
        because = (
            f"{told}: so large a difference comes by chance {_odds(min(rose, fell))}."
        )
        word = W.IMPROVED if better else W.WORSE
        return Judgement(word, R.CHANCE, because, **counts)
    fewest = shares.fewest_to_show(first, rise=up, most_chance=most)
    if fewest is not None and then.of < fewest:
        because = (
            f"{told}: even if every file had been as hoped, {fewest} are needed to show "
            "a change."
        )
        needed = fewest - then.of
        return Judgement(W.TOO_LITTLE, R.POINTS, because, needed=needed, **counts)
    because = f"{told}: such a difference comes by chance {_odds(min(rose, fell))}."
    return Judgement(W.NO_CHANGE, R.NONE, because, **counts)


def _odds(chance: Fraction) -> str:
    """`once in 40 times`; more often than one in three is `often`."""
    if chance > Fraction(1, 3):
        return "often"
    return f"once in {round(1 / chance):,} times"


# --- Points and edges as they are kept ----------------------------------------------------


def _shown(one: Reading, part: str) -> dict[str, Any]:
    point = {
        "on": one.on.isoformat(),
        "label": one.label,
        "value": None if one.value is None else f"{one.value:f}",
        "part": part,
    }
    return point | ({"of": one.of} if one.of is not None else {})


def _mark(
    points: list[dict[str, Any]],
    parts: Sequence[str],
    found: Sequence[Signal | None],
) -> None:
    """Write each signal beside its point among those judged."""
    judged = [point for point, part in zip(points, parts, strict=True) if part == AFTER]
    for point, signal in zip(judged, found, strict=True):
        if signal:
            point["signal"] = signal.rule.value
            point["way"] = signal.way.value


def _edges(centre: Any, lower: Any, upper: Any) -> dict[str, Decimal | None]:
    return {
        "centre": _decimal(centre),
        "lower": _decimal(lower),
        "upper": _decimal(upper),
    }


def _decimal(value: Fraction | float | None) -> Decimal | None:
    if value is None:
        return None
    exact = Fraction(value)
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(
        Decimal("0.0001")
    )


def _number(value: Fraction, places: int) -> str:
    return f"{float(value):,.{places}f}"


_JUDGES: dict[SeriesKind, Callable[[Series, Question, ImpactRule], Judgement]] = {
    SeriesKind.VALUES: _values,
    SeriesKind.EVENTS: _events,
    SeriesKind.SHARE: _share,
}
