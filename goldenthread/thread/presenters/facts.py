"""Facts of pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from goldenthread.core import pages
from goldenthread.core.calendars import london_date
from goldenthread.core.pages import Cell, Fact, fact, number
from goldenthread.thread.models import (
    Action,
    Evidence,
    Finding,
    Origin,
    Plan,
    Question,
    SystemsDomain,
    Update,
)
from goldenthread.thread.presenters.coding import HIDDEN
from goldenthread.thread.presenters.rows import in_use
from goldenthread.thread.presenters.words import (
    day,
    linked,
    names,
)
from goldenthread.thread.queries import PlanCounts
from goldenthread.thread.states import (
    OWN_ORIGINS,
    OriginKind,
)


# Under which kind of page the record behind an origin is found, where there is one.
SOURCE_KINDS = {
    OriginKind.REVIEW: "review",
    OriginKind.AUDIT: "audit",
    OriginKind.MEETING: "meeting",
    OriginKind.EVENT: "event",
    OriginKind.NATIONAL_REPORT: "national_report",
    OriginKind.SCRUTINY: "scrutiny_activity",
    OriginKind.DIAGNOSTIC: "commissioned_review",
}


def origin_facts(origin: Origin) -> tuple[Fact, ...]:
    return (
        fact("Kind", origin.get_kind_display()),
        fact("Date", day(origin.happened_on)),
        fact("Record behind it", _source(origin)),
    )


def _source(origin: Origin) -> Cell:
    """The way to the record the origin stands for, if a room shows it."""
    kind = pages.KINDS.get(SOURCE_KINDS.get(OriginKind(origin.kind), ""))
    if kind is not None:
        address = reverse(f"view_{kind.name}", args=[origin.source_key])
        return Cell(text=f"Open the {kind.label}", url=address)
    if origin.kind in OWN_ORIGINS:
        return Cell(text="Kept here")
    return Cell()


def question_facts(question: Question) -> tuple[Fact, ...]:
    return (
        fact("Asked of", linked(question.origin)),
        fact("Order", question.position),
    )


def domain_facts(domain: SystemsDomain) -> tuple[Fact, ...]:
    return (fact("In use", in_use(domain)),)


def pair_facts(finding: Finding, earlier: Finding) -> tuple[Fact, ...]:
    """Two findings beside each other, for somebody who says whether they are one."""
    return tuple(
        fact(
            f"{words}, {day(one.found_on)}",
            Cell(text=one.title, hint=f"{one.text} ({one.origin.title})".strip()),
        )
        for words, one in (("This finding", finding), ("Earlier", earlier))
    )


def finding_facts(finding: Finding) -> tuple[Fact, ...]:
    told = (fact("What was found", finding.text),) if finding.text else ()
    return (
        *told,
        fact("From", linked(finding.origin)),
        fact("Systems domains", coded(finding, finding.domains.all())),
        fact("Themes", coded(finding, finding.themes.all())),
        fact("Agencies it is about", names(finding.agencies.all())),
        fact("Whose voice", finding.get_voice_display()),
        fact("Date found", day(finding.found_on)),
    )


def coded(finding: Finding, words: Iterable[Any]) -> Cell:
    """What a finding is coded as, unless the reader codes it blind just now."""
    return Cell(text=HIDDEN) if getattr(finding, "blind", False) else names(words)


def plan_facts(plan: Plan) -> tuple[Fact, ...]:
    return (
        fact("From", linked(plan.origin)),
        fact("Group that watches it", plan.group),
        fact("Opened", day(plan.opened_on)),
        fact("Closed", day(plan.closed_on, "Still open")),
        fact("Why it was closed", plan.closed_reason or "Still open"),
    )


def action_facts(action: Action) -> tuple[Fact, ...]:
    return (
        fact("What will be done", action.text),
        fact("What should change in practice", action.practice_change),
        fact("Owner", action.owner_agency),
        fact("Owner’s post", action.owner_post and action.owner_post.title),
        fact("Done together with", names(action.joint_agencies.all(), "Nobody else")),
        fact(
            "Finding", linked(action.finding) if action.finding else "None of its own"
        ),
        fact("From", linked(action.origin)),
        fact("Action plan", linked(action.plan) if action.plan else "None"),
        fact("Agreed", day(action.agreed_on, "Not agreed yet")),
        fact("Due", day(action.due_on, "No date set")),
        fact("Said to be done", day(action.completed_on, "Not yet")),
        fact("Assured", day(action.assured_on, "Not yet")),
        fact("How we will know it worked", action.success_measure),
    )


def update_facts(update: Update) -> tuple[Fact, ...]:
    return (
        fact("Action", linked(update.action)),
        fact("What happened", update.text),
        fact("Date", day(update.said_on)),
        fact("Who said so", update.said_by),
        fact("State after", update.get_state_display()),
        fact("Recorded", day(london_date(update.recorded_at))),
        fact("Corrects", linked(update.corrects) if update.corrects else "Nothing"),
    )


def evidence_facts(evidence: Evidence) -> tuple[Fact, ...]:
    return (
        fact("Action", linked(evidence.action)),
        fact("What it shows", evidence.shows),
        fact("Date it shows", day(evidence.effective_on)),
        fact("Recorded", day(london_date(evidence.recorded_at))),
        fact("Recorded by", evidence.recorded_by),
        fact("File", _file(evidence)),
        fact("Figure", evidence.figure_key or "None named"),
    )


def _file(evidence: Evidence) -> Cell:
    if evidence.file is None:
        return Cell(text="None")
    waits = "" if evidence.file.is_served else evidence.file.reason
    return Cell(text=evidence.file.name, hint=waits)


def plan_count_facts(counts: PlanCounts) -> tuple[Fact, ...]:
    """The three counts and whether they agree, said either way."""
    working = (
        f"{counts.opened} opened less {counts.closed} closed is {counts.open} open"
    )
    agrees = working if counts.agrees else f"It does not hold that {working}"
    return (
        fact("On", day(counts.on)),
        fact("Opened until then", number(counts.opened)),
        fact("Closed until then", number(counts.closed)),
        fact("Open at the end of the day", number(counts.open)),
        fact("Check", agrees),
    )
