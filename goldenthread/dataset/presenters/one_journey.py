"""One child's journey in words, tags and tables; no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from goldenthread.core.calendars import counted, listed, long_date, moment_words
from goldenthread.core.pages import Cell, Detail, Fact, Link, Section, Tag, fact
from goldenthread.dataset.models import JourneyOpening
from goldenthread.dataset.presenters.events import (
    MOVES,
    kind_words,
    plain,
    state_words,
)
from goldenthread.dataset.presenters.journey_chart import journey_chart
from goldenthread.dataset.queries.children import told
from goldenthread.dataset.queries.journeys import Held, Journey, Source
from goldenthread.dataset.queries.journeys import Link as Pair
from goldenthread.dataset.states import LinkVerdict


# Below this a link that was made is told as less sure.
LESS_SURE = 0.95
WHY_APART = {
    "UNSURE": "not sure enough to be joined",
    "SAME_TABLE": "two numbers of one agency’s table, and not all but certain",
    "DECIDED": "kept apart by a correction",
}


def journey_detail(
    opening: JourneyOpening, shown: Journey, buttons: tuple[Link, ...]
) -> Detail:
    until = f"Closes at {moment_words(opening.until_at)}."
    return Detail(
        lead=f"Opened for: {opening.get_purpose_display().lower()}. {until}",
        tags=_tags(shown),
        notices=tuple(_notices(shown)),
        facts=_facts(shown),
        buttons=buttons,
        sections=tuple(_sections(shown)),
    )


def _tags(shown: Journey) -> tuple[Tag, ...]:
    invented = (Tag("Invented", "yellow"),) if shown.release.invented else ()
    doubts = (Tag("Doubtful links", "red"),) if shown.doubts else ()
    return (*invented, *doubts)


def _notices(shown: Journey) -> Iterable[str]:
    if not shown.across:
        yield (
            "You are shown what your agency sent. What other agencies hold of this "
            "child, and whether they hold anything, is not shown."
        )
    if shown.doubts:
        yield (
            f"{counted(len(shown.doubts), 'other record')} may be this child’s too. "
            "What was sent under them is not on this page: see “Doubtful links”."
        )
    if shown.waiting:
        yield (
            f"{counted(len(shown.waiting), 'correction')} of these links "
            f"{'waits' if len(shown.waiting) == 1 else 'wait'} for the next release. "
            "This page still shows the links as they were."
        )
    if shown.aside:
        yield (
            f"{counted(shown.aside, 'event')} about this child cannot be true and "
            f"{'is' if shown.aside == 1 else 'are'} set aside: counted nowhere, and "
            "not drawn."
        )


def _facts(shown: Journey) -> tuple[Fact, ...]:
    steps = shown.steps
    ups = sum(one.move == "UP" for one in shown.spans)
    downs = sum(one.move == "DOWN" for one in shown.spans)
    first = steps[0] if steps else None
    waits = [one.to_next for one in steps if one.to_next is not None]
    return (
        fact("Release", f"{shown.release}, to {_day(shown.release.last_day)}"),
        fact("Events", f"{len(steps):,}"),
        fact(
            "First contact of any agency",
            f"{long_date(first.on)}, {shown.agencies.get(first.code, first.code)}: "
            f"{kind_words(first.kind).lower()}"
            if first
            else "",
        ),
        fact("Steps up, steps down", f"{ups} up, {downs} down"),
        fact("Longest time without an event", _days(max(waits, default=None))),
        fact("Records put together", _records(shown)),
    )


def _day(day: Any) -> str:
    return long_date(day) if day else "an unknown day"


def _days(count: int | None) -> str:
    return "" if count is None else counted(count, "day")


def _records(shown: Journey) -> Cell:
    lines = (f"{one.letter}: {_of(one, shown.agencies)}" for one in shown.records)
    return Cell(lines=tuple(lines))


def _of(one: Held, agencies: Mapping[str, str]) -> str:
    return agencies.get(one.code, plain(one.code) or "agency not known")


def _sections(shown: Journey) -> Iterable[Section]:
    until = shown.release.last_day or shown.steps[-1].on if shown.steps else None
    if until is not None:
        drawn = journey_chart(shown.steps, shown.spans, shown.agencies, until)
        yield Section(
            title=drawn.title,
            chart=drawn,
            text="A dot is an event on a day, a bar one that lasts. A ring marks the "
            "first contact of an agency. Empty space means that nothing was sent, and "
            "not that nothing happened: see “What each agency sends”.",
        )
    yield _spans_section(shown)
    if shown.faults:
        yield _faults_section(shown)
    if shown.across:
        yield _links_section(shown)
        yield _doubts_section(shown)
    yield _sources_section(shown)


def _spans_section(shown: Journey) -> Section:
    rows = tuple(
        (
            Cell(text=MOVES[one.move], tag=_move_tag(one.move)),
            Cell(text=state_words(one.state)),
            Cell(text=long_date(one.on)),
            Cell(text=long_date(one.until) if one.until else "Goes on"),
            Cell(
                text=str((one.until - one.on).days + 1) if one.until else "",
                numeric=True,
            ),
        )
        for one in shown.spans
    )
    return Section(
        title="States",
        columns=("How it came there", "State", "From", "Until", "Days"),
        rows=rows,
        empty="No agency told of early help, need, a plan or care.",
        text="A child stands in the highest state that is open on a day."
        if rows
        else "",
    )


def _move_tag(move: str) -> Tag | None:
    return {"UP": Tag("up", "orange"), "DOWN": Tag("down", "green")}.get(move)


def _faults_section(shown: Journey) -> Section:
    rows = tuple(
        (
            Cell(text=plain(fault).capitalize()),
            Cell(text=long_date(on)),
            Cell(text=long_date(until) if until else "Goes on"),
        )
        for fault, on, until in shown.faults
    )
    return Section(
        title="What cannot stand side by side",
        columns=("What", "From", "Until"),
        rows=rows,
        text="There is only one of these at a time. Either an agency did not close "
        "one, or two children’s records were put together.",
    )


def _links_section(shown: Journey) -> Section:
    rows = tuple(_pair_row(one, shown.agencies) for one in shown.links)
    return Section(
        title="Why these records are one child",
        columns=("Records", "How", "How sure", "Reasons"),
        rows=rows,
        text="Each reason has its weight: +1 doubles the odds that two records are one "
        "child, -1 halves them."
        if rows
        else "",
        empty="One record only: nothing was linked.",
    )


def _pair_row(one: Pair, agencies: Mapping[str, str]) -> tuple[Cell, ...]:
    how = {"EXACT": "Agree exactly", "PERSON": "A correction", "MODEL": "Weighed"}
    less = one.how == "MODEL" and one.probability < LESS_SURE
    return (
        Cell(text=_pair(one, agencies)),
        Cell(text=how[one.how]),
        Cell(
            text=_sure(one) if one.how == "MODEL" else "",
            tag=Tag("less sure", "yellow") if less else None,
        ),
        Cell(lines=tuple(map(reason_words, one.reasons))),
    )


def _pair(one: Pair, agencies: Mapping[str, str]) -> str:
    ends = (one.one, one.other)
    return " and ".join(f"{end.letter} ({_of(end, agencies)})" for end in ends)


def _sure(one: Pair) -> str:
    """Never a hundred per cent: what is weighed is never certain."""
    return f"{min(99.9, one.probability * 100):.1f}%"


def _doubts_section(shown: Journey) -> Section:
    rows = tuple(
        (
            Cell(text=_pair(one, shown.agencies), tag=Tag("doubtful", "red")),
            Cell(text=WHY_APART.get(one.how, plain(one.how))),
            Cell(text=_sure(one)),
            Cell(lines=tuple(map(reason_words, one.reasons))),
        )
        for one in shown.doubts
    )
    return Section(
        title="Doubtful links",
        columns=("Records", "Why they are apart", "How sure", "Reasons"),
        rows=rows,
        empty="No other record comes near this child’s.",
    )


def _sources_section(shown: Journey) -> Section:
    by_agency: dict[str, list[Source]] = {}
    for one in shown.sources:
        by_agency.setdefault(one.agency, []).append(one)
    return Section(
        title="What each agency sends",
        columns=(
            *("Agency", "Told of this child", "Not in this source", "Periods"),
            "Last load",
        ),
        rows=tuple(_source_row(agency, sent) for agency, sent in by_agency.items()),
        text="Where nothing is told, nothing came in this source. That is never a "
        "“no”: the agency may know the child and not send it, or under another number.",
        empty="No agency sends anything yet.",
    )


def _source_row(agency: str, sent: list[Source]) -> tuple[Cell, ...]:
    told = [
        f"{one.title}: {counted(one.events, 'event')}" for one in sent if one.events
    ]
    silent = [one.title for one in sent if not one.events]
    loads = [
        f"to {long_date(one.told_until)}, received {moment_words(one.loaded_at)}"
        for one in sent
        if one.told_until and one.loaded_at
    ]
    never = [one.title for one in sent if one.told_until is None]
    if never and loads:
        loads.append(f"never: {listed(never)}")
    nothing = Tag("not in this source", "grey")
    return (
        Cell(text=agency),
        Cell(lines=tuple(told)) if told else Cell(tag=nothing),
        Cell(lines=tuple(silent)) if silent else Cell(text="Nothing left out"),
        Cell(lines=_once(f"{long_date(one.starts_on)}, {_until(one)}" for one in sent)),
        Cell(lines=_once(loads)) if loads else Cell(text="Nothing is in this release"),
    )


def _until(one: Source) -> str:
    return f"until {long_date(one.ends_on)}" if one.ends_on else "still sent"


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


# What the model calls its comparisons, as people say it.
SAID = (
    ("upn", "pupil number"),
    ("nhs number", "NHS number"),
    (" born", " day of birth"),
)


def reason_words(reason: str) -> str:
    """A reason as people say it; what is not known of both weighs nothing."""
    words = reason.removesuffix(" (+0.0)")
    for said, meant in SAID:
        words = words.replace(said, meant)
    return f"{words[:1].upper()}{words[1:]}"


# --- Correcting a link ------------------------------------------------------------------------


def record_choices(shown: Journey) -> list[tuple[str, str]]:
    """Records a correction may name, by their letters; doubtful ones after."""
    held = {one.token: one for one in shown.records}
    beside = {
        end.token: end
        for pair in shown.doubts
        for end in (pair.one, pair.other)
        if end.token not in held
    }
    return [
        (
            told(one.token),
            f"{one.letter[:1].upper()}{one.letter[1:]}, {_of(one, shown.agencies)}",
        )
        for one in (*held.values(), *beside.values())
    ]


VERDICTS = [
    (LinkVerdict.SPLIT, "They are two children: split them"),
    (LinkVerdict.JOIN, "They are one child: join them"),
]
