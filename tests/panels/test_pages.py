"""Pages of panels: walked with one and with three items, under fixed queries."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from goldenthread.core.pages import KINDS
from goldenthread.panels import views
from goldenthread.partnership.states import Role
from tests.panels import factories
from tests.partnership import factories as people
from tests.thread import factories as thread
from tests.training.test_pages import posted


OURS = sorted(kind.name for kind in views.KINDS)


def _sitting(place, number):
    return factories.sitting(place.panel, held_on=date(2025, 1, number))


def _action(place, number):
    """All stand under one sitting."""
    first = place.panel.sittings.order_by("pk").first() or _sitting(place, 1)
    return factories.panel_action(first, text=f"Text {number}")


MAKERS = {
    "panel": lambda place, n: factories.panel(place.home, name=f"Panel {n}"),
    "sitting": _sitting,
    "panel_action": _action,
}


def _parent(kind, record):
    return {"panel": None, "sitting": "panel", "panel_action": "sitting"}[
        kind.name
    ] and getattr(record, kind.parent.name)


def queries_of(client, address) -> int:
    with CaptureQueriesContext(connection) as caught:
        answer = client.get(address)
    assert answer.status_code == 200, address
    return len(caught)


@pytest.mark.parametrize("name", OURS)
def test_list_and_detail_run_a_fixed_number_of_queries(place, signed_in, name):
    kind, client = KINDS[name], signed_in(Role.BUSINESS_UNIT)
    first = MAKERS[name](place, 1)
    addresses = [kind.list_url(), kind.url(first)]
    if parent := _parent(kind, first):
        addresses.append(kind.parent.url(parent))
    for address in addresses:
        client.get(address)
    counts = [queries_of(client, address) for address in addresses]
    for number in (2, 3):
        MAKERS[name](place, number)
    assert [queries_of(client, address) for address in addresses] == counts


@pytest.mark.parametrize("name", OURS)
def test_record_is_amended_and_added_through_its_forms(place, signed_in, name):
    kind, client = KINDS[name], signed_in(Role.BUSINESS_UNIT)
    record = MAKERS[name](place, 1)
    address = reverse(f"amend_{name}", args=[record.key])
    values = posted(client.get(address).context["form"])
    sent = values | {"note": "Corrected.", "version": "1", "once": "a"}
    answer = client.post(address, sent)
    assert (answer.status_code, answer.get("Location")) == (302, kind.url(record))
    record.refresh_from_db()
    assert (record.note, record.version) == ("Corrected.", 2)
    history = reverse(f"{name}_history", args=[record.key])
    assert client.get(history).status_code == 200
    own = {"sitting": {"held_on_day": "30"}}.get(name, {})
    answer = client.post(
        kind.add_url(_parent(kind, record)), values | own | {"once": "b"}
    )
    assert answer.status_code == 302, answer.context["form"].errors
    assert kind.model.objects.count() >= 2


def test_page_of_an_action_leads_to_the_thread(place, signed_in):
    finding = thread.make_finding(thread.make_origin(place.home))
    action = thread.make_action(finding, thread.make_agency(place.home, "Police"))
    row = factories.panel_action(factories.sitting(place.panel), action=action)
    page = signed_in(Role.ANALYST).get(KINDS["panel_action"].url(row))
    facts = {one.label: one.value for one in page.context["detail"].facts}
    assert facts["Action on the thread"].url == KINDS["action"].url(action)


def test_trainer_reads_panels_without_their_sittings(place, signed_in):
    sitting, client = factories.sitting(place.panel), signed_in(Role.TRAINER)
    page = client.get(KINDS["panel"].url(place.panel))
    assert (page.status_code, page.context["detail"].sections) == (200, ())
    kind = KINDS["sitting"]
    found = [
        client.get(one).status_code for one in (kind.list_url(), kind.url(sitting))
    ]
    assert found == [404, 404]


@pytest.mark.parametrize("name", OURS)
def test_administrator_and_other_partnerships_find_nothing(place, signed_in, name):
    kind, record = KINDS[name], MAKERS[name](place, 1)
    outside = signed_in(Role.BUSINESS_UNIT, people.partnership())
    inside = signed_in(Role.ADMINISTRATOR)
    assert [one.get(kind.url(record)).status_code for one in (outside, inside)] == [
        404,
        404,
    ]
    assert outside.get(kind.list_url()).context["rows"] == []


def test_panel_without_a_sitting_says_that_none_is_recorded(place, signed_in):
    page = signed_in(Role.SCRUTINEER).get(KINDS["panel"].url(place.panel))
    text = page.content.decode()
    assert "No sitting is recorded. That does not say that none was held." in text
