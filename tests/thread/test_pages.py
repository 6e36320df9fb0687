"""Every page of the thread, as somebody who may and as somebody who may not."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from goldenthread.core.models import HistoryRow, StoredFile
from goldenthread.partnership.states import Role
from goldenthread.thread import services
from goldenthread.thread.models import Action, Evidence
from tests.partnership import factories as people
from tests.thread import factories as make


LISTS = (
    "list_origins",
    "list_questions",
    "list_findings",
    "list_actions",
    "list_updates",
    "list_evidence",
    "list_impact_tests",
    "list_plans",
    "list_challenges",
    "list_themes",
    "list_systems_domains",
    "view_plan_counts",
)


@pytest.fixture
def home(db):
    return people.partnership()


@pytest.fixture
def enter(home):
    """A browser signed in as a fresh account of a role and agency."""

    def sign_in(role, agency=None):
        client = Client()
        client.force_login(people.account(home, role, agency_=agency))
        return client

    return sign_in


def make_everything(home, agency):
    """One of each record; answers name and key of its page."""
    origin = make.make_origin(home, kind="GROUP")
    question = services.add_question(
        by=make.loader(home), at=make.AT, values={"text": "Why?"}, parent=origin
    )
    finding = make.make_finding(origin)
    plan = make.make_plan(home, origin=origin)
    action = make.make_action(finding, agency, plan=plan)
    action = make.step("start_action", action, make.loader(home))
    evidence = services.add_evidence(
        by=make.loader(home),
        at=make.AT,
        values={"title": "Log", "shows": "Used", "effective_on": make.TODAY},
        parent=action,
    )
    test = services.add_impact_test(
        by=make.loader(home),
        at=make.AT,
        values={
            "measure": "Starts",
            "measure_key": "a.b",
            "direction": "UP",
            "in_force_on": make.TODAY,
        },
        parent=action,
    )
    theme = services.add_theme(
        by=make.loader(home), at=make.AT, values={"name": "N", "starts_on": make.BEGAN}
    )
    return {
        "origin": origin,
        "question": question,
        "finding": finding,
        "plan": plan,
        "action": action,
        "update": action.updates.get(),
        "evidence": evidence,
        "impact_test": test,
        "challenge": make.make_challenge(home, agency),
        "theme": theme,
    }


def pages_of(everything):
    for name, record in everything.items():
        yield reverse(f"view_{name}", args=[record.key])
        yield reverse(f"{name}_history", args=[record.key])


def form_pages(everything):
    for name in ("origin", "question", "finding", "plan", "action", "theme"):
        yield reverse(f"amend_{name}", args=[everything[name].key])
    for name in ("add_origin", "add_plan", "add_theme", "add_challenge"):
        yield reverse(name)
    for name, parent in (
        ("add_question", "origin"),
        ("add_finding", "origin"),
        ("add_action", "finding"),
        ("add_action_to_origin", "origin"),
        ("add_action_to_plan", "plan"),
        ("add_update", "action"),
        ("add_evidence", "action"),
        ("add_impact_test", "action"),
        ("complete_action", "action"),
        ("supersede_action", "action"),
        ("answer_challenge", "challenge"),
        ("escalate_challenge", "challenge"),
        ("close_plan", "plan"),
    ):
        yield reverse(name, args=[everything[parent].key])


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_readers_open_every_list_and_detail(home, enter, role):
    everything = make_everything(home, people.agency(home))
    client = enter(role)
    addresses = [*(reverse(name) for name in LISTS), *pages_of(everything)]
    answers = {address: client.get(address).status_code for address in addresses}
    assert answers == dict.fromkeys(addresses, 200)


def test_administrator_finds_nothing_here(home, enter):
    everything = make_everything(home, people.agency(home))
    client = enter(Role.ADMINISTRATOR)
    addresses = [
        *(reverse(name) for name in LISTS),
        *pages_of(everything),
        *form_pages(everything),
    ]
    answers = {address: client.get(address).status_code for address in addresses}
    assert answers == dict.fromkeys(addresses, 404)


def test_unit_opens_every_form(home, enter):
    everything = make_everything(home, people.agency(home))
    client = enter(Role.BUSINESS_UNIT)
    addresses = list(form_pages(everything))
    answers = {address: client.get(address).status_code for address in addresses}
    assert answers == dict.fromkeys(addresses, 200)


def test_source_with_a_record_of_its_own_is_not_changed_here(home, enter):
    origin = make.make_origin(home, kind="AUDIT")
    client = enter(Role.BUSINESS_UNIT)
    assert client.get(reverse("view_origin", args=[origin.key])).status_code == 200
    assert client.get(reverse("amend_origin", args=[origin.key])).status_code == 404


def test_restricted_origin_and_all_under_it_is_not_there_for_others(home, enter):
    origin = make.make_origin(home, circle="circlecircle", title="A restricted one")
    finding = make.make_finding(origin)
    action = make.make_action(finding, people.agency(home))
    client = enter(Role.BUSINESS_UNIT)
    for name, record in (("origin", origin), ("finding", finding), ("action", action)):
        assert client.get(reverse(f"view_{name}", args=[record.key])).status_code == 404
        listed = client.get(reverse(f"list_{name}s"))
        assert (listed.status_code, str(record) in listed.content.decode()) == (
            200,
            False,
        )


def test_owner_starts_its_action_with_a_form(home, enter):
    police = people.agency(home)
    action = make.make_action(make.make_finding(make.make_origin(home)), police)
    address = reverse("start_action", args=[action.key])
    sent = {
        "said_on_day": "1",
        "said_on_month": "3",
        "said_on_year": "2025",
        "text": "Begun.",
        "once": "o" * 32,
    }
    names = enter(Role.AGENCY_LEAD, police)
    page = names.get(address)
    boxes = {name: page.content.decode().count(f'name="{name}"') for name in sent}
    assert boxes == dict.fromkeys(sent, 1), page.content.decode()
    answer = names.post(address, sent)
    assert (answer.status_code, answer["Location"]) == (
        302,
        reverse("view_action", args=[action.key]),
    )
    assert Action.objects.get().state == "IN_PROGRESS"
    again = names.post(address, sent)
    assert (again.status_code, Action.objects.get().updates.count()) == (302, 1)


def test_evidence_is_added_with_a_file_and_handed_over(home, enter):
    police = people.agency(home)
    action = make.make_action(make.make_finding(make.make_origin(home)), police)
    client = enter(Role.AGENCY_LEAD, police)
    sent = {
        "title": "Log",
        "shows": "All of them used it.",
        "effective_on_day": "1",
        "effective_on_month": "3",
        "effective_on_year": "2025",
        "file": SimpleUploadedFile("log.txt", b"Used by all.", "text/plain"),
    }
    answer = client.post(reverse("add_evidence", args=[action.key]), sent)
    assert answer.status_code == 302, answer.content.decode()
    evidence = Evidence.objects.get()
    StoredFile.objects.update(state="ACCEPTED", reason="")
    handed = client.get(reverse("open_evidence_file", args=[evidence.key]))
    assert b"".join(handed.streaming_content) == b"Used by all."
    assert HistoryRow.objects.order_by("-sequence").first().action == "serve_file"


def test_evidence_without_a_file_has_none_to_hand_over(home, enter):
    evidence = make_everything(home, people.agency(home))["evidence"]
    address = reverse("open_evidence_file", args=[evidence.key])
    assert enter(Role.BUSINESS_UNIT).get(address).status_code == 404


def test_an_earlier_finding_like_it_is_shown_with_what_was_done(home, enter):
    theme = services.add_theme(
        by=make.loader(home), at=make.AT, values={"name": "T", "starts_on": make.BEGAN}
    )
    old = make.make_finding(make.make_origin(home), themes=[theme])
    action = make.make_action(old, people.agency(home))
    action = make.step("complete_action", action, make.loader(home))
    make.step("assure_action", action, make.loader(home))
    new = make.make_finding(make.make_origin(home), themes=[theme], found_on=make.TODAY)
    page = enter(Role.EXECUTIVE).get(reverse("view_finding", args=[new.key]))
    told = " ".join(strip_tags(page.content.decode()).split())
    assert "Audit of something, 20 January 2025" in told
    assert "Both are about: T" in told
    promised = f"Write the guidance again ({action.owner_agency}): done and assured"
    assert promised in told


def test_source_with_a_record_of_its_own_offers_no_amending(home, enter):
    client = enter(Role.BUSINESS_UNIT)
    offered = {}
    for kind in ("AUDIT", "GROUP"):
        origin = make.make_origin(home, kind=kind)
        page = client.get(reverse("view_origin", args=[origin.key]))
        address = reverse("amend_origin", args=[origin.key])
        offered[kind] = address in page.content.decode()
    assert offered == {"AUDIT": False, "GROUP": True}


def test_another_agency_is_told_why_not(home, enter):
    police = people.agency(home, name="Police")
    action = make.make_action(make.make_finding(make.make_origin(home)), police)
    client = enter(Role.AGENCY_LEAD)
    sent = {
        "said_on_day": "1",
        "said_on_month": "3",
        "said_on_year": "2025",
        "text": "Begun.",
    }
    answer = client.post(reverse("start_action", args=[action.key]), sent)
    assert answer.status_code == 422
    assert (
        "Only Police, which owns this action, or the business unit says how it goes."
        in answer.content.decode()
    )
    assert Action.objects.get().state == "OPEN"
