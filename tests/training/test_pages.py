"""Every kind's pages: walked with one and with three items, under fixed queries."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from goldenthread.core.models import HistoryRow
from goldenthread.core.pages import KINDS
from goldenthread.partnership.states import Role
from goldenthread.training import views
from tests.partnership import factories as people
from tests.thread import factories as thread
from tests.training import factories


OURS = sorted(kind.name for kind in views.KINDS)


def _finding(place, number):
    origin = thread.make_origin(place.home, title=f"Origin {number}")
    return factories.course_finding(place.course, thread.make_finding(origin))


MAKERS = {
    "course": lambda place, n: factories.course(
        place.home, code=f"c{n}", title=f"Course {n}"
    ),
    "course_version": lambda place, n: factories.course_version(
        place.course,
        label=f"V{n}",
        starts_on=date(2024, n, 1),
        ends_on=date(2024, n, 20),
    ),
    "course_finding": _finding,
    "pool_organisation": lambda place, n: factories.organisation(
        place.home, name=f"Example organisation {n}"
    ),
    "pool_member": lambda place, n: factories.member(
        place.organisation, name=f"Trainer 1{n} Example"
    ),
    "training_session": lambda place, n: factories.pool_session(
        place.course, place.other, held_on=date(2024, 10, n)
    ),
    "evaluation": lambda place, n: factories.evaluation(
        place.course, finding=f"Finding {n}"
    ),
    "quote": lambda place, n: factories.quote(place.course, words=f"Words {n}"),
}
# What a copy sent as a new record must have of its own.
UNLIKE = {
    "course": {"code": "another"},
    "course_version": {"starts_on_year": "2023", "ends_on_year": "2023"},
    "pool_organisation": {"name": "Example organisation of its own"},
}


def queries_of(client, address) -> int:
    with CaptureQueriesContext(connection) as caught:
        answer = client.get(address)
    assert answer.status_code == 200, address
    return len(caught)


def test_every_kind_has_a_maker():
    assert sorted(MAKERS) == OURS


@pytest.mark.parametrize("name", OURS)
def test_list_and_detail_run_a_fixed_number_of_queries(place, signed_in, name):
    """The record's parent is walked too: its page holds what stands under it."""
    kind, client = KINDS[name], signed_in(Role.BUSINESS_UNIT)
    first = MAKERS[name](place, 1)
    addresses = [kind.list_url(), kind.url(first), *_parents_page(kind, place)]
    for address in addresses:
        client.get(address)
    counts = [queries_of(client, address) for address in addresses]
    for number in (2, 3):
        MAKERS[name](place, number)
    assert [queries_of(client, address) for address in addresses] == counts


def _parents_page(kind, place):
    if kind.parent is None:
        return []
    return [kind.parent.url(_parent(kind, place))]


def _parent(kind, place):
    if kind.parent is None:
        return None
    return place.organisation if kind.name == "pool_member" else place.course


def posted(form):
    """What a browser would send back for a form as it is shown."""
    values = {}
    for bound in form:
        value, widget = bound.value(), bound.field.widget
        if hasattr(widget, "decompress"):
            parts = value if isinstance(value, list) else widget.decompress(value)
            for suffix, part in zip(widget.widgets_names, parts, strict=True):
                values[f"{bound.html_name}{suffix}"] = "" if part is None else part
        elif value not in (None, False):
            values[bound.html_name] = bound.field.prepare_value(value)
    return {name: _plain(value) for name, value in values.items()}


def _plain(value):
    if isinstance(value, list | tuple) or hasattr(value, "all"):
        return [getattr(one, "key", one) for one in value]
    return "on" if value is True else value


@pytest.mark.parametrize("name", OURS)
def test_record_is_amended_and_added_through_its_forms(place, signed_in, name):
    kind, client = KINDS[name], signed_in(Role.BUSINESS_UNIT)
    record = MAKERS[name](place, 1)
    address = reverse(f"amend_{name}", args=[record.key])
    values = posted(client.get(address).context["form"])
    sent = values | {"note": "Corrected.", "version": "1", "once": f"a-{name}"}
    answer = client.post(address, sent)
    assert (answer.status_code, answer.get("Location")) == (302, kind.url(record))
    record.refresh_from_db()
    assert (record.note, record.version) == ("Corrected.", 2)
    assert HistoryRow.objects.filter(record_key=record.key).count() == 2
    history = reverse(f"{name}_history", args=[record.key])
    assert client.get(history).status_code == 200
    if name != "course_finding":  # a finding stands behind a course once
        add_twice(client, kind, _parent(kind, place), values)


def add_twice(client, kind, parent, values):
    sent = values | UNLIKE.get(kind.name, {}) | {"once": f"b-{kind.name}"}
    before = kind.model.objects.count()
    answers = [client.post(kind.add_url(parent), sent) for _ in range(2)]
    assert [one.status_code for one in answers] == [302, 302], (
        answers[0].context and answers[0].context["form"].errors
    )
    assert answers[0]["Location"] == answers[1]["Location"]
    assert kind.model.objects.count() == before + 1


@pytest.mark.parametrize("name", [one for one in OURS if one != "training_session"])
def test_trainer_reads_and_is_offered_no_change(place, signed_in, name):
    kind, record, client = KINDS[name], MAKERS[name](place, 1), signed_in(Role.TRAINER)
    page = client.get(kind.url(record))
    assert (page.status_code, page.context["amend_url"]) == (200, "")
    for address in (
        reverse(f"amend_{name}", args=[record.key]),
        kind.add_url(_parent(kind, place)),
    ):
        assert client.get(address).status_code == 404
        assert client.post(address, {"note": "x"}).status_code == 404


def test_trainer_adds_a_session_by_the_page_without_being_asked_who_led_it(
    place, signed_in
):
    kind, client = KINDS["training_session"], signed_in(Role.TRAINER)
    add = kind.add_url(place.course)
    form = client.get(add).context["form"]
    assert {"run_by", "trainers"} & set(form.fields) == set()
    sent = {
        "held_on_day": "6",
        "held_on_month": "1",
        "held_on_year": "2025",
        "state": "HELD",
        "mode": "FACE_TO_FACE",
        "attendances": "14",
        "attendances_bound": "EXACT",
        "length_unit": "HOURS",
        "once": "one",
    }
    answer = client.post(add, sent)
    assert answer.status_code == 302, answer.context["form"].errors
    session = kind.model.objects.get()
    assert (session.run_by, session.attendances) == ("POOL", 14)
    assert list(session.trainers.all()) == [place.own]


def test_trainer_is_told_why_the_session_of_another_stays(place, signed_in):
    kind, client = KINDS["training_session"], signed_in(Role.TRAINER)
    theirs = factories.pool_session(place.course, place.other)
    own = factories.pool_session(place.course, place.own)
    notices = [
        client.get(kind.url(one)).context["detail"].notices for one in (theirs, own)
    ]
    assert notices == [
        (
            "Somebody else led this session: you may read it, and the business unit "
            "or its trainer amends it.",
        ),
        (),
    ]
    address = reverse("amend_training_session", args=[theirs.key])
    values = posted(client.get(address).context["form"]) | {"attendances": "99"}
    answer = client.post(address, values | {"version": "1", "once": "x"})
    assert (answer.status_code, answer.context["form"].non_field_errors()) == (
        422,
        [
            "A trainer amends only the sessions they led themselves; ask the "
            "business unit."
        ],
    )


@pytest.mark.parametrize("name", OURS)
def test_administrator_finds_nothing_here(place, signed_in, name):
    record, client = MAKERS[name](place, 1), signed_in(Role.ADMINISTRATOR)
    kind = KINDS[name]
    found = [client.get(one).status_code for one in (kind.list_url(), kind.url(record))]
    assert found == [404, 404]


@pytest.mark.parametrize("name", OURS)
def test_nothing_of_another_partnership_opens(place, signed_in, name):
    record = MAKERS[name](place, 1)
    elsewhere = people.partnership()
    place.home = elsewhere
    place.post = people.post(people.agency(elsewhere), elsewhere)
    place.person = people.person(elsewhere)
    client, kind = signed_in(Role.BUSINESS_UNIT), KINDS[name]
    assert client.get(kind.url(record)).status_code == 404
    assert client.get(kind.list_url()).context["rows"] == []


def test_sessions_filter_by_kind_of_course(place, signed_in):
    webinar = factories.course(place.home, code="w", title="W", kind="CASE_REVIEWS")
    factories.session(webinar)
    factories.session(place.course)
    client = signed_in(Role.ANALYST)
    address = reverse("list_training_sessions")
    rows = client.get(f"{address}?kind=CASE_REVIEWS").context["rows"]
    assert [row[1].text for row in rows] == ["W"]


def test_course_page_adds_its_sessions_up(place, signed_in):
    factories.session(place.course, attendances=10)
    factories.session(place.course, attendances=5, attendances_bound="ABOUT")
    factories.pool_session(place.course, place.own, attendances=7)
    page = signed_in(Role.EXECUTIVE).get(KINDS["course"].url(place.course))
    section = page.context["detail"].sections[0]
    assert [[cell.text for cell in row] for row in (*section.rows, section.total)] == [
        ["Face to face", "Not recorded", "1", "7"],
        ["Online", "Not recorded", "2", "about 15"],
        ["All sessions held", "", "3", "about 22"],
    ]
