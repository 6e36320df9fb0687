"""Figures about referrals, rapid reviews, practice reviews and what was published.

Incident, child, family, review and rapid review are counted as what they are; a family
with two places is counted once. Restricted cases count like any other (rule A7): who may
open a row is decided where the row is opened.

Reviews stand in the list as on the last day of the period.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.models import (
    Count,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce

from goldenthread.core.calendars import add_months
from goldenthread.core.figures import (
    Answers,
    Compute,
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
from goldenthread.reviews.models import (
    Decision,
    Incident,
    LearningPoint,
    Publication,
    RapidReview,
    Referral,
    Review,
    ReviewStep,
    ReviewSubject,
)
from goldenthread.reviews.states import (
    FINISHED,
    Basis,
    CarriedOutBy,
    Decider,
    DecisionOutcome,
    PointKind,
    Precision,
    PublicationKind,
    ReviewKind,
    Stage,
)
from goldenthread.subjects.models import Alias, Subject, fold


JOINT = (ReviewKind.JOINT_SAR, ReviewKind.JOINT_DARDR)
CROSS_BORDER, NEGLECT = "Cross-border working", "Neglect"
MONTH_ONLY = "The source gives the month only; the first day of it is recorded."
WHICH_FIVE = "Which referrals these were is assumed where the source names none."
CLOCK_MONTHS = 6
# A day that is assumed or made up must not make a review look late.
SURE = (Basis.RECORDED, Basis.PUBLISHED)


# --- Referrals and rapid reviews ------------------------------------------------------


def _rapid(scope: Scope) -> QuerySet[RapidReview]:
    """Rapid reviews of referrals received in the period."""
    return RapidReview.objects.filter(
        referral__incident__partnership=scope.partnership_id,
        referral__referred_on__range=(scope.start, scope.end),
    ).order_by("pk")


def _rapid_incidents(scope: Scope) -> QuerySet[Incident]:
    """Their incidents, each once however many referrals it had."""
    found = _rapid(scope).values("referral__incident_id")
    return Incident.objects.filter(pk__in=found).order_by("pk")


def _split_known(scope: Scope) -> QuerySet[Incident]:
    return _rapid_incidents(scope).filter(
        children__isnull=False, children_basis__in=SURE
    )


def _led_to_review(scope: Scope) -> QuerySet[RapidReview]:
    """Those whose last decision by the partners is a local practice review."""
    decisions = Decision.objects.filter(
        incident=OuterRef("referral__incident"), stage=Stage.RAPID_REVIEW
    )
    last = decisions.order_by("-position").values("outcome")[:1]
    return (
        _rapid(scope).annotate(last=Subquery(last)).filter(last=DecisionOutcome.LCSPR)
    )


def _reversals(scope: Scope) -> QuerySet[Decision]:
    """Decisions of the partners that differ from their last, the Panel between."""
    earlier = Decision.objects.filter(
        incident=OuterRef("incident"), position__lt=OuterRef("position")
    )
    own = earlier.filter(stage=Stage.RAPID_REVIEW).order_by("-position")
    reply = earlier.filter(
        decider=Decider.PANEL, position__gt=OuterRef("before_position")
    )
    return (
        Decision.objects.filter(
            incident__partnership=scope.partnership_id, stage=Stage.RAPID_REVIEW
        )
        .annotate(
            before=Subquery(own.values("outcome")[:1]),
            before_position=Subquery(own.values("position")[:1]),
        )
        .annotate(after_reply=Exists(reply))
        .filter(before__isnull=False, after_reply=True)
        .exclude(outcome=F("before"))
        .filter(Q(decided_on=None) | Q(decided_on__lte=scope.end))
        .order_by("pk")
    )


# --- Practice reviews ------------------------------------------------------------------


def _over(by: date) -> Q:
    """Over by a day: a dated step says so, or it was brought in as over."""
    ends = ReviewStep.objects.filter(review=OuterRef("pk"), target__in=FINISHED)
    on_time = ends.filter(Q(happened_on=None) | Q(happened_on__lte=by))
    return Q(Exists(on_time)) | (Q(state__in=FINISHED) & ~Q(Exists(ends)))


def _standing(scope: Scope) -> QuerySet[ReviewSubject]:
    """Places held on the last day, in reviews of this partnership."""
    day = scope.end
    return ReviewSubject.objects.filter(
        Q(joined_on=None) | Q(joined_on__lte=day),
        Q(left_on=None) | Q(left_on__gt=day),
        review__partnership=scope.partnership_id,
    )


def _on_the_books(scope: Scope) -> QuerySet[Review]:
    """Reviews with somebody in them that were not over before the period began."""
    inside = _standing(scope).values("review_id")
    here = Review.objects.filter(partnership=scope.partnership_id, pk__in=inside)
    return here.exclude(_over(scope.start)).order_by("pk")


def _of_kind(*kinds: str):
    return lambda scope: _on_the_books(scope).filter(kind__in=kinds)


def _ongoing(scope: Scope) -> QuerySet[Review]:
    return _on_the_books(scope).exclude(_over(scope.end))


def _listed(scope: Scope) -> QuerySet[ReviewSubject]:
    """Places in reviews on the books, in the order of the list."""
    books = _on_the_books(scope).values("pk")
    return _standing(scope).filter(review__in=books).order_by("review_id", "position")


def _in_theme(theme: str):
    return lambda scope: _listed(scope).filter(
        review__kind=ReviewKind.THEMATIC, review__theme__iexact=theme
    )


def _moved(scope: Scope) -> QuerySet[ReviewSubject]:
    return _listed(scope).filter(
        review__kind=ReviewKind.THEMATIC, came_from__isnull=False
    )


def _heads(scope: Scope) -> QuerySet[Subject]:
    """Everybody listed, the family standing for each of its members."""
    heads = (
        _listed(scope)
        .order_by()
        .values(head=Coalesce("subject__family_id", "subject_id"))
    )
    return Subject.objects.filter(pk__in=heads).order_by("pk")


def _in_two(scope: Scope) -> QuerySet[Subject]:
    twice = (
        _listed(scope)
        .order_by()
        .annotate(head=Coalesce("subject__family_id", "subject_id"))
        .values("head")
        .annotate(reviews=Count("review_id", distinct=True))
        .filter(reviews__gt=1)
        .values("head")
    )
    return Subject.objects.filter(pk__in=twice).order_by("pk")


# --- What was planned ------------------------------------------------------------------


def _replaced(scope: Scope) -> QuerySet[Review]:
    """Individual reviews from which a subject was moved into a theme."""
    left = _moved(scope).order_by().values("came_from__review_id")
    return Review.objects.filter(pk__in=left, kind=ReviewKind.SINGLE).order_by("pk")


def _themes(scope: Scope) -> QuerySet[Review]:
    """Themed reviews, with or without anybody in them yet."""
    here = Review.objects.filter(
        partnership=scope.partnership_id, kind=ReviewKind.THEMATIC
    )
    return here.exclude(_over(scope.start)).order_by("pk")


def _themes_by(who: str):
    return lambda scope: _themes(scope).filter(carried_out_by=who)


def _themes_listed(scope: Scope) -> QuerySet[Review]:
    return _on_the_books(scope).filter(kind=ReviewKind.THEMATIC)


# --- Days and ages ---------------------------------------------------------------------


def _referral_of(alias: str) -> Compute:
    """The earliest dated referral of the subject called so today, with its caveats."""

    def compute(scope: Scope, _: Answers) -> Result:
        named = Alias.objects.filter(folded=fold(alias), ends_on=None)
        found = Referral.objects.filter(
            incident__partnership=scope.partnership_id,
            incident__subjects__in=named.values("subject_id"),
            referred_on__isnull=False,
        ).order_by("referred_on", "pk")
        first = found.first()
        if first is None:
            return missing(f"No dated referral of “{alias}” is recorded.", rows=found)
        only = Referral.objects.filter(pk=first.pk)
        return Result(value=first.referred_on, rows=only, caveats=_caveats(first))

    return compute


def _caveats(referral: Referral) -> tuple[str, ...]:
    month = (MONTH_ONLY,) if referral.precision == Precision.MONTH else ()
    # Only an unclear date has a note worth printing beside the figure.
    unclear = (referral.source_note,) if "both fit" in referral.source_note else ()
    return month + unclear


def first_days(scope: Scope) -> QuerySet[Review]:
    """Reviews still going, with the day of their earliest referral that is sure."""
    sure = Q(
        places__incident__referrals__basis__in=SURE,
        places__incident__referrals__precision__in=(Precision.DAY, Precision.MONTH),
    )
    return _ongoing(scope).annotate(
        first_day=Min("places__incident__referrals__referred_on", filter=sure)
    )


def _undated(scope: Scope) -> tuple[str, ...]:
    number = first_days(scope).filter(first_day=None).count()
    if not number:
        return ()
    verb = "review has" if number == 1 else "reviews have"
    return (f"{number} {verb} no date in the source and cannot be counted here.",)


def _oldest(scope: Scope, _: Answers) -> Result:
    dated = first_days(scope).filter(first_day__isnull=False)
    first = dated.order_by("first_day", "pk").first()
    if first is None:
        return missing("No review still going has a dated referral.", rows=dated)
    value = Decimal((scope.end - first.first_day).days)
    rows = Review.objects.filter(pk=first.pk)
    return Result(value=value, rows=rows, caveats=(MONTH_ONLY, *_undated(scope)))


def _over_six_months(scope: Scope, _: Answers) -> Result:
    limit = add_months(scope.end, -CLOCK_MONTHS)
    rows = first_days(scope).filter(first_day__lt=limit)
    return Result(value=rows.count(), rows=rows, caveats=_undated(scope))


# --- What was published ------------------------------------------------------------------


def _briefings(scope: Scope) -> QuerySet[Publication]:
    return Publication.objects.filter(
        review__partnership=scope.partnership_id,
        kind=PublicationKind.BRIEFING,
        published_on__range=(scope.start, scope.end),
    ).order_by("pk")


def _parts(scope: Scope) -> QuerySet[LearningPoint]:
    found = _briefings(scope).values("pk")
    return LearningPoint.objects.filter(publication__in=found).order_by("position")


def _learning(scope: Scope) -> QuerySet[LearningPoint]:
    return _parts(scope).filter(kind=PointKind.LEARNING)


# --- The list --------------------------------------------------------------------------

REFERRED = (
    ("family_a", "Family A"),
    ("family_b", "Family B"),
    ("child_u", "Child U"),
    ("jasmine", "Jasmine"),
    ("family_2", "Family 2"),
)

FIGURES: list[Figure] = [
    counted(
        "reviews.rapid.referrals",
        "Rapid review referrals in the year",
        _rapid,
        "Rapid reviews whose referral was received in the period.",
        caveats=(WHICH_FIVE,),
    ),
    totalled(
        "reviews.rapid.children",
        "Children in those referrals",
        _rapid_incidents,
        "children",
        "Children involved in the incidents of those rapid reviews, each incident once.",
        caveats=(
            "The source prints this total and no split of it: where the number of one "
            "referral is marked as made up, only the total is a fact.",
        ),
        people=True,
    ),
    counted(
        "reviews.rapid.children_split_known",
        "Referrals whose number of children is published",
        _split_known,
        "Incidents of those rapid reviews whose number of children rests on a record or "
        "a published text, not on an assumption.",
        caveats=("The source prints one total and no split of it by referral.",),
    ),
    counted(
        "reviews.rapid.to_lcspr",
        "Rapid reviews that led to a local practice review",
        _led_to_review,
        "Rapid reviews of the period whose last decision by the partners is to undertake "
        "a local child safeguarding practice review.",
        caveats=(
            WHICH_FIVE,
            "Some of them stand in a themed review, not in their own.",
        ),
    ),
    share(
        "reviews.rapid.to_lcspr_share",
        "Share of rapid reviews that led to a local review",
        "reviews.rapid.to_lcspr",
        "reviews.rapid.referrals",
        "Rapid reviews that led to a local practice review, of all rapid reviews of "
        "referrals received in the period.",
    ),
    derived(
        "reviews.rapid.children_per_referral",
        "Children per referral, average",
        ("reviews.rapid.children", "reviews.rapid.referrals"),
        lambda children, referrals: Decimal(children) / Decimal(referrals),
        "Children in the referrals of the period divided by the referrals.",
        Unit.RATIO,
        places=1,
    ),
    counted(
        "reviews.practice.single",
        "Local reviews of one child or family",
        _of_kind(ReviewKind.SINGLE),
        "Reviews of one child, family or setting on the books on the last day.",
    ),
    counted(
        "reviews.practice.joint",
        "Joint reviews with a safeguarding adults review",
        _of_kind(*JOINT),
        "Reviews on the books on the last day that are joined with a review of another "
        "board.",
    ),
    counted(
        "reviews.practice.thematic",
        "Thematic reviews",
        _themes_listed,
        "Thematic reviews on the books on the last day with somebody in them.",
    ),
    counted(
        "reviews.practice.all",
        "Practice reviews on the books",
        _on_the_books,
        "Practice reviews of every kind with somebody in them on the last day that were "
        "not over before the period began.",
    ),
    counted(
        "reviews.practice.ongoing",
        "Practice reviews not yet finished",
        _ongoing,
        "Those on the books that had not been published, closed or taken into another "
        "by the last day.",
    ),
    counted(
        "reviews.practice.published",
        "Learning briefings published in the year",
        _briefings,
        "Learning briefings with a day of publication in the period.",
    ),
    counted(
        "reviews.thematic.cross_border.subjects",
        "Children in the cross-border theme",
        _in_theme(CROSS_BORDER),
        "Places held on the last day in the thematic review of cross-border working.",
        people=True,
    ),
    counted(
        "reviews.thematic.neglect.subjects",
        "Families in the neglect theme",
        _in_theme(NEGLECT),
        "Places held on the last day in the thematic review of neglect.",
        people=True,
    ),
    counted(
        "reviews.subjects.listed",
        "Places in the list of reviews",
        _listed,
        "Places held on the last day in reviews on the books; a subject in two reviews "
        "has two.",
        people=True,
    ),
    counted(
        "reviews.subjects.distinct",
        "Children, families and settings under review, each once",
        _heads,
        "Subjects with a place in a review on the books on the last day, each once, a "
        "family standing for all of its members.",
        caveats=("A family in a review of its own and in a theme is counted once.",),
        people=True,
    ),
    counted(
        "reviews.subjects.moved",
        "Subjects moved into a thematic review",
        _moved,
        "Places in thematic reviews on the last day that came from an individual review.",
    ),
    counted(
        "reviews.subjects.in_two",
        "Subjects that stand in two reviews",
        _in_two,
        "Subjects, a family standing for all of its members, with a place in more than "
        "one review on the last day.",
        people=True,
    ),
    counted(
        "reviews.plan.individual",
        "Individual reviews replaced",
        _replaced,
        "Individual reviews from which a subject was moved into a theme. One of them may "
        "go on beside the theme.",
        caveats=(
            "Only reviews whose subjects are named in a theme can be counted; the source "
            "does not name all it says were replaced.",
        ),
    ),
    counted(
        "reviews.plan.themed_commissioned",
        "Themed reviews commissioned",
        _themes_by(CarriedOutBy.REVIEWER),
        "Thematic reviews given to a reviewer, with or without anybody in them yet.",
    ),
    counted(
        "reviews.plan.by_partners",
        "Themed reviews carried out by partners",
        _themes_by(CarriedOutBy.PARTNERS),
        "Thematic reviews that the partners carry out themselves.",
    ),
    derived(
        "reviews.plan.themed_all",
        "Themed reviews altogether",
        ("reviews.plan.themed_commissioned", "reviews.plan.by_partners"),
        lambda commissioned, own: commissioned + own,
        "Themed reviews commissioned and those carried out by the partners.",
        Unit.COUNT,
    ),
    counted(
        "reviews.plan.themes_listed",
        "Themed reviews that appear in the list of reviews",
        _themes_listed,
        "Thematic reviews with somebody in them on the last day.",
        caveats=("A themed review nobody stands in yet is not in the list.",),
    ),
    counted(
        "reviews.panel.reversals",
        "Decisions changed after the national Panel replied",
        _reversals,
        "Decisions of the partners after a rapid review that differ from their decision "
        "before, the Panel having replied between the two.",
    ),
    *[
        Figure(
            f"reviews.referral.{slug}",
            f"{alias} referred",
            Unit.DATE,
            f"The day of the earliest dated referral of {alias}.",
            _referral_of(alias),
        )
        for slug, alias in REFERRED
    ],
    Figure(
        "reviews.oldest_open_days",
        "Age of the longest-running review",
        Unit.DAYS,
        "Days from the earliest sure referral of a review still going to the last day of "
        "the period.",
        _oldest,
    ),
    Figure(
        "reviews.over_six_months",
        "Reviews older than six months since referral",
        Unit.COUNT,
        "Reviews still going whose earliest sure referral lies more than six months "
        "before the last day of the period.",
        _over_six_months,
    ),
    counted(
        "reviews.briefing.parts",
        "Parts of the learning briefing",
        _parts,
        "Numbered parts of learning briefings published in the period.",
    ),
    counted(
        "reviews.briefing.learning_points",
        "Learning points of that briefing",
        _learning,
        "Numbered parts of those briefings that are learning points.",
    ),
]
