"""Samples for audits in words and tables; no database."""

from __future__ import annotations

from typing import Any

from goldenthread.core.calendars import counted, long_date, moment_words
from goldenthread.core.pages import Cell, Detail, Link, Section, Tag, fact
from goldenthread.dataset import sealed, shelf
from goldenthread.dataset.models import Sample, SampleCase, SampleNumber
from goldenthread.dataset.presenters.events import plain
from goldenthread.dataset.states import SampleUnit, SampleWay


SAMPLE_COLUMNS = ("Sample", "Frame", "Drawn", "How many")
NOT_TOLD = "Told to the agencies asked only"
NOT_KNOWN = "Not known to your agency by what was sent"


def frame_words(sample: Sample) -> str:
    label = shelf.catalogue()[sample.indicator].label
    only = f", {plain(sample.by)}: {plain(sample.value)}" if sample.value else ""
    return f"{label}{only}"


def sample_row(sample: Sample) -> tuple[Any, ...]:
    return (
        sample.title,
        frame_words(sample),
        Cell(text=moment_words(sample.drawn_at), hint=sample.drawn_by_post),
        Cell(text=f"{sample.size:,} of {sample.frame_size:,}", numeric=True),
    )


def sample_detail(
    sample: Any, cases: tuple[tuple[Cell, ...], ...], links: tuple[Link, ...], own: bool
) -> Detail:
    one = shelf.catalogue()[sample.indicator]
    columns = (
        "Case",
        "Pseudonym",
        "Day",
        "Standing",
        "Your number" if own else "Number",
    )
    return Detail(
        lead="Drawn by a seed: nobody picked. The same release, frame, seed and way "
        "give the same sample.",
        tags=(Tag("Invented", "yellow"),) if sample.release.invented else (),
        facts=(
            fact("Frame", frame_words(sample)),
            fact("What that counts", one.definition),
            fact("Version of the definition", str(sample.indicator_version)),
            fact(
                "Period",
                f"{long_date(sample.first_day)} to {long_date(sample.last_day)}",
            ),
            fact("Release", str(sample.release)),
            fact("What is drawn", SampleUnit(sample.unit).label),
            fact("How", SampleWay(sample.way).label),
            fact("How many of how many", f"{sample.size:,} of {sample.frame_size:,}"),
            fact("Seed", sample.seed),
            fact("Seal of the frame", sample.frame_digest[:16]),
            fact("Drawn", moment_words(sample.drawn_at)),
            fact("Drawn by", sample.drawn_by_post),
            fact(
                "Agencies asked for records",
                Cell(lines=tuple(str(each) for each in sample.agencies.all())),
            ),
        ),
        buttons=links,
        sections=(Section(title="Cases", columns=columns, rows=cases),),
    )


def case_row(
    case: Any, replaced_by: dict[int, int], url: str, own: bool
) -> tuple[Cell, ...]:
    other = replaced_by.get(case.pk)
    standing = (
        Cell(tag=Tag("Replaced", "grey"), text=f"by case {other}")
        if other
        else Cell(
            text=f"In place of case {case.replaces.number}"
            if case.replaces
            else "Drawn",
            hint=case.reason,
        )
    )
    return (
        Cell(text=str(case), url=url),
        Cell(text=case.key),
        Cell(text=long_date(case.on)),
        standing,
        Cell(text=_number(case) if own else NOT_TOLD),
    )


def _number(case: Any) -> str:
    return ", ".join(opened(case, one) for one in case.own_numbers) or NOT_KNOWN


def opened(case: SampleCase, one: SampleNumber) -> str:
    """The agency's own number, opened for who may be told it."""
    place = f"{case.key}:{one.agency_id}"
    return sealed.open_words(one.sealed_number, place, shelf.key())


def sample_tokens(sample: Any) -> tuple[str, ...]:
    """Whose numbers the page tells: none but on the page of an agency that is asked."""
    cases = getattr(sample, "drawn_cases", ())
    return tuple(case.token for case in cases if case.own_numbers)


def case_title(case: SampleCase) -> str:
    return f"{case} of “{case.sample}”"


def case_list_row(case: SampleCase) -> tuple[Any, ...]:
    return (str(case), case.sample.title, long_date(case.on), case.key)


def case_detail(case: SampleCase, sample_url: str, links: tuple[Link, ...]) -> Detail:
    facts = [
        fact("Sample", Cell(text=str(case.sample), url=sample_url)),
        fact("Pseudonym", case.key),
        fact("Place in the draw", str(case.place + 1)),
        fact("Day", long_date(case.on)),
    ]
    if case.replaces:
        facts += [fact("In place of", str(case.replaces)), fact("Why", case.reason)]
    return Detail(facts=tuple(facts), buttons=links)


def again_words(same: bool, sample: Sample) -> tuple[str, bool]:
    if same:
        return (
            f"Drawn again from the release: the same {counted(sample.frame_size, 'member')} "
            "of the frame, and every case where it was.",
            True,
        )
    return (
        "Drawn again, it does not come out the same: the definition or the release is "
        "not the one it was drawn with.",
        False,
    )
