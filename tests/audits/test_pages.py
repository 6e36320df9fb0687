"""Every page of the audits, as somebody who may and as somebody who may not."""

import pytest
from django.test import Client
from django.urls import reverse

from goldenthread.audits import services
from goldenthread.audits.models import Audit
from goldenthread.partnership.states import Role
from tests.audits import factories as make
from tests.partnership import factories as people
from tests.thread.factories import AT, BEGAN, loader


LISTS = (
    "list_audits",
    "list_audit_criteria",
    "list_audit_cases",
    "list_audit_grades",
    "list_audit_requests",
    "list_audit_cycles",
    "list_audit_tools",
    "list_grade_words",
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
    """One of each record, by the name of its page."""
    by = loader(home)
    cycle = {"kind": "SECTION_11", "title": "Section 11", "rhythm": "P2Y"}
    cycle = services.add_audit_cycle(by=by, at=AT, values=cycle)
    tool = {"name": "Template", "edition": "1", "starts_on": BEGAN}
    tool = services.add_audit_tool(by=by, at=AT, values=tool)
    audit = make.make_audit(home, cycle=cycle, tool=tool)
    criterion = {"kind": "FACTOR", "text": "Domestic abuse"}
    grade = make.make_grade(home)
    request = make.ask(audit, agency)
    criterion = services.add_audit_criterion(
        by=by, at=AT, values=criterion, parent=audit
    )
    case = services.add_audit_case(by=by, at=AT, values={}, parent=audit)
    audit = make.hold(audit)
    return {
        "audit": audit,
        "audit_criterion": criterion,
        "audit_case": case,
        "audit_grade": make.give(audit, grade, case=case),
        "audit_request": request,
        "audit_cycle": cycle,
        "audit_tool": tool,
        "grade_word": grade,
    }


def addresses_of(everything):
    found = [reverse(name) for name in LISTS]
    for name, record in everything.items():
        found.append(reverse(f"view_{name}", args=[record.key]))
        found.append(reverse(f"{name}_history", args=[record.key]))
    return found


def forms_of(everything):
    found = [reverse(f"add_{name}") for name in ("audit", "audit_cycle", "audit_tool")]
    for name in ("audit", "audit_criterion", "audit_cycle", "audit_tool"):
        found.append(reverse(f"amend_{name}", args=[everything[name].key]))
    for name in ("criterion", "case", "grade", "request"):
        key = everything["audit"].key
        found.append(reverse(f"add_audit_{name}", args=[key]))
    for name in ("hold_audit", "report_audit", "cancel_audit"):
        found.append(reverse(name, args=[everything["audit"].key]))
    key = everything["audit_request"].key
    found.append(reverse("return_audit_request", args=[key]))
    found.append(reverse("reopen_audit_request", args=[key]))
    return found


def statuses(client, addresses):
    return {address: client.get(address).status_code for address in addresses}


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_readers_open_every_list_and_detail(home, enter, role):
    agency = people.agency(home)
    addresses = addresses_of(make_everything(home, agency))
    assert statuses(enter(role, agency), addresses) == dict.fromkeys(addresses, 200)


def test_administrator_finds_nothing_here(home, enter):
    everything = make_everything(home, people.agency(home))
    addresses = addresses_of(everything) + forms_of(everything)
    found = statuses(enter(Role.ADMINISTRATOR), addresses)
    assert found == dict.fromkeys(addresses, 404)


def test_unit_opens_every_form(home, enter):
    addresses = forms_of(make_everything(home, people.agency(home)))
    found = statuses(enter(Role.BUSINESS_UNIT), addresses)
    assert found == dict.fromkeys(addresses, 200)


def test_another_agencys_request_is_not_there(home, enter):
    request = make_everything(home, people.agency(home))["audit_request"]
    client = enter(Role.AGENCY_LEAD)
    for name in ("view_audit_request", "return_audit_request"):
        assert client.get(reverse(name, args=[request.key])).status_code == 404
    page = client.get(reverse("view_audit", args=[request.audit.key]))
    address = reverse("view_audit_request", args=[request.key])
    assert (page.status_code, address in page.content.decode()) == (200, False)


def test_unit_plans_an_audit_with_the_form(home, enter):
    sent = {
        "kind": "MACFA",
        "title": "Neglect of babies",
        "planned_on_day": "1",
        "planned_on_month": "9",
        "planned_on_year": "2025",
        "planned_precision": "MONTH",
        "case_kind": "CHILD",
        "cohort_size": "8",
        "parents_records": "yes",
    }
    answer = enter(Role.BUSINESS_UNIT).post(reverse("add_audit"), sent)
    assert answer.status_code == 302, answer.content.decode()
    audit = Audit.objects.get()
    assert (audit.title, audit.planned_precision, audit.parents_records) == (
        "Neglect of babies",
        "MONTH",
        True,
    )


def test_audit_page_shows_a_count_that_does_not_agree(home, enter):
    audit = make.make_audit(home, cohort_size=3)
    services.add_audit_case(by=loader(home), at=AT, values={}, parent=audit)
    page = enter(Role.EXECUTIVE).get(reverse("view_audit", args=[audit.key]))
    assert (
        "3 files were to be looked at; 1 is written down here." in page.content.decode()
    )
