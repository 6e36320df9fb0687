"""Circles, subjects and identities for tests, made through the services."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

from goldenthread.core.viewer import Viewer
from goldenthread.partnership.queries import viewer_for
from goldenthread.partnership.states import Role
from goldenthread.subjects import queries, services
from goldenthread.subjects.models import Circle, CircleMember
from goldenthread.subjects.states import CircleRole, Outcome
from tests.partnership import factories as people
from tests.partnership.factories import AT, DAY, loader


_next = count(1)


def with_circles(viewer: Viewer) -> Viewer:
    """The viewer as a request makes them: with the circles open to them, lazily."""
    return replace(viewer, circles=queries.circle_keys(viewer.person_id, DAY))


def viewer(home, role=Role.BUSINESS_UNIT, **values) -> Viewer:
    return with_circles(people.viewer(home, role, **values))


def viewer_of(account) -> Viewer:
    return with_circles(viewer_for(account.pk, DAY))


def circle(home, *, by: Viewer | None = None, **values) -> Circle:
    by = by or loader(home)
    return services.add_circle(by=by, at=AT, values={"restricted": False} | values)


def person_of(viewer: Viewer):
    from goldenthread.partnership.models import Person

    return Person.objects.get(pk=viewer.person_id)


def ask_in(circle, viewer: Viewer, role=CircleRole.AGENCY) -> CircleMember:
    """Ask somebody in; they have not declared yet."""
    return services.add_circle_member(
        by=loader(circle.partnership),
        at=AT,
        values={"person": person_of(viewer), "role": role},
        parent=circle,
    )


def let_in(circle, viewer: Viewer, role=CircleRole.AGENCY) -> Viewer:
    """Ask somebody in who then declares no conflict; answers the viewer."""
    services.declare_no_conflict(ask_in(circle, viewer, role), by=viewer, at=AT)
    return viewer


def bar(circle, viewer: Viewer, **values):
    return services.add_bar(
        by=loader(circle.partnership),
        at=AT,
        values={"person": person_of(viewer), "reason": "Related"} | values,
        parent=circle,
    )


def subject(circle, **values):
    return services.add_subject(
        by=loader(circle.partnership),
        at=AT,
        values={"kind": "CHILD", "circle": circle, "alias": f"Child Q{next(_next)}"}
        | values,
    )


def renamed(subject, name: str, *, by: Viewer, and_by: Viewer):
    """Rename by proposal and a second person's confirmation."""
    proposal = services.add_proposal(
        by=by,
        at=AT,
        values={"new_name": name, "reason": "The name could point at the child"},
        parent=subject,
    )
    return services.amend_proposal(
        proposal,
        by=and_by,
        at=AT,
        values={"outcome": Outcome.CONFIRMED, "decision_reason": ""},
        read_version=proposal.version,
    )


def identity(subject, **values):
    words = {"NAME": f"Canary {next(_next)} Quillfeather"} | values
    return services.keep_identity(subject, words, by=loader(subject.partnership), at=AT)


def let_in_circle(home, viewer) -> Circle:
    """A circle the viewer stands in."""
    made = circle(home)
    let_in(made, viewer)
    return made
