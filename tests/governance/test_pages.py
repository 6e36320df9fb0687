"""Every kind's pages: walked with one and with three items, under fixed queries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from goldenthread.core.models import HistoryRow
from goldenthread.core.pages import KINDS, Kind
from goldenthread.governance import urls
from goldenthread.partnership.states import Role
from tests.governance import makers
from tests.governance.factories import Place


OURS = sorted(kind.name for kind in urls.KINDS)


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        answer = client.get(address)
    assert answer.status_code == 200, address
    return len(caught)


def test_every_kind_has_a_maker() -> None:
    assert sorted(makers.MAKERS) == OURS


@pytest.mark.parametrize("name", OURS)
def test_list_and_detail_run_a_fixed_number_of_queries(
    place: Place, signed_in: Callable[..., Client], name: str
) -> None:
    kind, client = KINDS[name], signed_in(Role.BUSINESS_UNIT)
    first = makers.MAKERS[name](place, 1)
    client.get(kind.list_url())  # the session's own first queries
    counts = (
        queries_of(client, kind.list_url()),
        queries_of(client, kind.url(first)),
    )
    for number in (2, 3):
        makers.MAKERS[name](place, number)
    assert counts == (
        queries_of(client, kind.list_url()),
        queries_of(client, kind.url(first)),
    )


@pytest.mark.parametrize("name", sorted(makers.PARENTS))
def test_page_of_a_parent_runs_a_fixed_number_of_queries(
    place: Place, signed_in: Callable[..., Client], name: str
) -> None:
    """One child under a record, then three: the page costs the same."""
    client, parent_kind = signed_in(Role.BUSINESS_UNIT), KINDS[name].parent
    parent = makers.MAKERS[parent_kind.name](place, 9)
    makers.PARENTS[name](place, parent, 1)
    client.get(parent_kind.url(parent))
    before = queries_of(client, parent_kind.url(parent))
    for number in (2, 3):
        makers.PARENTS[name](place, parent, number)
    assert queries_of(client, parent_kind.url(parent)) == before


@pytest.mark.parametrize("name", OURS)
def test_record_can_be_amended_through_its_form(
    place: Place, signed_in: Callable[..., Client], name: str
) -> None:
    kind, client = KINDS[name], signed_in(Role.BUSINESS_UNIT)
    record = makers.MAKERS[name](place, 1)
    address = reverse(f"amend_{name}", args=[record.key])
    values = posted(client.get(address).context["form"])
    values |= {"note": "Corrected.", "version": "1", "once": f"amend-{name}"}
    answer = client.post(address, values)
    assert (answer.status_code, answer.get("Location")) == (302, kind.url(record))
    record.refresh_from_db()
    assert (record.note, record.version) == ("Corrected.", 2)
    changes = list(
        HistoryRow.objects.filter(record_key=record.key).values_list("sequence")
    )
    assert len(changes) == 2
    assert client.get(reverse(f"{name}_history", args=[record.key])).status_code == 200


def posted(form: Any) -> dict[str, Any]:
    """What a browser would send back for a form as it is shown."""
    values: dict[str, Any] = {}
    for bound in form:
        value, widget = bound.value(), bound.field.widget
        if hasattr(widget, "decompress"):
            parts = value if isinstance(value, list) else widget.decompress(value)
            for suffix, part in zip(widget.widgets_names, parts, strict=True):
                values[f"{bound.html_name}{suffix}"] = "" if part is None else part
        elif value not in (None, False):
            values[bound.html_name] = bound.field.prepare_value(value)
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)) or hasattr(value, "all"):
        return [getattr(one, "key", one) for one in value]
    return "on" if value is True else value


@pytest.mark.parametrize("name", OURS)
def test_record_is_added_through_its_form_and_only_once(
    place: Place, signed_in: Callable[..., Client], name: str
) -> None:
    """A form filled as an earlier record was, sent twice, adds one record."""
    kind, client = KINDS[name], signed_in(Role.BUSINESS_UNIT)
    record = makers.MAKERS[name](place, 1)
    values = posted(
        client.get(reverse(f"amend_{name}", args=[record.key])).context["form"]
    )
    values |= makers.UNLIKE.get(name, lambda place: {})(place) | {"once": f"add-{name}"}
    parent = makers.parent_of(kind, record)
    before = kind.model.objects.count()
    answers = [client.post(kind.add_url(parent), values) for _ in range(2)]
    assert [one.status_code for one in answers] == [302, 302], _errors(answers[0])
    assert answers[0]["Location"] == answers[1]["Location"]
    assert kind.model.objects.count() == before + 1


def _errors(answer: Any) -> Any:
    return answer.context["form"].errors if answer.context else ""


@pytest.mark.parametrize("name", OURS)
def test_those_who_may_not_write_are_offered_nothing(
    place: Place, signed_in: Callable[..., Client], name: str
) -> None:
    kind, record = KINDS[name], makers.MAKERS[name](place, 1)
    client = signed_in(Role.TRAINER)
    assert not kind.may_write(place.viewer(Role.TRAINER))
    for address in (
        reverse(f"amend_{name}", args=[record.key]),
        kind.add_url(makers.parent_of(kind, record)),
    ):
        assert client.get(address).status_code == 404
        assert client.post(address, {"note": "x"}).status_code == 404
    assert kind.model.objects.get(pk=record.pk).version == record.version


@pytest.mark.parametrize("name", OURS)
def test_nothing_of_another_partnership_opens(
    place: Place, signed_in: Callable[..., Client], name: str
) -> None:
    from tests.governance import factories  # late: the fixture made the first one

    kind = KINDS[name]
    elsewhere = factories.place("Elsewhere")
    record = makers.MAKERS[name](elsewhere, 1)
    client = signed_in(Role.BUSINESS_UNIT)
    assert client.get(kind.url(record)).status_code == 404
    page = client.get(kind.list_url())
    assert page.context["rows"] == []


def test_a_form_changed_after_going_back_is_not_thrown_away(
    place: Place, signed_in: Callable[..., Client]
) -> None:
    """Rule R4: only the very same sending is repeated without effect."""
    record = makers.MAKERS["meeting"](place, 1)
    client = signed_in(Role.BUSINESS_UNIT)
    address = reverse("amend_meeting", args=[record.key])
    first = posted(client.get(address).context["form"]) | {"version": "1", "once": "a"}
    first |= {"place": "Town hall"}
    assert client.post(address, first).status_code == 302
    assert client.post(address, first).status_code == 302
    record.refresh_from_db()
    assert (record.place, record.version) == ("Town hall", 2)
    answer = client.post(address, first | {"place": "Library"})
    assert answer.status_code == 409
    rows = answer.context["conflict"]["rows"]
    assert [(one["theirs"], one["yours"]) for one in rows] == [("Town hall", "Library")]


def test_amending_what_somebody_else_changed_shows_both(
    place: Place, signed_in: Callable[..., Client]
) -> None:
    kind: Kind = KINDS["meeting"]
    record = makers.MAKERS["meeting"](place, 1)
    client = signed_in(Role.BUSINESS_UNIT)
    address = reverse("amend_meeting", args=[record.key])
    values = posted(client.get(address).context["form"]) | {"version": "1"}
    client.post(address, values | {"place": "Theirs", "once": "a"})
    answer = client.post(address, values | {"place": "Mine", "once": "b"})
    assert answer.status_code == 409
    rows = answer.context["conflict"]["rows"]
    assert [(row["theirs"], row["yours"]) for row in rows] == [("Theirs", "Mine")]
    assert kind.model.objects.get(pk=record.pk).place == "Theirs"
