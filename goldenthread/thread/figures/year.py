"""The thread's figures: the diagnostic, action plans, what the data told us.

A restricted origin counts here as any other does (rule A7); who may open its rows is
asked when they are opened.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from goldenthread.core.figures import (
    Figure,
    Scope,
    Unit,
    counted,
    derived,
    share,
)
from goldenthread.thread.models import (
    Action,
    Finding,
    Origin,
    Plan,
    Question,
    SystemsDomain,
    Theme,
)
from goldenthread.thread.states import DONE, OriginKind


NO_DAYS = "The source gives no day on which anything was done."
PLANS_INVENTED = (
    "Only the numbers are published: the names of the plans, their months and which "
    "of them were closed are made up for the example."
)


def _diagnostics(scope: Scope) -> QuerySet[Origin]:
    return Origin.objects.filter(
        partnership_id=scope.partnership_id,
        kind=OriginKind.DIAGNOSTIC,
        happened_on__range=(scope.start, scope.end),
    )


def _called(scope: Scope, code: str) -> QuerySet[Origin]:
    return Origin.objects.filter(
        partnership_id=scope.partnership_id,
        code=code,
        happened_on__range=(scope.start, scope.end),
    )


def diagnostic_questions(scope: Scope) -> QuerySet[Question]:
    return Question.objects.filter(origin__in=_diagnostics(scope)).order_by("position")


def diagnostic_findings(scope: Scope) -> QuerySet[Finding]:
    return Finding.objects.filter(origin__in=_diagnostics(scope)).order_by("position")


def findings_with_action(scope: Scope) -> QuerySet[Finding]:
    acted_on = Action.objects.filter(finding__isnull=False).values("finding_id")
    return diagnostic_findings(scope).filter(pk__in=acted_on)


def diagnostic_actions(scope: Scope) -> QuerySet[Action]:
    return Action.objects.filter(origin__in=_diagnostics(scope)).order_by(
        "finding__position", "position"
    )


def diagnostic_actions_done(scope: Scope) -> QuerySet[Action]:
    return diagnostic_actions(scope).filter(state__in=DONE, completed_on__lte=scope.end)


def diagnostic_themes(scope: Scope) -> QuerySet[Theme]:
    carried = Finding.themes.through.objects.filter(
        finding__origin__in=_diagnostics(scope)
    ).values("theme_id")
    return Theme.objects.filter(pk__in=carried).order_by("name")


def plans_before(scope: Scope) -> QuerySet[Plan]:
    """Plans that were open when the year began."""
    return Plan.objects.filter(
        Q(closed_on__isnull=True) | Q(closed_on__gte=scope.start),
        partnership_id=scope.partnership_id,
        opened_on__lt=scope.start,
    ).order_by("opened_on")


def plans_closed_since(scope: Scope) -> QuerySet[Plan]:
    return plans_before(scope).filter(closed_on__lte=scope.end)


def plans_still_open(scope: Scope) -> QuerySet[Plan]:
    return plans_before(scope).filter(
        Q(closed_on__isnull=True) | Q(closed_on__gt=scope.end)
    )


def domains(scope: Scope) -> QuerySet[SystemsDomain]:
    return (
        SystemsDomain.objects.during(scope.start, scope.end)
        .filter(partnership_id=scope.partnership_id)
        .order_by("position")
    )


def performance_findings(scope: Scope) -> QuerySet[Finding]:
    return Finding.objects.filter(origin__in=_called(scope, "performance")).order_by(
        "position"
    )


def performance_actions(scope: Scope) -> QuerySet[Action]:
    return Action.objects.filter(origin__in=_called(scope, "performance")).order_by(
        "finding__position", "position"
    )


def dataset_improvements(scope: Scope) -> QuerySet[Action]:
    return Action.objects.filter(origin__in=_called(scope, "dataset")).order_by(
        "position"
    )


FIGURES: list[Figure] = [
    counted(
        "thread.diagnostic.questions",
        "Questions put to the diagnostic",
        diagnostic_questions,
        "Questions written down for the diagnostic of the year.",
    ),
    counted(
        "thread.diagnostic.findings",
        "Findings of the diagnostic",
        diagnostic_findings,
        "Findings whose origin is the diagnostic of the year.",
    ),
    counted(
        "thread.diagnostic.actions",
        "Actions taken on the diagnostic",
        diagnostic_actions,
        "Actions whose origin is the diagnostic of the year, in whatever state.",
    ),
    counted(
        "thread.diagnostic.findings_with_action",
        "Findings with at least one action",
        findings_with_action,
        "Findings of the diagnostic that at least one action answers.",
    ),
    counted(
        "thread.diagnostic.actions_done",
        "Actions already done",
        diagnostic_actions_done,
        "Actions on the diagnostic that their owner said were done by the year’s end.",
        caveats=(NO_DAYS,),
    ),
    derived(
        "thread.diagnostic.actions_under_way",
        "Actions still to finish",
        ("thread.diagnostic.actions", "thread.diagnostic.actions_done"),
        lambda actions, done: actions - done,
        "Actions on the diagnostic less those said to be done.",
        Unit.COUNT,
    ),
    counted(
        "thread.diagnostic.shared_themes",
        "Themes said to recur in reviews",
        diagnostic_themes,
        "Themes that the diagnostic’s findings carry.",
    ),
    counted(
        "thread.plans.open_before",
        "Review action plans open when the diagnostic reported",
        plans_before,
        "Action plans opened before the year that were open when it began: the day on "
        "which the diagnostic reported is not published.",
        caveats=(PLANS_INVENTED,),
    ),
    counted(
        "thread.plans.closed_since",
        "Action plans closed since",
        plans_closed_since,
        "Of the plans open when the year began, those closed by its end.",
        caveats=(PLANS_INVENTED,),
    ),
    counted(
        "thread.plans.open",
        "Action plans still open",
        plans_still_open,
        "Of the plans open when the year began, those still open at its end.",
        caveats=(PLANS_INVENTED,),
    ),
    share(
        "thread.plans.closed_share",
        "Share of those plans closed",
        "thread.plans.closed_since",
        "thread.plans.open_before",
        "Plans closed since in per cent of the plans open when the year began.",
        places=1,
    ),
    counted(
        "thread.domains",
        "Systems domains used to sort learning",
        domains,
        "Systems domains in use on at least one day of the year.",
    ),
    counted(
        "thread.performance.rows",
        "Things the data told us",
        performance_findings,
        "Findings whose origin is the performance report of the year.",
    ),
    counted(
        "thread.performance.actions",
        "Things done about them",
        performance_actions,
        "Actions whose origin is the performance report of the year; some only "
        "keep something under review and are graded weaker.",
    ),
    counted(
        "thread.dataset_improvements",
        "Improvements to the dataset under way",
        dataset_improvements,
        "Actions whose origin is the multi-agency dataset.",
    ),
]
