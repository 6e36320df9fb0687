"""Journeys once more, slowly: day by day, child by child."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from goldenthread.engine.journeys import Rules


Row = dict[str, Any]
ONE = timedelta(days=1)


def by_child(events: list[Row], rules: Rules) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in sorted(
        events,
        key=lambda r: (r["child"], r["on"], rules.order.index(r["kind"]), r["event"]),
    ):
        found.setdefault(row["child"], []).append(row)
    return found


def open_on(rows: list[Row], kind: str, day: date) -> int:
    return sum(
        row["kind"] == kind
        and row["on"] <= day
        and (row["until"] is None or day <= row["until"])
        for row in rows
    )


def state_on(rows: list[Row], rules: Rules, day: date) -> str:
    open_now = [one for one in rules.states if open_on(rows, one, day)]
    return open_now[-1] if open_now else "NONE"


def days_of(rows: list[Row]) -> list[date]:
    """Every day on which anything may change, and the one before all."""
    known = [day for row in rows for day in (row["on"], row["until"]) if day]
    first, last = min(known), max(known) + ONE
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def steps(events: list[Row], rules: Rules) -> list[Row]:
    made = []
    for child, rows in by_child(events, rules).items():
        agencies: set[str] = set()
        for place, row in enumerate(rows):
            later = rows[place + 1]["on"] if place + 1 < len(rows) else None
            made.append(
                {
                    "child": child,
                    "step": place,
                    **{n: row[n] for n in ("event", "agency", "kind", "on", "until")},
                    "to_next": later and (later - row["on"]).days,
                    "first_of_agency": row["agency"] not in agencies,
                    "state": state_on(rows, rules, row["on"]),
                }
            )
            agencies.add(row["agency"])
    return made


def spans(events: list[Row], rules: Rules) -> list[Row]:
    made = []
    for child, rows in by_child(events, rules).items():
        own: list[Row] = []
        for day in days_of(rows):
            state = state_on(rows, rules, day)
            if own and own[-1]["state"] == state:
                continue
            if not own and state == "NONE":
                continue
            if own:
                own[-1]["until"] = day - ONE
            move = moved(own[-1]["state"] if own else None, state, rules)
            own.append(
                {"child": child, "state": state, "on": day, "until": None, "move": move}
            )
        made += own
    return made


def moved(before: str | None, after: str, rules: Rules) -> str:
    if before is None:
        return "ENTRY"
    if after == "NONE":
        return "EXIT"
    if before == "NONE":
        return "RE_ENTRY"
    up = rules.states.index(after) > rules.states.index(before)
    return "UP" if up else "DOWN"


def faults(events: list[Row], rules: Rules) -> list[Row]:
    made = []
    for kind in rules.single:
        for child, rows in by_child(events, rules).items():
            own: Row | None = None
            for day in days_of(rows):
                twice = open_on(rows, kind, day) > 1
                if twice and own is None:
                    own = {"child": child, "fault": f"TWO_AT_ONCE_{kind}", "on": day,
                           "until": None}  # fmt: skip
                    made.append(own)
                elif not twice and own is not None:
                    own["until"], own = day - ONE, None
    return made


def paths(spans: list[Row]) -> Counter:
    ways: dict[int, list[str]] = {}
    for row in spans:
        word = "out" if row["state"] == "NONE" else row["state"]
        ways.setdefault(row["child"], []).append(word)
    return Counter(" > ".join(one) for one in ways.values())
