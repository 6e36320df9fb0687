"""Who works on an agency's return, and until when."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from goldenthread.core.access import Refused
from goldenthread.core.calendars import long_date
from goldenthread.core.viewer import Viewer
from goldenthread.partnership.models import Account
from goldenthread.partnership.states import Role
from goldenthread.reviews.models import AgencyReturn, Notification, ReturnPlace
from goldenthread.reviews.rules import may_keep_cases, stands_in
from goldenthread.subjects.models import Bar
from goldenthread.subjects.rules import CASE_READERS


def live_places(viewer: Viewer) -> QuerySet[ReturnPlace]:
    """The viewer's own places on returns of their agency, declared or not.

    A bar from the case, or from one that the case takes in, closes them too.
    """
    barred = Bar.objects.filter(person=viewer.person_id, ends_on__isnull=True)
    inside = "agency_return__incident__circle"
    return (
        ReturnPlace.objects.filter(
            person=viewer.person_id,
            ended_on=None,
            agency_return__agency=viewer.agency_id,
        )
        .exclude(**{f"{inside}__in": barred.values("circle_id")})
        .exclude(**{f"{inside}__takes_in__in": barred.values("circle_id")})
    )


def open_places(viewer: Viewer) -> QuerySet[ReturnPlace]:
    """Places whose return is open to the viewer: they have declared."""
    return live_places(viewer).filter(declared_on__isnull=False)


def may_work(viewer: Viewer) -> bool:
    """Whoever reads cases may be let into a return; which, the places decide."""
    return viewer.has_role(CASE_READERS)


def fills(one: AgencyReturn, viewer: Viewer) -> bool:
    """Own agency, and let in; or the business unit of the circle, for one on paper."""
    if open_places(viewer).filter(agency_return=one).exists():
        return True
    if not stands_in(viewer, one.incident.circle):
        return False
    lead = viewer.has_role({Role.AGENCY_LEAD}) and viewer.agency_id == one.agency_id
    return lead or may_keep_cases(viewer)


def reads_draft(one: AgencyReturn, viewer: Viewer) -> bool:
    """Until it is sent, a return is for those who fill it in."""
    return one.returned_on is not None or fills(one, viewer)


def require_fills(viewer: Viewer, one: AgencyReturn) -> None:
    """Raises Refused for somebody who does not work on this return."""
    if not fills(one, viewer):
        raise Refused("Only the agency asked, or the business unit, fills this in.")


def why_closed(one: AgencyReturn) -> str:
    """Why nothing more is sent: withdrawn, or the notification was; else nothing."""
    if one.withdrawn_on:
        day = long_date(one.withdrawn_on)
        return (
            f"This request was withdrawn on {day}. Nothing was sent; your draft stays."
        )
    ended = Notification.objects.filter(
        incident=one.incident_id, withdrawn_on__isnull=False
    ).first()
    if ended and ended.withdrawn_on:
        day = long_date(ended.withdrawn_on)
        return (
            f"The notification was withdrawn on {day}, so no return is needed. "
            "Nothing was sent; your draft stays."
        )
    return ""


def require_open(one: AgencyReturn) -> None:
    """Raises Refused once a return was sent or is no longer wanted."""
    if closed := why_closed(one):
        raise Refused(closed)
    if one.returned_on:
        by = f" by {one.author}" if one.author else ""
        raise Refused(
            f"This return was sent on {long_date(one.returned_on)}{by} and stands as it "
            "was: add an addendum for what is new."
        )


def require_sent(one: AgencyReturn) -> None:
    """Raises Refused before a return was sent: until then its parts are changed."""
    if one.returned_on is None:
        raise Refused("This return has not been sent yet: change its parts instead.")


def colleagues(one: AgencyReturn) -> QuerySet[Account]:
    """Live accounts of the return's agency that may read cases."""
    return Account.objects.filter(
        Q(post__agency=one.agency_id), is_active=True, role__in=CASE_READERS
    )
