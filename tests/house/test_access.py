"""Every route × every role (rule A1), and not allowed looks like not there (A5).

`access.toml` states by hand who may open each route. A new route without a line fails;
so does a line that no longer fits the code.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from django.urls import reverse

from goldenthread.core import access, pages
from goldenthread.core.models import HistoryRow
from goldenthread.core.viewer import Viewer
from goldenthread.partnership.states import Role
from tests.house.conftest import client_of, viewer
from tests.house.routes import every_route


STATED = tomllib.loads((Path(__file__).parent / "access.toml").read_text())
LETTERS = {
    "U": Role.BUSINESS_UNIT,
    "L": Role.AGENCY_LEAD,
    "E": Role.EXECUTIVE,
    "S": Role.SCRUTINEER,
    "A": Role.ANALYST,
    "T": Role.TRAINER,
    "X": Role.ADMINISTRATOR,
}
EVERYBODY = "".join(LETTERS)


def letters_of(view, viewers: dict[str, Viewer]) -> str:
    """Who the route's own rule lets in: letters of roles, or PUBLIC."""
    rule = view.access_rule
    if rule is access.public:
        return "PUBLIC"
    return "".join(letter for letter, one in viewers.items() if rule(one))


def stated() -> dict[str, str]:
    """Route name → letters, from the table's groups."""
    return {name: group["who"] for group in STATED["routes"] for name in group["names"]}


def test_every_route_has_a_stated_rule_and_every_line_a_route():
    routes = {route.name: route for route in every_route()}
    assert sorted(routes) == sorted(stated())


def test_no_two_routes_share_a_name_and_none_is_stated_twice():
    names = [route.name for route in every_route()]
    lines = [name for group in STATED["routes"] for name in group["names"]]
    assert sorted(set(names)) == names
    assert sorted(set(lines)) == sorted(lines)


def test_each_route_lets_in_exactly_who_is_stated():
    viewers = {letter: viewer(role) for letter, role in LETTERS.items()}
    found = {route.name: letters_of(route.view, viewers) for route in every_route()}
    assert found == stated()


LISTS = [name for name in stated() if name.startswith("list_")]


@pytest.mark.parametrize("role", [None, *LETTERS.values()])
def test_each_list_answers_each_role_as_stated(role):
    client = client_of(role)
    letter = {code: one for one, code in LETTERS.items()}.get(role, "")
    answered, expected = {}, {}
    for route in every_route():
        if route.arguments or not route.name.startswith("list_"):
            continue
        answered[route.name] = client.get(reverse(route.name)).status_code
        allowed = letter and letter in stated()[route.name]
        expected[route.name] = 302 if role is None else 200 if allowed else 404
    assert answered == expected


@pytest.mark.parametrize("role", list(LETTERS.values()))
def test_each_record_page_answers_each_role_as_stated(role):
    """The first record of each kind: opened by who may see it, not there for others."""
    client, letter = client_of(role), {c: one for one, c in LETTERS.items()}[role]
    seer, answered, expected = viewer(role), {}, {}
    for kind in pages.KINDS.values():
        record = kind.model._default_manager.order_by("pk").first()
        if record is None:
            continue
        seen = kind.visible(seer).filter(pk=record.pk).exists()
        for name in (f"view_{kind.name}", f"amend_{kind.name}", f"{kind.name}_history"):
            if name not in stated():
                continue
            allowed = (
                letter in stated()[name] and seen and opens(kind, name, record, seer)
            )
            answered[name] = client.get(reverse(name, args=[record.key])).status_code
            expected[name] = 200 if allowed else 404
    assert answered == expected


def opens(kind, name, record, seer):
    """What a kind says of one record: some change elsewhere, some keep their past."""
    rule = {
        f"amend_{kind.name}": kind.may_amend,
        f"{kind.name}_history": kind.may_look_back,
    }.get(name)
    return rule is None or rule(record, seer)


def without_token(page: bytes) -> bytes:
    """The page without the form token, which is drawn anew for each answer."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", page)


def test_not_allowed_is_the_same_answer_as_not_there():
    """Rule A5: the same status and the same body."""
    client = client_of(Role.ADMINISTRATOR)
    reverse("view_home")  # the rooms' kinds are known once their addresses are
    kind = pages.KINDS["review"]
    record = kind.model._default_manager.order_by("pk").first()
    refused = client.get(kind.url(record))
    absent = client.get(reverse("view_review", args=["z" * 12]))
    assert (refused.status_code, absent.status_code) == (404, 404)
    assert without_token(refused.content) == without_token(absent.content)


def test_a_refusal_is_in_the_history():
    """Rule L2."""
    before = HistoryRow.objects.filter(action="refused").count()
    client_of(Role.TRAINER).get(reverse("list_reviews"))
    row = HistoryRow.objects.filter(action="refused").order_by("-sequence")[0]
    assert HistoryRow.objects.filter(action="refused").count() == before + 1
    assert (row.role, row.record_key) == (Role.TRAINER, "list_reviews")


def test_a_view_without_a_rule_is_refused(rf):
    middleware = access.RuleMiddleware(lambda request: None)
    with pytest.raises(access.RouteWithoutRule):
        middleware.process_view(rf.get("/"), lambda request: None)
