"""Figures of money, priorities, events, reform, scrutiny and groups' work.

Each is asked for one partnership and one period, usually a financial year. Rows are
found by kinds and short codes, never by printed titles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from goldenthread.core.calendars import financial_year
from goldenthread.core.figures import (
    Answers,
    Figure,
    Result,
    Scope,
    Unit,
    counted,
    derived,
    missing,
    share,
    totalled,
)
from goldenthread.governance.models import (
    Contribution,
    Event,
    Meeting,
    NationalReport,
    NationalResponse,
    Priority,
)
from goldenthread.governance.queries import (
    contacts,
    events,
    meetings,
    money,
    national,
    plans,
    policies,
    scrutiny,
)
from goldenthread.governance.states import (
    AssuranceKind,
    EventKind,
    PriorityKind,
    ReformStrand,
    StatementKind,
)
from goldenthread.partnership.models import Agency, Group
from goldenthread.partnership.states import AgencyKind, StatutoryPart
from goldenthread.thread.models import Action, Finding, Origin
from goldenthread.thread.states import FindingKind, OriginKind


MONTH_ONLY = "Only the month is known; the first day of it is recorded."
YEAR_ONLY = "Only the year is known; the first day of it is recorded."
THREE_PARTNERS = (
    StatutoryPart.LOCAL_AUTHORITY,
    StatutoryPart.ICB,
    StatutoryPart.POLICE,
)
# What inside an agency's own row tells which line of the ledger is meant.
PAYERS: tuple[tuple[str, str, dict[str, str], int], ...] = (
    ("council", "Local authority", {"statutory_part": "LOCAL_AUTHORITY"}, 0),
    ("police", "Police", {"statutory_part": "POLICE"}, 0),
    ("icb", "Integrated care board", {"statutory_part": "ICB"}, 0),
    ("youth_justice", "Youth justice", {"kind": AgencyKind.YOUTH_JUSTICE}, 0),
    ("fire", "Fire and rescue", {"kind": AgencyKind.FIRE}, 0),
    ("probation", "Probation", {"kind": AgencyKind.PROBATION}, 2),
)


def _year(scope: Scope) -> str:
    return financial_year(scope.start).label


def _next_day(scope: Scope) -> date:
    return scope.end + timedelta(days=1)


# Money


def _expected(scope: Scope) -> QuerySet[Contribution]:
    return money.expected_contributions(scope.partnership_id, _year(scope))


def _other(scope: Scope) -> QuerySet[Contribution]:
    return money.other_income(scope.partnership_id, _year(scope))


def _paid_by(**agency: Any) -> Callable[[Scope], QuerySet[Contribution]]:
    lookups = {f"agency__{name}": value for name, value in agency.items()}
    return lambda scope: _expected(scope).filter(**lookups)


def _contributors(scope: Scope) -> QuerySet[Agency]:
    payers = _expected(scope).order_by().values("agency_id")
    return Agency.objects.filter(pk__in=payers).order_by("name")


def _payer_figures() -> Iterable[Figure]:
    for name, label, agency, places in PAYERS:
        yield totalled(
            f"governance.funding.{name}.amount",
            f"{label} contribution",
            _paid_by(**agency),
            "amount",
            "Expected contributions of this agency to the shared budget of the year.",
            Unit.POUNDS,
            places=places,
        )
        yield share(
            f"governance.funding.{name}.share",
            f"{label} share",
            f"governance.funding.{name}.amount",
            "governance.funding.total",
            "Its expected contribution in per cent of all expected contributions to "
            "the shared budget.",
            places=2,
        )


FUNDING = (
    *_payer_figures(),
    totalled(
        "governance.funding.total",
        "Total expected contributions",
        _expected,
        "amount",
        "The sum of all expected contributions to the shared budget of the year; "
        "never a total somebody typed.",
        Unit.POUNDS,
        places=2,
    ),
    counted(
        "governance.funding.contributors",
        "Agencies that contribute",
        _contributors,
        "Agencies with at least one expected contribution to the year's shared budget, "
        "each counted once.",
    ),
    totalled(
        "governance.funding.statutory.amount",
        "Contributions of the three safeguarding partners",
        _paid_by(statutory_part__in=THREE_PARTNERS),
        "amount",
        "Expected contributions of the local authority, the integrated care board and "
        "the police.",
        Unit.POUNDS,
    ),
    share(
        "governance.funding.statutory.share",
        "Share carried by the three safeguarding partners",
        "governance.funding.statutory.amount",
        "governance.funding.total",
        "Their expected contributions in per cent of all expected contributions.",
        places=2,
    ),
    totalled(
        "governance.funding.other_income",
        "Other income",
        _other,
        "amount",
        "Expected income of the year outside the shared budget.",
        Unit.POUNDS,
        caveats=(
            "It is kept apart from the shared budget and is in none of its shares.",
        ),
    ),
    counted(
        "governance.funding.other_income.sources",
        "Other income rows with a named payer",
        lambda scope: _other(scope).filter(agency__isnull=False),
        "Rows of other income that name one agency as payer. A sum given for several "
        "payers together, with no split, is not one.",
        caveats=("Where a sum has no split, nobody can say what each payer gave.",),
    ),
    derived(
        "governance.funding.all_income",
        "Contributions and other income together",
        ("governance.funding.total", "governance.funding.other_income"),
        lambda total, other: total + other,
        "Expected contributions to the shared budget and other income added up.",
        Unit.POUNDS,
        places=2,
    ),
    share(
        "governance.funding.other_income.share",
        "Other income as a share of all income",
        "governance.funding.other_income",
        "governance.funding.all_income",
        "Other income in per cent of contributions and other income together.",
        places=1,
    ),
)


# Priorities


def _priorities_at_start(scope: Scope) -> QuerySet[Priority]:
    return plans.priorities_on(scope.partnership_id, scope.start)


def _priorities_next(kind: str) -> Callable[[Scope], QuerySet[Priority]]:
    return lambda scope: plans.priorities_on(
        scope.partnership_id, _next_day(scope), kind
    )


def _plan_years(scope: Scope, _: Answers) -> Result:
    """Whole years of the one plan that holds on the day after the period."""
    rows = plans.plans_on(scope.partnership_id, _next_day(scope))
    found = list(rows[:2])
    if len(found) != 1:
        words = "No plan" if not found else "More than one plan"
        return missing(f"{words} holds on the day after the period.", rows=rows)
    starts_on, ends_on = found[0].starts_on, found[0].ends_on
    if ends_on is None:
        return missing("The plan has no last day.", rows=rows)
    years = ends_on.year - starts_on.year
    if (ends_on.month, ends_on.day) < (starts_on.month, starts_on.day):
        years -= 1
    return Result(value=years, rows=rows)


PRIORITIES = (
    counted(
        "governance.priorities.strategic_2024",
        "Strategic priorities at the beginning of the year",
        _priorities_at_start,
        "Priorities that hold on the first day of the period.",
    ),
    counted(
        "governance.priorities.new",
        "Priority of the next plan",
        _priorities_next(PriorityKind.PRIORITY),
        "Priorities that hold on the day after the period.",
        caveats=(
            "The drawing that names it in the source has no text; the name stands in "
            "another section.",
        ),
    ),
    counted(
        "governance.priorities.continuing",
        "Areas of work that continue",
        _priorities_next(PriorityKind.CONTINUING),
        "Continuing areas of work that hold on the day after the period.",
    ),
    Figure(
        "governance.priorities.plan_years",
        "Years of the strategic plan",
        Unit.COUNT,
        "Whole years from the first day of the next plan to the day after its last.",
        _plan_years,
    ),
)


# Days on which something happened


def _on_one_day(
    key: str,
    label: str,
    rows: Callable[[Scope], QuerySet[Any]],
    definition: str,
) -> Figure:
    """The day of the one row, said to be known to the month or year where it is."""

    def compute(scope: Scope, _: Answers) -> Result:
        found = rows(scope)
        held = list(found[:2])
        if not held:
            return missing("No record of the period holds this.", rows=found)
        if len(held) > 1:
            return missing("More than one record of the period holds this.", rows=found)
        return Result(value=held[0].held_on, rows=found, caveats=_caveats(held[0]))

    return Figure(key, label, Unit.DATE, definition, compute)


def _caveats(record: Any) -> tuple[str, ...]:
    if getattr(record, "year_only", False):
        return (YEAR_ONLY,)
    return (MONTH_ONLY,) if record.month_only else ()


def _held(kind: str, **more: str) -> Callable[[Scope], QuerySet[Event]]:
    return lambda scope: events.held_events(
        scope.partnership_id, kind, scope.start, scope.end
    ).filter(**more)


def _initiatives(scope: Scope) -> QuerySet[Any]:
    return meetings.initiatives(scope.partnership_id, scope.start, scope.end)


def _deciding_meetings(scope: Scope) -> QuerySet[Meeting]:
    return meetings.meetings_of(_initiatives(scope))


def _spotlights(scope: Scope) -> QuerySet[Event]:
    return events.agreed_events(
        scope.partnership_id, EventKind.SPOTLIGHT, scope.start, scope.end
    )


_curve = _held(EventKind.TURNING_THE_CURVE)

EVENTS = (
    _on_one_day(
        "governance.priorities.workshop",
        "Priority setting workshop",
        _held(EventKind.PRIORITY_SETTING),
        "The day of the period's priority setting workshop.",
    ),
    _on_one_day(
        "governance.events.turning_the_curve",
        "Turning the curve event",
        _curve,
        "The day of the period's turning the curve event.",
    ),
    _on_one_day(
        "governance.events.board_discussion",
        "Partnership considers the system's difficulties",
        _deciding_meetings,
        "The day of the one meeting of the period that decided to start initiatives.",
    ),
    _on_one_day(
        "governance.events.health_workshop",
        "Health workshop on early help",
        _held(EventKind.WORKSHOP, strand=ReformStrand.EARLY_HELP),
        "The day of the period's workshop that serves the early help reform.",
    ),
    counted(
        "governance.events.initiatives",
        "Initiatives agreed",
        _initiatives,
        "Decisions of the period that start an initiative.",
    ),
    counted(
        "governance.events.ambitions",
        "Ambitions reaffirmed",
        lambda scope: events.statements_of(_curve(scope), StatementKind.AMBITION),
        "Shared ambitions stated at the period's turning the curve event.",
    ),
    counted(
        "governance.events.transformed_system",
        "Marks of the transformed system",
        lambda scope: events.statements_of(_curve(scope), StatementKind.SYSTEM),
        "What the period's turning the curve event says the system will do.",
    ),
    counted(
        "governance.events.spotlights",
        "Spotlight sessions planned",
        _spotlights,
        "Spotlight sessions that were agreed on in the period, whenever they are to be "
        "held; cancelled ones left out.",
    ),
    derived(
        "governance.events.spotlights_after_first",
        "Spotlight sessions after the first",
        ("governance.events.spotlights",),
        lambda count: max(count - 1, 0),
        "All the spotlight sessions planned, less the first.",
        Unit.COUNT,
    ),
    counted(
        "governance.events.spotlight_purposes",
        "Purposes of the first spotlight session",
        lambda scope: events.statements_of(_spotlights(scope), StatementKind.PURPOSE),
        "Purposes recorded for the spotlight sessions; only the first has any yet.",
    ),
    counted(
        "governance.events.quick_wins",
        "Quick wins in the turning the curve plan",
        lambda scope: events.quick_wins(_curve(scope)),
        "Ideas of the period's turning the curve event that are marked as quick wins.",
        caveats=(
            "The source says that the plan has some and names none, so none is "
            "recorded.",
        ),
    ),
)


# National reports


def _published(scope: Scope) -> QuerySet[NationalReport]:
    return national.published_reports(scope.partnership_id, scope.start, scope.end)


def _responded(scope: Scope) -> QuerySet[NationalReport]:
    response = NationalResponse.objects.filter(
        report=OuterRef("pk"), considered_on__lte=scope.as_at
    )
    return _published(scope).filter(Exists(response))


NATIONAL = (
    counted(
        "governance.national_reports.considered",
        "National reports considered",
        lambda scope: national.considered_reports(
            scope.partnership_id, scope.start, scope.end
        ),
        "National reports with a response considered in the period.",
    ),
    counted(
        "governance.national_reports.registered",
        "National reports published in the year",
        _published,
        "National reports on the register that were published in the period.",
    ),
    counted(
        "governance.national_reports.responded",
        "Of these, reports with a recorded response",
        _responded,
        "National reports published in the period with at least one recorded response.",
    ),
    share(
        "governance.national_reports.responded_share",
        "Share of reports with a recorded response",
        "governance.national_reports.responded",
        "governance.national_reports.registered",
        "Reports published in the period with a recorded response, in per cent of all "
        "that were published in it and are on the register.",
    ),
)


# Scrutiny, reform, policies, groups, help lines


def _assurance(kind: str) -> Callable[[Scope], QuerySet[Any]]:
    return lambda scope: scrutiny.assurance_on(scope.partnership_id, kind, scope.end)


def _reform(strand: str) -> Callable[[Scope], QuerySet[Any]]:
    return lambda scope: plans.reform_steps(
        scope.partnership_id, strand, scope.start, scope.end
    )


def _group_origins(scope: Scope, code: str) -> QuerySet[Origin]:
    """A group's work of the period on the thread; its source is the group itself."""
    group = Group.objects.filter(partnership_id=scope.partnership_id, code=code)
    return Origin.objects.filter(
        partnership_id=scope.partnership_id,
        kind=OriginKind.GROUP,
        source_key__in=group.values("key"),
        happened_on__range=(scope.start, scope.end),
    )


def _done_by(code: str) -> Callable[[Scope], QuerySet[Action]]:
    return lambda scope: Action.objects.filter(
        origin__in=_group_origins(scope, code)
    ).order_by("position", "pk")


def _impact_of(code: str) -> Callable[[Scope], QuerySet[Finding]]:
    return lambda scope: Finding.objects.filter(
        origin__in=_group_origins(scope, code), kind=FindingKind.GOOD_PRACTICE
    ).order_by("position", "pk")


DELIVERY = (
    counted(
        "governance.scrutiny.duties",
        "Parts of the scrutineer's role",
        _assurance(AssuranceKind.DUTY),
        "Parts of the independent scrutineer's role, as stated by the end of the "
        "period.",
    ),
    counted(
        "governance.scrutiny.framework",
        "Strands of the assurance framework being built",
        _assurance(AssuranceKind.STRAND),
        "Strands of the assurance framework, as stated by the end of the period.",
    ),
    counted(
        "governance.reforms.governance",
        "Steps in governance",
        _reform(ReformStrand.GOVERNANCE),
        "Steps of reform under this heading whose progress is stated in the period.",
    ),
    counted(
        "governance.reforms.education",
        "Ways education takes part",
        _reform(ReformStrand.EDUCATION),
        "Steps of reform under this heading whose progress is stated in the period.",
    ),
    counted(
        "governance.reforms.early_help",
        "Steps toward early help and prevention",
        _reform(ReformStrand.EARLY_HELP),
        "Steps of reform under this heading whose progress is stated in the period.",
    ),
    counted(
        "governance.reforms.policy",
        "Steps on procedures and thresholds",
        _reform(ReformStrand.POLICY),
        "Steps of reform under this heading whose progress is stated in the period.",
    ),
    counted(
        "governance.policies.under_review",
        "Documents under review",
        lambda scope: policies.under_review(scope.partnership_id),
        "Documents on the register that are in force and under review.",
        caveats=("As the register stands now, not at the end of the period.",),
    ),
)
GROUPS = (
    counted(
        "governance.subgroups.neglect.done",
        "Neglect group: things done",
        _done_by("neglect"),
        "Actions on the thread from the neglect group's work of the period.",
    ),
    counted(
        "governance.subgroups.sexual_abuse.done",
        "Child sexual abuse group: things done",
        _done_by("child-sexual-abuse"),
        "Actions on the thread from the child sexual abuse group's work of the period.",
    ),
    counted(
        "governance.subgroups.exploitation.done",
        "Exploitation group: things done",
        _done_by("exploitation"),
        "Actions on the thread from the exploitation group's work of the period.",
    ),
    counted(
        "governance.subgroups.exploitation.impact",
        "Exploitation team: impact statements",
        _impact_of("exploitation"),
        "Good practice the exploitation team reports of itself for the period.",
        caveats=("Reported by the team; no measured series stands behind them.",),
    ),
    counted(
        "governance.contacts.lines",
        "Help lines listed",
        lambda scope: contacts.contacts_on(scope.partnership_id, scope.end),
        "Published help lines that hold on the last day of the period.",
    ),
)
PERIOD = (
    Figure(
        "governance.period.from",
        "Start of the year reported",
        Unit.DATE,
        "The first day of the period.",
        lambda scope, _: Result(value=scope.start),
    ),
    Figure(
        "governance.period.to",
        "End of the year reported",
        Unit.DATE,
        "The last day of the period.",
        lambda scope, _: Result(value=scope.end),
    ),
)

FIGURES: list[Figure] = [
    *FUNDING,
    *PRIORITIES,
    *EVENTS,
    *NATIONAL,
    *DELIVERY,
    *GROUPS,
    *PERIOD,
]
