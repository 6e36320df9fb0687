"""What meetings must satisfy: who may decide, and when a group is quorate."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from goldenthread.core.access import Refused
from goldenthread.governance.models import (
    AgendaItem,
    Attendance,
    ConflictDeclaration,
    Decision,
    Meeting,
)
from goldenthread.governance.rules.common import (
    require_in_order,
    require_month,
    require_move,
)
from goldenthread.governance.states import (
    MEETING_MOVES,
    ConflictOutcome,
    MeetingState,
    Presence,
)
from goldenthread.partnership.models import Account, Group, Post
from goldenthread.partnership.states import (
    AgencyKind,
    GroupKind,
    Role,
    Sector,
    StatutoryPart,
)


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
# Present, by oneself or by a named deputy.
COUNTS = frozenset({Presence.PRESENT, Presence.DEPUTY})


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


def scrutineer_posts(posts: Collection[Post]) -> set[int]:
    """Which of the posts are independent scrutiny: by sector, agency or account."""
    keys = {
        post.pk
        for post in posts
        if post.sector == Sector.SCRUTINY or post.agency.kind == AgencyKind.SCRUTINY
    }
    held = Account.objects.filter(post__in=posts, role=Role.SCRUTINEER)
    return keys | set(held.values_list("post_id", flat=True))


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
    return {post for post, presence in rows if presence in COUNTS}


def partners_there(attendance: Iterable[Attendance]) -> dict[str, bool]:
    """For each of the three safeguarding partners, whether it was represented.

    A department's post counts for the agency it belongs to.
    """
    found: dict[str, bool] = dict.fromkeys(THREE_PARTNERS, False)
    for row in attendance:
        part = statutory_part(row.post)
        if row.presence in COUNTS and part in found:
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
