"""Who may read and change what in this room, and what a change must satisfy.

`may_…` answers yes or no for a page; `require_…` raises Refused (or MoveRefused) with
the sentence for the person.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from goldenthread.core.access import Refused
from goldenthread.core.calendars import (
    CalendarError,
    FinancialYear,
    long_date,
    parse_financial_year,
)
from goldenthread.core.states import MoveRefused, MoveTable
from goldenthread.core.viewer import Viewer
from goldenthread.governance.models import (
    AgendaItem,
    Attendance,
    Budget,
    ConflictDeclaration,
    Contribution,
    Decision,
    Meeting,
    Spending,
)
from goldenthread.governance.states import (
    MEETING_MOVES,
    Audience,
    ConflictOutcome,
    IncomeStage,
    MeetingState,
    Presence,
    SpendingStage,
)
from goldenthread.partnership.models import Account, Group, Post
from goldenthread.partnership.rules import (
    EVERYONE,
    KEEPERS,
    PRACTICE,
    may_keep_records,
    may_read_practice,
    require_may_keep_records,
)
from goldenthread.partnership.states import (
    AgencyKind,
    GroupKind,
    Role,
    Sector,
    StatutoryPart,
)


__all__ = [
    "may_keep_records",
    "may_read_practice",
    "require_may_keep_records",
]

# Whose work is the whole partnership, so that they see every group's meetings.
OVERSIGHT = KEEPERS | {Role.EXECUTIVE, Role.SCRUTINEER}
SCRUTINY_KEEPERS = KEEPERS | {Role.SCRUTINEER}
RISK_READERS = OVERSIGHT | {Role.ANALYST}
AUDIENCES: dict[str, frozenset[str]] = {
    Audience.OPEN: PRACTICE,
    Audience.PARTNERS: OVERSIGHT,
    Audience.EXECUTIVES: KEEPERS | {Role.EXECUTIVE},
}
# Groups whose decisions need all three safeguarding partners. The number is a
# matter of the local constitution: the three, or a named deputy of each.
QUORATE_KINDS = frozenset(
    {GroupKind.LEAD_PARTNERS, GroupKind.EXECUTIVE, GroupKind.BOARD}
)
THREE_PARTNERS: tuple[str, ...] = (
    StatutoryPart.LOCAL_AUTHORITY,
    StatutoryPart.ICB,
    StatutoryPart.POLICE,
)


# Who


def may_read_published(viewer: Viewer) -> bool:
    """What the partnership publishes anyway: plans, policies, events, help lines."""
    return viewer.has_role(EVERYONE)


def may_read_risks(viewer: Viewer) -> bool:
    return viewer.has_role(RISK_READERS)


def may_read_every_meeting(viewer: Viewer) -> bool:
    """Others read the meetings of groups in which their post had a seat that day."""
    return viewer.has_role(OVERSIGHT)


def may_keep_scrutiny(viewer: Viewer) -> bool:
    return viewer.has_role(SCRUTINY_KEEPERS)


def require_may_keep_scrutiny(viewer: Viewer) -> None:
    """Raises Refused unless the viewer is the scrutineer or the business unit."""
    if not may_keep_scrutiny(viewer):
        raise Refused(
            "Only the independent scrutineer or the business unit writes this."
        )


def audiences_open_to(viewer: Viewer) -> list[str]:
    """The audiences a role belongs to; an item for any other does not exist for it."""
    return [name for name, roles in AUDIENCES.items() if viewer.has_role(roles)]


# Moves


def require_move(table: MoveTable, before: str, after: str) -> None:
    """Raises MoveRefused unless nothing moves or the table has the step."""
    if before == after or any(move.target == after for move in table.open_from(before)):
        return
    raise MoveRefused(
        f"A {table.name} that is “{_lower(table, before)}” cannot become "
        f"“{_lower(table, after)}” in one step."
    )


def _lower(table: MoveTable, state: str) -> str:
    return table.labels[state].lower()


# Dates and money


def require_financial_year(label: str) -> FinancialYear:
    """The year, or Refused with how one is written."""
    try:
        return parse_financial_year(label)
    except CalendarError as wrong:
        raise Refused(str(wrong)) from None


def require_inside_year(day: date | None, year: FinancialYear, what: str) -> None:
    """Raises Refused when a day lies outside the financial year it is kept in."""
    if day is not None and not year.covers(day):
        raise Refused(
            f"{what}, {long_date(day)}, is outside the financial year {year.label}, "
            f"which runs from {long_date(year.start)} to {long_date(year.end)}."
        )


def require_in_order(
    first: date | None, second: date | None, earlier: str, later: str
) -> None:
    """Raises Refused when the later day comes before the earlier one."""
    if first is not None and second is not None and second < first:
        raise Refused(
            f"{later}, {long_date(second)}, is before {earlier}, {long_date(first)}."
        )


def require_month(month_only: bool, day: date | None, what: str) -> None:
    """A date known to the month is kept as the first of it, so that dates compare."""
    if month_only and day is not None and day.day != 1:
        raise Refused(
            f"{what} is marked as known to the month only; give the first of that "
            f"month, not {long_date(day)}."
        )


def require_budget(budget: Budget) -> None:
    """One budget of a name in a year; a year in which its dated lines lie."""
    year = require_financial_year(budget.financial_year)
    if budget.financial_year != year.label:
        raise Refused(f"Write the financial year as {year.label}.")
    same = Budget.objects.filter(
        partnership=budget.partnership, financial_year=year.label, title=budget.title
    ).exclude(pk=budget.pk)
    if same.exists():
        raise Refused(f"There is already a “{budget.title}” for {year.label}.")
    if budget.pk:
        for line in budget.contributions.exclude(received_on=None):
            require_inside_year(line.received_on, year, "A date received")
        for item in budget.spending.exclude(spent_on=None):
            require_inside_year(item.spent_on, year, "A date spent")


def require_contribution(line: Contribution) -> None:
    """An agency or payers in words, and a date only for money received in the year."""
    if (line.agency_id is None) == (not line.payers):
        raise Refused(
            "Choose the agency that pays, or, where several payers are given as one "
            "sum, name them in words; not both."
        )
    if line.received_on and line.stage != IncomeStage.RECEIVED:
        raise Refused("Money that is only expected has no date received.")
    year = require_financial_year(line.budget.financial_year)
    require_inside_year(line.received_on, year, "The date received")


def require_spending(line: Spending) -> None:
    """A date only for money spent, inside the budget's year."""
    if line.spent_on and line.stage != SpendingStage.SPENT:
        raise Refused("Money that is only planned has no date spent.")
    year = require_financial_year(line.budget.financial_year)
    require_inside_year(line.spent_on, year, "The date spent")


# Meetings


def require_meeting(meeting: Meeting) -> None:
    require_month(meeting.month_only, meeting.held_on, "The date of the meeting")


def require_meeting_move(before: Meeting, after: Meeting) -> None:
    require_move(MEETING_MOVES, before.state, after.state)


def require_attendance(row: Attendance) -> None:
    """A post once in a meeting; a named deputy exactly when one was sent."""
    same = Attendance.objects.filter(meeting=row.meeting, post=row.post)
    if same.exclude(pk=row.pk).exists():
        raise Refused(f"{row.post} is already recorded for this meeting.")
    if (row.presence == Presence.DEPUTY) != (row.deputy_id is not None):
        raise Refused("Name the deputy’s post where a deputy was sent, and only there.")


def require_conflict(row: ConflictDeclaration) -> None:
    """One declaration of a post for an item; amend it when more is said."""
    same = ConflictDeclaration.objects.filter(item=row.item, post=row.post)
    if same.exclude(pk=row.pk).exists():
        raise Refused(f"{row.post} has already declared an interest in this item.")


def require_decision(decision: Decision, many: Mapping[str, Collection[Post]]) -> None:
    """Of a meeting that was held, not before its day, by posts that may decide."""
    meeting, item = decision.meeting, decision.item
    require_held(meeting)
    require_in_order(
        meeting.held_on, decision.decided_on, "the meeting", "The date decided"
    )
    if item is not None and item.meeting_id != meeting.pk:
        raise Refused("The agenda item belongs to another meeting.")
    posts = many["decided_by"] if "decided_by" in many else _standing(decision)
    require_may_decide(posts, meeting, item)


def _standing(decision: Decision) -> Collection[Post]:
    return list(decision.decided_by.select_related("agency")) if decision.pk else []


def require_held(meeting: Meeting) -> None:
    """Raises Refused for a meeting that has not been held: it decides nothing."""
    if meeting.state not in {MeetingState.HELD, MeetingState.MINUTED}:
        state = meeting.get_state_display().lower()
        raise Refused(
            f"“{meeting.title}” is {state}; only a meeting that was held decides."
        )


def scrutineer_posts(posts: Collection[Post]) -> set[int]:
    """Which of the posts are independent scrutiny: by sector, agency or account."""
    keys = {
        post.pk
        for post in posts
        if post.sector == Sector.SCRUTINY or post.agency.kind == AgencyKind.SCRUTINY
    }
    held = Account.objects.filter(post__in=posts, role=Role.SCRUTINEER)
    return keys | set(held.values_list("post_id", flat=True))


def require_may_decide(
    posts: Collection[Post], meeting: Meeting, item: AgendaItem | None
) -> None:
    """Raises Refused if one of the posts may not stand behind a decision.

    The scrutineer never decides; nor does a post that was not there (once attendance
    is recorded), or that declared an interest in the item and stood back.
    """
    barred = scrutineer_posts(posts)
    stood_back = _stood_back(item)
    there = _there(meeting)
    for post in posts:
        if post.pk in barred:
            raise Refused(
                f"{post.title} is independent scrutiny and never decides; put what "
                "was said under the scrutineer’s comment."
            )
        if post.pk in stood_back:
            raise Refused(
                f"{post} declared an interest in this item and took no part in the "
                "decision."
            )
        if there is not None and post.pk not in there:
            raise Refused(f"{post} is not recorded as present at this meeting.")


def _stood_back(item: AgendaItem | None) -> set[int]:
    if item is None:
        return set()
    apart = [ConflictOutcome.LEFT, ConflictOutcome.SILENT]
    return set(
        item.conflicts.filter(outcome__in=apart).values_list("post_id", flat=True)
    )


def _there(meeting: Meeting) -> set[int] | None:
    """Posts present themselves or by a deputy; None while nobody is recorded."""
    rows = list(meeting.attendance.values_list("post_id", "presence"))
    if not rows:
        return None
    return {post for post, presence in rows if presence in _COUNTS}


_COUNTS = {Presence.PRESENT, Presence.DEPUTY}


def partners_there(attendance: Iterable[Attendance]) -> dict[str, bool]:
    """For each of the three safeguarding partners, whether it was represented.

    A department's post counts for the agency it belongs to.
    """
    found: dict[str, bool] = dict.fromkeys(THREE_PARTNERS, False)
    for row in attendance:
        part = statutory_part(row.post)
        if row.presence in _COUNTS and part in found:
            found[part] = True
    return found


def statutory_part(post: Post) -> str:
    """The part of the post's agency, or of the agency it is a department of."""
    agency = post.agency
    if agency.statutory_part == StatutoryPart.NONE and agency.parent is not None:
        return agency.parent.statutory_part
    return agency.statutory_part


def needs_quorum(group: Group) -> bool:
    return group.kind in QUORATE_KINDS
