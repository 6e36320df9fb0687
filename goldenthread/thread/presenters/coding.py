"""Rounds of blind coding in words: who codes, what each said, how far they agree."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.urls import reverse

from goldenthread.core.example import read_rows
from goldenthread.core.pages import Cell, Fact, Link, Section, Tag, fact, number
from goldenthread.thread.models import Coding, CodingRound, Finding
from goldenthread.thread.presenters.words import day, linked, names
from goldenthread.thread.queries import Agreement
from goldenthread.thread.states import CodingKind


SCALES = Path(__file__).parent.parent / "reference" / "agreement.toml"
HIDDEN = "Hidden from you while you code it"


def round_tag(coding_round: CodingRound) -> Tag:
    if coding_round.revealed_on:
        return Tag("Revealed", "green")
    return Tag("Coded blind", "blue")


def coding_round_row(coding_round: CodingRound) -> tuple[Any, ...]:
    return (
        coding_round.title,
        Cell(tag=round_tag(coding_round)),
        number(len(coding_round.shown)),
        number(len(coding_round.claims.all())),
        day(coding_round.opened_on),
    )


def coding_round_facts(coding_round: CodingRound) -> tuple[Fact, ...]:
    return (
        fact("Opened", day(coding_round.opened_on)),
        fact("Opened by", coding_round.opened_by),
        fact("Findings", number(len(coding_round.shown))),
        fact("Revealed", day(coding_round.revealed_on, "Not yet")),
    )


def coders_section(coding_round: CodingRound) -> Section:
    """Who took the round on and how far each has come; never what they said."""
    whole = len(coding_round.shown)
    done: dict[str, int] = {}
    for one in coding_round.codings.all():
        if one.kind == CodingKind.BLIND:
            done[one.account_key] = done.get(one.account_key, 0) + 1
    rows = tuple(
        (
            Cell(text=claim.coder),
            Cell(text=day(claim.claimed_on)),
            Cell(text=f"{done.get(claim.account_key, 0)} of {whole}"),
        )
        for claim in coding_round.claims.all()
    )
    empty = "Nobody has taken this round on yet."
    return Section("Coders", ("Coder", "Since", "Coded"), rows, empty=empty)


def findings_to_code_section(coding_round: CodingRound) -> Section:
    """Before the reveal: titles and nothing about their coding."""
    rows = tuple(
        (linked(one), Cell(text=day(one.found_on))) for one in _shown(coding_round)
    )
    return Section("Findings", ("Finding", "Found"), rows)


def compared_section(
    coding_round: CodingRound, said: dict[str, dict[int, Coding]], keeps: bool
) -> Section:
    """After the reveal: who said what of each finding, and how it was settled."""
    settled = {
        one.finding_id: one
        for one in coding_round.codings.all()
        if one.kind == CodingKind.CONSOLIDATED
    }
    rows = tuple(
        (
            linked(one),
            Cell(lines=tuple(_said_of(one, said))),
            _settled(coding_round, one, settled.get(one.pk), said, keeps),
        )
        for one in _shown(coding_round)
    )
    return Section("What each coder said", ("Finding", "Codings", "Settled as"), rows)


def _said_of(finding: Finding, said: dict[str, dict[int, Coding]]) -> Iterable[str]:
    for coder, codings in said.items():
        coding = codings.get(finding.pk)
        who = f"{coding.coder}" if coding and coder else "First coding"
        if coding is not None:
            yield f"{who}: {coded_as(coding)}"
        elif not coder:
            yield "First coding: none was recorded"


def coded_as(coding: Coding) -> str:
    words = [str(one) for one in (*coding.themes.all(), *coding.domains.all())]
    return ", ".join(words) or "none of the themes or domains"


def _settled(
    coding_round: CodingRound,
    finding: Finding,
    settled: Coding | None,
    said: dict[str, dict[int, Coding]],
    keeps: bool,
) -> Cell:
    url = reverse("consolidate_coding", args=[coding_round.key, finding.key])
    if settled is not None:
        return Cell(text=coded_as(settled), hint=settled.reason)
    given = [by_one[finding.pk] for by_one in said.values() if finding.pk in by_one]
    if len(given) < 2:
        return Cell(text="Only one coding")
    if len({_words(one) for one in given}) == 1:
        return Cell(text="All say the same")
    return Cell(text="Settle it", url=url) if keeps else Cell(text="Not settled yet")


def _words(coding: Coding) -> tuple[frozenset[int], frozenset[int]]:
    themes, domains = coding.themes.all(), coding.domains.all()
    return frozenset(one.pk for one in themes), frozenset(one.pk for one in domains)


def agreement_section(found: list[Agreement], on: date | None) -> Section:
    if on is None:
        words = "Shown when the round is revealed, so that nobody codes towards it."
        return Section("Agreement", text=words)
    rows = tuple(
        (
            Cell(text=str(one.word)),
            Cell(text=one.measure),
            Cell(text=_value(one), numeric=True),
            number(one.findings),
            number(one.carried),
            Cell(text=agreement_words(one, on)),
        )
        for one in found
    )
    columns = (
        "Theme or domain",
        "Measure",
        "Agreement",
        "Findings",
        "Of them carried by anybody",
        "In words",
    )
    empty = "No finding was coded by two people, so there is nothing to compare."
    return Section("Agreement", columns, rows, empty=empty)


def _value(one: Agreement) -> str:
    return "None" if one.value is None else f"{float(one.value):.2f}"


def agreement_words(one: Agreement, on: date) -> str:
    """The measure in words; too few findings are said before any word of praise."""
    scale = scale_on(on)
    if one.findings == 0:
        return "No finding was judged by two people"
    if one.value is None:
        return "Everybody said the same of every finding, so it cannot be measured"
    if one.findings < scale["too_few"]:
        return (
            f"Too few to say: {one.findings} finding"
            f"{'' if one.findings == 1 else 's'}, at least {scale['too_few']} are needed"
        )
    band = next(row for row in scale["band"] if one.value >= row["from"])
    return str(band["words"]).capitalize()


def scale_on(on: date) -> dict[str, Any]:
    """The newest scale in force on a day; the first one for days before it."""
    rows = _scales()
    return next((row for row in rows if row["starts_on"] <= on), rows[-1])


@cache
def _scales() -> list[dict[str, Any]]:
    rows = read_rows(SCALES)["scale"]
    return sorted(rows, key=lambda row: row["starts_on"], reverse=True)


def codings_section(codings: Iterable[Coding]) -> Section:
    """How a finding came to be coded as it is, row by row."""
    rows = tuple(
        (
            Cell(text=day(one.coded_on)),
            Cell(text=one.get_kind_display()),
            Cell(text=one.coder),
            names((*one.themes.all(), *one.domains.all()), "None"),
            Cell(text=one.reason),
        )
        for one in codings
    )
    columns = ("Date", "Coding", "By", "Themes and domains", "Why")
    empty = "Its coding was never written down apart from the finding."
    return Section("How it was coded", columns, rows, empty=empty)


def said_facts(codings: Iterable[Coding]) -> tuple[Fact, ...]:
    """Each coding as a line, beside the form that settles it."""
    return tuple(
        fact(f"{one.get_kind_display()}: {one.coder}", Cell(text=coded_as(one)))
        for one in codings
    )


def to_code(finding: Finding) -> tuple[Fact, ...]:
    """What a blind coder reads: the words, the kind and the day, nothing of a coding."""
    return (
        fact("In one line", finding.title),
        fact("What was found", finding.text),
        fact("Kind", finding.get_kind_display()),
        fact("Date found", day(finding.found_on)),
    )


def round_links(
    coding_round: CodingRound, claimed: bool, may: bool
) -> tuple[Link, ...]:
    """The button of a coder: take the round on, then code."""
    if coding_round.revealed_on or not may:
        return ()
    if claimed:
        return (
            Link("Code findings", reverse("code_findings", args=[coding_round.key])),
        )
    address = reverse("claim_coding_round", args=[coding_round.key])
    return (Link("Take this round on", address),)


def _shown(coding_round: CodingRound) -> list[Finding]:
    return coding_round.shown  # type: ignore[attr-defined]
