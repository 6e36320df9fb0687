"""One numbered record of each kind, for tests that walk all kinds alike."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from goldenthread.core.pages import Kind
from tests.governance import factories
from tests.governance.factories import Place


def _budget(place: Place, number: int) -> Any:
    return factories.budget(
        place, title=f"Budget {number}", stated_total=Decimal(1000 + number)
    )


def _contribution(place: Place, parent: Any, number: int) -> Any:
    return factories.contribution(place, parent, amount=Decimal(number))


def _spending(place: Place, parent: Any, number: int) -> Any:
    return factories.spending(place, parent, heading=f"Line {number}")


def _meeting(place: Place, number: int) -> Any:
    return factories.meeting(place, title=f"Meeting {number}")


def _agenda_item(place: Place, parent: Any, number: int) -> Any:
    return factories.agenda_item(place, parent, position=number)


ATTENDING = ("director", "nurse", "commander")


def _attendance(place: Place, parent: Any, number: int) -> Any:
    return factories.attendance(place, parent, ATTENDING[number - 1])


def _conflict(place: Place, parent: Any, number: int) -> Any:
    return factories.conflict(place, parent, ATTENDING[number - 1])


def _decision(place: Place, parent: Any, number: int) -> Any:
    posts = [place.posts[post] for post in ATTENDING[:number]]
    return factories.decision(place, parent, title=f"No {number}", decided_by=posts)


def _statement(place: Place, parent: Any, number: int) -> Any:
    return factories.event_statement(place, parent, text=f"We want {number}")


def _idea(place: Place, parent: Any, number: int) -> Any:
    return factories.event_idea(place, parent, text=f"Idea {number}")


def _response(place: Place, parent: Any, number: int) -> Any:
    return factories.national_response(place, parent, text=f"Do {number}")


def _titled(name: str) -> Callable[[Place, int], Any]:
    """A kind by itself whose records differ by their title."""
    make = getattr(factories, name)
    return lambda place, number: make(place, title=f"{name} {number}")


# Kind → how one more is made under a parent.
PARENTS: dict[str, Callable[[Place, Any, int], Any]] = {
    "contribution": _contribution,
    "spending": _spending,
    "agenda_item": _agenda_item,
    "attendance": _attendance,
    "conflict": _conflict,
    "decision": _decision,
    "event_statement": _statement,
    "event_idea": _idea,
    "national_response": _response,
}


def _item(place: Place, number: int) -> Any:
    return _agenda_item(place, _meeting(place, number), number)


TITLED = (
    "strategic_plan",
    "priority",
    "reform_task",
    "policy",
    "scrutiny_activity",
    "assurance_item",
    "commissioned_review",
    "risk",
)
_event, _report = _titled("event"), _titled("national_report")

# Kind → a numbered record by itself, each child under a parent of its own.
MAKERS: dict[str, Callable[[Place, int], Any]] = {
    "budget": _budget,
    "meeting": _meeting,
    "contribution": lambda place, n: _contribution(place, _budget(place, n), n),
    "spending": lambda place, n: _spending(place, _budget(place, n), n),
    "agenda_item": _item,
    "attendance": lambda place, n: _attendance(place, _meeting(place, n), n),
    "conflict": lambda place, n: _conflict(place, _item(place, n), n),
    "decision": lambda place, n: _decision(place, _meeting(place, n), n),
    "event_statement": lambda place, n: _statement(place, _event(place, n), n),
    "event_idea": lambda place, n: _idea(place, _event(place, n), n),
    "national_response": lambda place, n: _response(place, _report(place, n), n),
    "event": _event,
    "national_report": _report,
    **{name: _titled(name) for name in TITLED},
    "public_contact": lambda place, n: factories.public_contact(
        place, name=f"Line {n}"
    ),
}
# What a second record of a kind must say otherwise, to be allowed.
UNLIKE: dict[str, Callable[[Place], dict[str, Any]]] = {
    "budget": lambda place: {"title": "Another budget"},
    "attendance": lambda place: {"post": place.posts["fire"].key},
    "conflict": lambda place: {"post": place.posts["fire"].key},
}
PARENT_FIELDS = {
    "conflict": "item",
    "event_statement": "event",
    "event_idea": "event",
    "national_response": "report",
}


def parent_of(kind: Kind, record: Any) -> Any:
    if kind.parent is None:
        return None
    return getattr(record, PARENT_FIELDS.get(kind.name, kind.parent.name))
