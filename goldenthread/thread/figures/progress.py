"""How learning went on: actions on the books, how strong they are, whether they worked.

An action is on the books from the day it was agreed until the day it was closed. What
was proposed, rejected or replaced is on nobody's books. Dates decide, not the state of
today, so that a year keeps its figures.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from goldenthread.core.calendars import midnight_after
from goldenthread.core.figures import Figure, Scope, Unit, counted, derived, share
from goldenthread.thread.models import (
    Action,
    Challenge,
    Evidence,
    Finding,
    ImpactTest,
    SameLearning,
    Theme,
    Verdict,
)
from goldenthread.thread.states import ActionState, Strength, VerdictWord


AGREED_ON = (
    "Where a source gives no day on which an action was agreed, the day of the source "
    "is taken."
)


def _agreed(scope: Scope) -> QuerySet[Action]:
    return Action.objects.filter(
        partnership_id=scope.partnership_id, agreed_on__isnull=False
    ).exclude(state__in=(ActionState.REJECTED, ActionState.SUPERSEDED))


def _open_on(scope: Scope, day, *, before: bool) -> QuerySet[Action]:
    """Agreed by a day and not closed by it; `before`: as that day began."""
    agreed, closed = ("lt", "gte") if before else ("lte", "gt")
    return (
        _agreed(scope)
        .filter(
            Q(closed_on__isnull=True) | Q(**{f"closed_on__{closed}": day}),
            **{f"agreed_on__{agreed}": day},
        )
        .order_by("pk")
    )


def open_at_start(scope: Scope) -> QuerySet[Action]:
    return _open_on(scope, scope.start, before=True)


def opened(scope: Scope) -> QuerySet[Action]:
    within = _agreed(scope).filter(agreed_on__range=(scope.start, scope.end))
    return within.order_by("pk")


def closed(scope: Scope) -> QuerySet[Action]:
    within = _agreed(scope).filter(closed_on__range=(scope.start, scope.end))
    return within.order_by("pk")


def open_at_end(scope: Scope) -> QuerySet[Action]:
    return _open_on(scope, scope.end, before=False)


def on_the_books(scope: Scope) -> QuerySet[Action]:
    """Open at any time in the period."""
    return (
        _agreed(scope)
        .filter(
            Q(closed_on__isnull=True) | Q(closed_on__gte=scope.start),
            agreed_on__lte=scope.end,
        )
        .order_by("pk")
    )


def _of_strength(strength: str):
    return lambda scope: on_the_books(scope).filter(strength=strength)


def late_at_end(scope: Scope) -> QuerySet[Action]:
    waiting = Q(completed_on__isnull=True) | Q(completed_on__gt=scope.end)
    return open_at_end(scope).filter(waiting, due_on__lt=scope.end)


def unassured_at_end(scope: Scope) -> QuerySet[Action]:
    waiting = Q(assured_on__isnull=True) | Q(assured_on__gt=scope.end)
    return open_at_end(scope).filter(waiting, completed_on__lte=scope.end)


def closed_with_evidence(scope: Scope) -> QuerySet[Action]:
    """Closed in the period, with evidence of a day no later than the closing."""
    shown = Evidence.objects.filter(
        action=OuterRef("pk"), effective_on__lte=OuterRef("closed_on")
    )
    return closed(scope).filter(Exists(shown))


# --- Did it work ---------------------------------------------------------------------


def tested(scope: Scope) -> QuerySet[Action]:
    """On the books with a test fixed by the period's end that nobody corrected."""
    corrected = ImpactTest.objects.filter(corrects=OuterRef("pk"))
    live = ImpactTest.objects.filter(
        ~Exists(corrected), action=OuterRef("pk"), in_force_on__lte=scope.end
    )
    return on_the_books(scope).filter(Exists(live))


def _judged(word: str):
    """By the newest verdict of a live test, as reached by the day this is asked."""

    def found(scope: Scope) -> QuerySet[Action]:
        corrected = ImpactTest.objects.filter(corrects=OuterRef("impact_test"))
        reached = Verdict.objects.filter(
            ~Exists(corrected), reached_at__lt=midnight_after(scope.as_at)
        )
        # Asked of the verdicts, which are few, not of every action.
        later = reached.filter(
            impact_test__action=OuterRef("impact_test__action"), pk__gt=OuterRef("pk")
        )
        newest = reached.filter(~Exists(later), word=word)
        return tested(scope).filter(pk__in=newest.values("impact_test__action"))

    return found


# --- What comes back ------------------------------------------------------------------


def _theme_rows(scope: Scope, **of) -> QuerySet:
    return Finding.themes.through.objects.filter(
        finding__origin__partnership_id=scope.partnership_id,
        finding__found_on__lte=scope.end,
        **of,
    )


def recurring_themes(scope: Scope) -> QuerySet[Theme]:
    """Carried by a source of the period and by an earlier or another one too."""
    another = _theme_rows(scope, theme=OuterRef("theme")).exclude(
        finding__origin=OuterRef("finding__origin")
    )
    this_year = _theme_rows(scope, finding__found_on__gte=scope.start)
    again = this_year.filter(Exists(another))
    return Theme.objects.filter(pk__in=again.values("theme_id")).order_by("name")


def confirmed_repeats(scope: Scope) -> QuerySet[Finding]:
    """Findings of the period that somebody says are earlier learning come again."""
    later = SameLearning.objects.filter(
        finding=OuterRef("finding"), earlier=OuterRef("earlier"), pk__gt=OuterRef("pk")
    )
    holding = SameLearning.objects.filter(~Exists(later), holds=True)
    return Finding.objects.filter(
        pk__in=holding.values("finding_id"),
        origin__partnership_id=scope.partnership_id,
        found_on__range=(scope.start, scope.end),
    ).order_by("pk")


def challenges_raised(scope: Scope) -> QuerySet[Challenge]:
    return Challenge.objects.filter(
        partnership_id=scope.partnership_id,
        raised_on__range=(scope.start, scope.end),
    ).order_by("pk")


BOOKS = (
    ("open_at_start", "Actions open when the year began", open_at_start),
    ("opened", "Actions agreed in the year", opened),
    ("closed", "Actions closed in the year", closed),
    ("open_at_end", "Actions open when the year ended", open_at_end),
)
STRENGTHS = (
    ("stronger", "Stronger actions", Strength.STRONGER),
    ("intermediate", "Intermediate actions", Strength.INTERMEDIATE),
    ("weaker", "Weaker actions", Strength.WEAKER),
    ("not_graded", "Actions nobody graded", ""),
)
WORDS = (
    ("improved", "Actions followed by improvement", VerdictWord.IMPROVED),
    ("no_change", "Actions followed by no detectable change", VerdictWord.NO_CHANGE),
    ("worse", "Actions after which it became worse", VerdictWord.WORSE),
    ("too_little", "Actions with too little data yet", VerdictWord.TOO_LITTLE),
)

FIGURES: list[Figure] = [
    *(
        counted(
            f"thread.actions.{name}",
            label,
            rows,
            f"{label}, by the days on which they were agreed and closed.",
            caveats=(AGREED_ON,),
        )
        for name, label, rows in BOOKS
    ),
    derived(
        "thread.actions.unbalanced",
        "Actions that do not add up",
        tuple(f"thread.actions.{name}" for name, _, _ in BOOKS),
        lambda before, new, gone, left: before + new - gone - left,
        "Open at the start, and agreed, less closed, less open at the end: nought when "
        "the dates fit together.",
        Unit.COUNT,
    ),
    counted(
        "thread.actions.on_the_books",
        "Actions on the books in the year",
        on_the_books,
        "Actions agreed by the year’s end and not closed before it began.",
    ),
    *(
        counted(
            f"thread.actions.strength.{name}",
            label,
            _of_strength(strength),
            f"{label} of those on the books in the year, by the hierarchy of strength.",
        )
        for name, label, strength in STRENGTHS
    ),
    share(
        "thread.actions.strength.weaker_share",
        "Share of weaker actions",
        "thread.actions.strength.weaker",
        "thread.actions.on_the_books",
        "Weaker actions in per cent of those on the books in the year.",
    ),
    counted(
        "thread.actions.late_at_end",
        "Actions late when the year ended",
        late_at_end,
        "Open when the year ended, due before then, and not said to be done by then.",
    ),
    counted(
        "thread.actions.unassured_at_end",
        "Actions done and not assured when the year ended",
        unassured_at_end,
        "Open when the year ended, said to be done by their owner, and not yet assured "
        "by anybody else.",
    ),
    counted(
        "thread.actions.closed_with_evidence",
        "Actions closed with evidence",
        closed_with_evidence,
        "Of the actions closed in the year, those with evidence that shows a day no "
        "later than the closing.",
    ),
    share(
        "thread.actions.closed_with_evidence_share",
        "Share of closed actions with evidence",
        "thread.actions.closed_with_evidence",
        "thread.actions.closed",
        "Actions closed with evidence in per cent of those closed in the year.",
    ),
    counted(
        "thread.effect.tested",
        "Actions with a test of effect",
        tested,
        "Actions on the books for which it was fixed beforehand how their effect will "
        "be judged.",
    ),
    *(
        counted(
            f"thread.effect.{name}",
            label,
            _judged(word),
            f"{label}, by the newest verdict of a test that was fixed beforehand.",
        )
        for name, label, word in WORDS
    ),
    counted(
        "thread.recurring.themes",
        "Themes that came back",
        recurring_themes,
        "Themes that a finding of the year carries and that more than one source has "
        "carried up to the year’s end.",
    ),
    counted(
        "thread.recurring.findings",
        "Findings confirmed as earlier learning",
        confirmed_repeats,
        "Findings of the year of which somebody says, with a reason, that they are the "
        "same learning as an earlier one.",
    ),
    counted(
        "thread.challenges.raised",
        "Challenges raised",
        challenges_raised,
        "Challenges between agencies raised in the year.",
    ),
]
