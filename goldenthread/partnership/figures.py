"""Figures about membership, the business unit and the structure.

Seats and posts are counted as they stand on the last day of the period. Groups are
found by their short word (`code`), never by their printed name.
"""

from __future__ import annotations

from datetime import date

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

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
    totalled,
)
from goldenthread.partnership.models import (
    Agency,
    Group,
    GroupPlace,
    Membership,
    Post,
)
from goldenthread.partnership.states import (
    AgencyKind,
    GroupKind,
    MembershipKind,
    Sector,
    UnitJob,
)


LEAD, EXECUTIVE, CHILDREN = "lead-partners", "executive", "childrens-partnership"
EARLIER = "strategic-governing"
MONTH_ONLY = "The source gives the month only; the first day of it is recorded."
# A cabinet member is elected oversight, not scrutiny from outside.
OVERSIGHT = (Sector.SCRUTINY, Sector.ELECTED)


def _seats(scope: Scope, code: str) -> QuerySet[Membership]:
    """Member seats of this partnership's own posts in a group, on the last day."""
    return (
        Membership.objects.on(scope.end)
        .filter(
            group__code=code,
            group__partnership_id=scope.partnership_id,
            post__partnership_id=scope.partnership_id,
            kind__in=(MembershipKind.MEMBER, MembershipKind.CHAIR),
        )
        .order_by("pk")
    )


def _seat_figure(name: str, label: str, code: str, definition: str) -> Figure:
    return counted(
        f"partnership.membership.{name}",
        label,
        lambda scope: _seats(scope, code),
        definition,
    )


def _sector_figure(name: str, label: str, *sectors: str, **rest) -> Figure:
    words = " or ".join(f"“{Sector(sector).label}”" for sector in sectors)
    return counted(
        f"partnership.membership.{name}",
        label,
        lambda scope: _seats(scope, CHILDREN).filter(post__sector__in=sectors),
        "Seats in the Children's Safeguarding Partnership on the last day of the "
        f"period whose post speaks for {words}.",
        **rest,
    )


def _education_seats(scope: Scope) -> QuerySet[Membership]:
    return _seats(scope, CHILDREN).filter(post__agency__kind=AgencyKind.EDUCATION)


def _agencies(scope: Scope) -> QuerySet[Agency]:
    """Agencies with a seat; a department counts as the agency it belongs to."""
    whole = Coalesce(F("post__agency__parent_id"), F("post__agency_id"))
    seated = _seats(scope, CHILDREN).order_by().values_list(whole)
    return Agency.objects.filter(pk__in=seated).order_by("name")


MEMBERSHIP = [
    _seat_figure(
        "lead",
        "Lead safeguarding partners",
        LEAD,
        "Seats of this partnership's own posts in the Lead Safeguarding Partners Group "
        "on the last day of the period; the group is joint with a neighbouring one.",
    ),
    _seat_figure(
        "delegated",
        "Delegated safeguarding partners",
        EXECUTIVE,
        "Seats in the Safeguarding Executive Group, where the delegated partners meet, "
        "on the last day of the period.",
    ),
    _seat_figure(
        "partnership",
        "Members of the Children's Safeguarding Partnership",
        CHILDREN,
        "Seats in the Children's Safeguarding Partnership on the last day of the period.",
    ),
    _sector_figure("council", "Members from council departments", Sector.COUNCIL),
    _sector_figure("health", "Members from health", Sector.HEALTH),
    _sector_figure(
        "police_and_youth_justice",
        "Members from police and youth justice",
        Sector.POLICE_AND_YOUTH_JUSTICE,
    ),
    _sector_figure("probation", "Members from probation", Sector.PROBATION),
    _sector_figure("other_services", "Members from other services", Sector.OTHER),
    _sector_figure(
        "scrutiny",
        "Members for scrutiny and elected oversight",
        *OVERSIGHT,
        caveats=(
            "Two kinds stand together here: an elected member, who answers to the "
            "public, and the independent scrutineer, who stands outside the agencies.",
        ),
    ),
    counted(
        "partnership.membership.education",
        "Members for education",
        _education_seats,
        "Seats in the Children's Safeguarding Partnership on the last day of the period "
        "whose post is in education.",
        caveats=("They are counted among the members from council departments too.",),
    ),
    _sector_figure("voluntary", "Members from the voluntary sector", Sector.VOLUNTARY),
    counted(
        "partnership.membership.agencies",
        "Agencies with a seat on the Children's Safeguarding Partnership",
        _agencies,
        "Different agencies behind the seats on the last day of the period; a "
        "department counts as the agency it belongs to.",
        caveats=("Independent scrutiny is counted as an agency of its own.",),
    ),
    derived(
        "partnership.membership.all",
        "Seats at the three levels together",
        (
            "partnership.membership.lead",
            "partnership.membership.delegated",
            "partnership.membership.partnership",
        ),
        lambda lead, delegated, partnership: lead + delegated + partnership,
        "Seats of lead partners, delegated partners and the Children's Safeguarding "
        "Partnership, added up.",
        Unit.COUNT,
        caveats=("These are seats, not people.",),
    ),
]


def _unit(scope: Scope, **only: str) -> QuerySet[Post]:
    """The business unit's posts on the last day."""
    return (
        Post.objects.on(scope.end)
        .filter(partnership_id=scope.partnership_id, in_business_unit=True, **only)
        .order_by("pk")
    )


def _administrators(scope: Scope) -> QuerySet[Post]:
    return _unit(scope, unit_job=UnitJob.ADMINISTRATION)


def _unit_fte(scope: Scope, answers: Answers) -> Result:
    """The unit's full-time equivalent, saying how much of it was taken, not printed."""
    whole = _totalled_fte.compute(scope, answers)
    if taken := _unit(scope).exclude(note="").count():
        caveat = (
            f"{taken} posts carry no full-time equivalent in the source and are taken "
            "as full time."
        )
        return Result(value=whole.value, rows=whole.rows, caveats=(caveat,))
    return whole


_totalled_fte = totalled(
    "partnership.unit.fte",
    "Business unit, full-time equivalent",
    _unit,
    "fte",
    "Full-time equivalent of the business unit's posts on the last day of the period, "
    "added up.",
    Unit.FTE,
    places=1,
)


UNIT = [
    counted(
        "partnership.unit.posts",
        "Posts in the business unit",
        _unit,
        "Posts of the business unit that hold on the last day of the period.",
    ),
    counted(
        "partnership.unit.development_officers",
        "Development officers",
        lambda scope: _unit(scope, unit_job=UnitJob.DEVELOPMENT),
        "Posts of the business unit whose job is development officer.",
    ),
    counted(
        "partnership.unit.administrators",
        "Administrative posts",
        _administrators,
        "Posts of the business unit whose job is administration.",
    ),
    totalled(
        "partnership.unit.administrator_fte",
        "Administrative posts, full-time equivalent",
        _administrators,
        "fte",
        "Full-time equivalent of the business unit's administrative posts, added up.",
        Unit.FTE,
        places=1,
    ),
    Figure(
        _totalled_fte.key,
        _totalled_fte.label,
        Unit.FTE,
        _totalled_fte.definition,
        _unit_fte,
        places=1,
    ),
]


def _groups(scope: Scope) -> QuerySet[Group]:
    return Group.objects.filter(partnership_id=scope.partnership_id)


def _group(scope: Scope, code: str) -> QuerySet[Group]:
    return _groups(scope).filter(code=code)


def _drawn_on(scope: Scope, day: date) -> QuerySet[Group]:
    places = GroupPlace.objects.on(day).filter(published=True)
    return (
        Group.objects.on(day)
        .filter(partnership_id=scope.partnership_id, pk__in=places.values("group_id"))
        .order_by("pk")
    )


def _may(scope: Scope) -> date:
    return date(scope.start.year, 5, 1)


def _september(scope: Scope) -> date:
    return date(scope.start.year, 9, 1)


def _began(scope: Scope, _: Answers) -> Result:
    rows = _group(scope, CHILDREN)
    first = rows.first()
    if first is None:
        return missing("There is no such group on record.", rows=rows)
    return Result(value=first.starts_on, rows=rows)


def _earlier_places(scope: Scope) -> QuerySet[GroupPlace]:
    return GroupPlace.objects.filter(
        group__partnership_id=scope.partnership_id, group__code=EARLIER
    ).order_by("starts_on")


def _earlier_from(scope: Scope, _: Answers) -> Result:
    rows = _earlier_places(scope)
    first = rows.first()
    if first is None:
        return missing("The earlier structure is not on record.", rows=rows)
    return Result(value=first.starts_on, rows=rows)


def _priorities(scope: Scope) -> QuerySet[Group]:
    return Group.objects.on(_may(scope)).filter(
        partnership_id=scope.partnership_id, kind=GroupKind.PRIORITY
    )


STRUCTURE = [
    counted(
        "partnership.structure.groups_may_2024",
        "Groups on the structure chart, 1 May 2024",
        lambda scope: _drawn_on(scope, _may(scope)),
        "Groups with a place on the published chart on 1 May of the year in which the "
        "period begins.",
        caveats=(
            "The chart printed for these months already shows the later structure; the "
            "Strategic Governing Group's place in it is taken from the text.",
        ),
    ),
    counted(
        "partnership.structure.groups_sept_2024",
        "Groups on the structure chart, 1 September 2024",
        lambda scope: _drawn_on(scope, _september(scope)),
        "Groups with a place on the published chart on 1 September of the year in which "
        "the period begins.",
    ),
    Figure(
        "partnership.structure.began",
        "Children's Safeguarding Partnership began",
        Unit.DATE,
        "The first day of the group on record.",
        _began,
        caveats=(MONTH_ONLY,),
    ),
    Figure(
        "partnership.structure.chart_from",
        "First date for which the earlier chart holds",
        Unit.DATE,
        "The first day on which the Strategic Governing Group has a place on record.",
        _earlier_from,
        caveats=(MONTH_ONLY,),
    ),
    Figure(
        "partnership.structure.contents_from",
        "Start of the earlier structure as the contents list gives it",
        Unit.DATE,
        "The first day on which the Strategic Governing Group has a place on record; "
        "the contents list and the chart of the source print different years for it.",
        _earlier_from,
        caveats=(MONTH_ONLY,),
    ),
    counted(
        "partnership.structure.new_group_in_old_chart",
        "Children's Safeguarding Partnership in place during April to July 2024",
        lambda scope: Group.objects.on(_may(scope)).filter(
            partnership_id=scope.partnership_id, code=CHILDREN
        ),
        "Groups of that name that hold on 1 May of the year in which the period begins.",
        caveats=(
            "It began in July 2024; the chart printed for April shows it already.",
        ),
    ),
    counted(
        "partnership.structure.strategic_priority_groups",
        "Strategic priority groups, April to February",
        _priorities,
        "Groups of the kind “strategic priority group” that hold on 1 May of the year "
        "in which the period begins.",
    ),
]


def _rhythm(code: str) -> Compute:
    def compute(scope: Scope, _: Answers) -> Result:
        rows = _group(scope, code)
        group = rows.first()
        if group is None:
            return missing("There is no such group on record.", rows=rows)
        if not group.rhythm:
            return missing("How often the group meets is not recorded.", rows=rows)
        return Result(value=group.rhythm, rows=rows)

    return compute


def _rhythm_figure(name: str, label: str, code: str, **rest) -> Figure:
    return Figure(
        f"partnership.rhythm.{name}",
        label,
        Unit.INTERVAL,
        "How often the group meets, as the interval on its record.",
        _rhythm(code),
        **rest,
    )


RHYTHM = [
    _rhythm_figure("lead", "Lead partners meet", LEAD),
    _rhythm_figure(
        "executive",
        "Safeguarding Executive Group meets",
        EXECUTIVE,
        caveats=(
            "The chart calls the board that meets every two months the delegated "
            "partners' level; the text says the delegated partners meet in this group.",
        ),
    ),
    _rhythm_figure(
        "partnership", "Children's Safeguarding Partnership meets", CHILDREN
    ),
    _rhythm_figure("adults_board", "Safeguarding Adults Board meets", "adults-board"),
    _rhythm_figure(
        "community_safety", "Community Safety Partnership meets", "community-safety"
    ),
    _rhythm_figure(
        "exploitation_triage", "Exploitation triage meets", "exploitation-triage"
    ),
    _rhythm_figure(
        "exploitation_panel", "Child exploitation panel meets", "exploitation-panel"
    ),
]

FIGURES = [*MEMBERSHIP, *UNIT, *STRUCTURE, *RHYTHM]
