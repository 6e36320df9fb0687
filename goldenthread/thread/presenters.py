"""The thread's records in words, tags and tables."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from goldenthread.core import pages
from goldenthread.core.calendars import london_date, long_date
from goldenthread.core.pages import Cell, Fact, Link, Section, Tag, fact, number
from goldenthread.thread.models import (
    Action,
    Challenge,
    Evidence,
    Finding,
    ImpactTest,
    Origin,
    Plan,
    Question,
    SystemsDomain,
    Theme,
    Update,
)
from goldenthread.thread.queries import PlanCounts
from goldenthread.thread.states import (
    LIVE,
    OWN_ORIGINS,
    WAITING,
    ActionState,
    ChallengeStage,
    FindingKind,
    OriginKind,
)


SOON = 28
STATE_COLOURS = {
    ActionState.PROPOSED: "grey",
    ActionState.OPEN: "blue",
    ActionState.IN_PROGRESS: "turquoise",
    ActionState.COMPLETE: "yellow",
    ActionState.ASSURED: "green",
    ActionState.CLOSED: "green",
    ActionState.REJECTED: "grey",
    ActionState.SUPERSEDED: "grey",
}
# A tag has less room than a sentence.
SHORT = {ActionState.COMPLETE: "To be assured"}
STAGE_COLOURS = {
    ChallengeStage.RAISED: "blue",
    ChallengeStage.ANSWERED: "turquoise",
    ChallengeStage.ESCALATED: "orange",
    ChallengeStage.RESOLVED: "green",
}
FINDING_COLOURS = {
    FindingKind.GOOD_PRACTICE: "green",
    FindingKind.CHALLENGE: "orange",
    FindingKind.LEARNING: "blue",
}
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


# --- Words and tags ------------------------------------------------------------


def day(value: date | None, absent: str = "") -> str:
    return long_date(value) if value else absent


def state_tag(action: Action) -> Tag:
    words = SHORT.get(action.state) or action.get_state_display()
    return Tag(words, STATE_COLOURS[action.state])


def due_tag(action: Action, on: date | None = None) -> Tag | None:
    """Late, due soon, or nothing worth a tag; only while it is still to be done."""
    if action.due_on is None or action.state not in LIVE:
        return None
    return _clock_tag(action.due_on, on or timezone.localdate())


def _clock_tag(due_on: date, on: date) -> Tag | None:
    left = (due_on - on).days
    if left < 0:
        return Tag(f"{-left} day{'' if left == -1 else 's'} late", "red")
    return Tag("Due soon", "yellow") if left <= SOON else None


def stage_tag(challenge: Challenge) -> Tag:
    return Tag(challenge.get_stage_display(), STAGE_COLOURS[challenge.stage])


def challenge_clock(challenge: Challenge, on: date | None = None) -> Tag | None:
    if challenge.answer_due_on is None or challenge.stage not in WAITING:
        return None
    return _clock_tag(challenge.answer_due_on, on or timezone.localdate())


def finding_tag(finding: Finding) -> Tag:
    return Tag(finding.get_kind_display(), FINDING_COLOURS[finding.kind])


def plan_tag(plan: Plan) -> Tag:
    return Tag("Closed", "green") if plan.closed_on else Tag("Open", "blue")


def names(records: Iterable[Any], absent: str = "") -> Cell:
    lines = tuple(str(one) for one in records)
    return Cell(lines=lines) if lines else Cell(text=absent)


def linked(record: Any) -> Cell:
    """A record's own title, leading to its page where it has one."""
    if record is None:
        return Cell()
    kind = pages.kind_of(type(record))
    return Cell(text=str(record), url=kind.url(record) if kind else "")


def tags(*found: Tag | None) -> tuple[Tag, ...]:
    return tuple(tag for tag in found if tag)


def restricted(origin: Origin | None) -> tuple[str, ...]:
    if origin is None or not origin.circle:
        return ()
    return ("This comes from a restricted case: only its circle sees it.",)


def notices(record: Any, origin: Origin | None) -> tuple[str, ...]:
    """What a reader must know first: a restriction, a note on the record itself."""
    return (*restricted(origin), *([record.note] if record.note else []))


def update_title(update: Update) -> str:
    return f"Update of {day(update.said_on)}"


# --- Rows of lists -----------------------------------------------------------------


def origin_row(origin: Origin) -> tuple[Any, ...]:
    return (
        origin.title,
        origin.get_kind_display(),
        day(origin.happened_on),
        number(origin.found),
    )


def question_row(question: Question) -> tuple[Any, ...]:
    return (question.text, question.origin.title)


def domain_row(domain: SystemsDomain) -> tuple[Any, ...]:
    return (domain.label, domain.definition, in_use(domain))


def theme_row(theme: Theme) -> tuple[Any, ...]:
    words = ", ".join(theme.synonyms.split("\n")) if theme.synonyms else ""
    return (theme.name, str(theme.parent or ""), words, in_use(theme))


def in_use(row: Any) -> str:
    if row.ends_on:
        return f"{day(row.starts_on)} until {day(row.ends_on)}"
    return f"Since {day(row.starts_on)}"


def finding_row(finding: Finding) -> tuple[Any, ...]:
    themes = ", ".join(theme.name for theme in finding.themes.all())
    return (
        finding.title,
        Cell(tag=finding_tag(finding)),
        finding.origin.title,
        themes,
        day(finding.found_on),
    )


def plan_row(plan: Plan) -> tuple[Any, ...]:
    return (
        plan.title,
        Cell(tag=plan_tag(plan)),
        day(plan.opened_on),
        day(plan.closed_on),
        number(plan.held),
    )


def action_row(action: Action) -> tuple[Any, ...]:
    return (
        action.title,
        str(action.owner_agency),
        Cell(text=day(action.due_on, "No date set"), tag=due_tag(action)),
        Cell(tag=state_tag(action)),
        action.origin.title,
    )


def update_row(update: Update) -> tuple[Any, ...]:
    return (
        update.text[:120],
        update.action.title,
        update.said_by,
        day(update.said_on),
    )


def evidence_row(evidence: Evidence) -> tuple[Any, ...]:
    return (evidence.title, evidence.action.title, day(evidence.effective_on))


def impact_test_row(test: ImpactTest) -> tuple[Any, ...]:
    return (
        test.measure,
        test.get_direction_display(),
        day(test.in_force_on),
        test.action.title,
    )


def challenge_row(challenge: Challenge) -> tuple[Any, ...]:
    return (
        challenge.title,
        str(challenge.to_agency),
        Cell(tag=stage_tag(challenge)),
        Cell(text=day(challenge.answer_due_on), tag=challenge_clock(challenge)),
        day(challenge.raised_on),
    )


# --- Facts of pages ------------------------------------------------------------------


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


def theme_facts(theme: Theme) -> tuple[Fact, ...]:
    return (
        fact("Part of", linked(theme.parent)),
        fact("Other words for it", Cell(lines=tuple(theme.synonyms.splitlines()))),
        fact("What it means here", theme.definition),
        fact("In use", in_use(theme)),
    )


def repeats(earlier: list[Finding]) -> tuple[str, ...]:
    """A repeat after an action that was assured or closed is said aloud."""
    held = (ActionState.ASSURED, ActionState.CLOSED)
    for finding in earlier:
        if any(action.state in held for action in finding.actions.all()):
            return (
                f"This was found before ({day(finding.found_on)}) and an action on it "
                "was assured. A repeat after that is a matter to escalate.",
            )
    return ()


def finding_facts(finding: Finding) -> tuple[Fact, ...]:
    return (
        fact("What was found", finding.text),
        fact("From", linked(finding.origin)),
        fact("Systems domain", finding.domain),
        fact("Themes", names(finding.themes.all())),
        fact("Agencies it is about", names(finding.agencies.all())),
        fact("Whose voice", finding.get_voice_display()),
        fact("Date found", day(finding.found_on)),
    )


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
        fact("Strength", action.get_strength_display()),
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


def impact_test_facts(test: ImpactTest) -> tuple[Fact, ...]:
    return (
        fact("Action", linked(test.action)),
        fact("What is measured", test.measure),
        fact("Figure or indicator", test.measure_key),
        fact("Expected", test.get_direction_display()),
        fact("In force from", day(test.in_force_on)),
        fact("Registered", day(london_date(test.registered_at))),
        fact("Registered by", test.registered_by),
        fact("What could be seen then", test.seen_then),
    )


def challenge_facts(challenge: Challenge) -> tuple[Fact, ...]:
    return (
        fact("What is challenged", challenge.text),
        fact("To", challenge.to_agency),
        fact("From", linked(challenge.origin) if challenge.origin else "No one source"),
        fact("Raised", day(challenge.raised_on)),
        fact("Raised by", challenge.raised_by),
        fact("Answer due", day(challenge.answer_due_on, "No answer awaited")),
    )


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


# --- Sections of pages -----------------------------------------------------------------


def findings_by_kind(
    found: Iterable[Finding], add: tuple[Link, ...] = ()
) -> tuple[Section, ...]:
    """Good practice, challenges and learning apart, in the order of their source."""
    found = list(found)
    sections = []
    for kind, title in (
        (FindingKind.GOOD_PRACTICE, "Good practice"),
        (FindingKind.CHALLENGE, "Challenges"),
        (FindingKind.LEARNING, "Learning"),
    ):
        rows = tuple(
            (linked(one), Cell(text=str(one.domain or "")))
            for one in found
            if one.kind == kind
        )
        sections.append(
            Section(
                title, ("Finding", "Systems domain"), rows, empty="None was recorded."
            )
        )
    last = sections[-1]
    sections[-1] = Section(
        last.title, last.columns, last.rows, empty=last.empty, links=add
    )
    return tuple(sections)


def actions_section(
    found: Iterable[Action], links: tuple[Link, ...] = (), title: str = "Actions"
) -> Section:
    rows = tuple(
        (
            linked(action),
            Cell(text=str(action.owner_agency)),
            Cell(text=day(action.due_on, "No date set"), tag=due_tag(action)),
            Cell(tag=state_tag(action)),
        )
        for action in found
    )
    return Section(
        title,
        ("Action", "Owner", "Due", "State"),
        rows,
        empty="No action is recorded.",
        links=links,
    )


def questions_section(questions: Iterable[Any], links: tuple[Link, ...]) -> Section:
    rows = tuple((linked(one),) for one in questions)
    return Section(
        "Questions asked",
        ("Question",),
        rows,
        empty="No question is recorded.",
        links=links,
    )


def findings_section(found: Iterable[Finding]) -> Section:
    rows = tuple(
        (linked(one), Cell(tag=finding_tag(one)), Cell(text=one.origin.title))
        for one in found
    )
    return Section(
        "Findings with this theme",
        ("Finding", "Kind", "From"),
        rows,
        empty="No finding carries it yet.",
    )


def earlier_section(earlier: list[Finding]) -> Section:
    """Earlier findings alike, what was promised then, and how that stands."""
    rows = tuple(
        (
            linked(one),
            Cell(text=one.origin.title),
            Cell(text=day(one.found_on)),
            Cell(
                lines=tuple(
                    f"{action}: {action.get_state_display().lower()}"
                    for action in one.actions.all()
                )
                or ("Nothing was promised",)
            ),
        )
        for one in earlier
    )
    columns = ("Finding", "From", "Found", "What was promised")
    empty = "No earlier finding shares one of its themes."
    return Section("Have we learned this before?", columns, rows, empty=empty)


def file_button(evidence: Evidence) -> tuple[Link, ...]:
    """The way to its file, once the scanner has let it through."""
    if evidence.file is None or not evidence.file.is_served:
        return ()
    address = reverse("open_evidence_file", args=[evidence.key])
    return (Link("Download the file", address),)


def updates_section(updates: Iterable[Update], links: tuple[Link, ...]) -> Section:
    rows = tuple(
        (
            Cell(text=day(one.said_on), url=pages.KINDS["update"].url(one)),
            Cell(text=one.text, hint="A correction" if one.corrects_id else ""),
            Cell(text=one.get_state_display()),
            Cell(text=one.said_by),
        )
        for one in updates
    )
    columns = ("Date", "What happened", "State after", "Who said so")
    return Section("Updates", columns, rows, links=links)


def evidence_section(found: Iterable[Evidence], links: tuple[Link, ...]) -> Section:
    rows = tuple(
        (
            linked(one),
            Cell(text=one.shows),
            Cell(text=day(one.effective_on)),
            Cell(text=day(london_date(one.recorded_at))),
        )
        for one in found
    )
    columns = ("Evidence", "What it shows", "Date it shows", "Recorded")
    empty = "Nothing shows yet that this was done or worked."
    return Section("Evidence", columns, rows, empty=empty, links=links)


def impact_tests_section(
    found: Iterable[ImpactTest], links: tuple[Link, ...]
) -> Section:
    rows = tuple(
        (
            Cell(text=one.measure, url=pages.KINDS["impact_test"].url(one)),
            Cell(text=one.get_direction_display()),
            Cell(text=day(one.in_force_on)),
            Cell(text=day(london_date(one.registered_at))),
        )
        for one in found
    )
    columns = ("Measure", "Expected", "In force from", "Registered")
    empty = "No test of its effect is registered."
    return Section("Impact tests", columns, rows, empty=empty, links=links)


def steps_section(challenge: Challenge) -> Section:
    rows = tuple(
        (
            Cell(text=day(one.said_on)),
            Cell(text=one.move.replace("_challenge", "").capitalize()),
            Cell(text=one.text),
            Cell(text=str(one.post or one.said_by)),
            Cell(text=day(one.due_on)),
        )
        for one in challenge.steps.all()
    )
    columns = ("Date", "Step", "What was said", "By", "Answer due")
    return Section("Steps", columns, rows)
