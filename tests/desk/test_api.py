"""What other programs ask: the same rules as the pages, within a token's scopes."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goldenthread.core.models import HistoryRow
from goldenthread.core.models.history import HistoryDetail
from goldenthread.dataset import services as dataset_services
from goldenthread.dataset.models import Submission
from goldenthread.desk import services
from goldenthread.desk.models import ProgramToken
from goldenthread.desk.rules import Scope
from goldenthread.desk.views.api import URLS, api
from goldenthread.partnership.models import Account
from goldenthread.partnership.queries import viewer_for
from goldenthread.partnership.states import Role
from tests.dataset import factories as make
from tests.partnership import factories as people


pytestmark = pytest.mark.django_db
BASE = "/api/v1"
EVERY = list(Scope.values)
WRONG = make.MISSING.replace("03/05/2025 21:10", "31/31/2025")


@pytest.fixture
def here():
    return make.partnership()


@pytest.fixture
def police(here):
    return people.agency(here, name="Example Police", kind="POLICE")


@pytest.fixture
def missing(here, police):
    return make.supply(here, police)


def issued(here, role=Role.ANALYST, agency=None, scopes=EVERY, days=30):
    account = people.account(here, role, agency_=agency)
    viewer = viewer_for(account.pk, timezone.localdate())
    return services.make_program_token(
        by=viewer,
        at=timezone.now(),
        name="A program",
        scopes=scopes,
        expires_on=timezone.localdate() + timedelta(days=days),
    )


class Program:
    """Another program with a token."""

    def __init__(self, secret: str) -> None:
        self.client, self.headers = Client(), {"Authorization": f"Bearer {secret}"}

    def get(self, path: str, **asked):
        return self.client.get(f"{BASE}{path}", asked, headers=self.headers)

    def post(self, path: str, told: object):
        body = json.dumps(told)
        return self.client.post(
            f"{BASE}{path}", body, "application/json", headers=self.headers
        )

    def put(self, path: str, body: bytes):
        return self.client.put(
            f"{BASE}{path}", body, "application/octet-stream", headers=self.headers
        )


def program(here, **rest) -> Program:
    return Program(issued(here, **rest).secret)


# --- Tokens ---------------------------------------------------------------------------------


def test_a_token_is_shown_once_and_kept_as_a_digest(here):
    client = Client()
    client.force_login(people.account(here, Role.ANALYST))
    last = timezone.localdate() + timedelta(days=10)
    told = {
        "name": "Monthly export",
        "scopes": [Scope.RELEASES],
        "expires_on_day": last.day,
        "expires_on_month": last.month,
        "expires_on_year": last.year,
    }
    page = client.post(reverse("list_program_tokens"), told).content.decode()
    secret = page.partition("gt_")[2].partition("<")[0]
    assert len(secret) > 40
    token = ProgramToken.objects.get()
    assert token.digest == hashlib.sha256(f"gt_{secret}".encode()).hexdigest()
    assert secret not in client.get(reverse("list_program_tokens")).content.decode()
    told = HistoryDetail.objects.get(row__action="make_program_token")
    assert "Monthly export" in str(told.after)
    assert secret not in str(told.after)
    assert Program(f"gt_{secret}").get("/releases").status_code == 200
    client.post(reverse("withdraw_program_token", args=[token.key]))
    assert Program(f"gt_{secret}").get("/releases").status_code == 401


@pytest.mark.parametrize("days", [-1, 400])
def test_a_token_ends_within_a_year(here, days):
    with pytest.raises(Exception, match="from today to a year"):
        issued(here, days=days)


def test_nobody_withdraws_another_ones_token(here):
    token = issued(here).token
    client = Client()
    client.force_login(people.account(here, Role.ANALYST))
    answer = client.post(reverse("withdraw_program_token", args=[token.key]))
    assert answer.status_code == 404


def test_without_a_live_token_nothing_answers(here):
    made = issued(here)
    assert Client().get(f"{BASE}/releases").status_code == 401
    assert Program("gt_guess").get("/releases").status_code == 401
    ProgramToken.objects.update(expires_at=timezone.now())
    assert Program(made.secret).get("/releases").status_code == 401


def test_a_token_ends_with_its_account(here):
    made = issued(here)
    Account.objects.filter(pk=made.token.account_id).update(is_active=False)
    assert Program(made.secret).get("/releases").status_code == 401


def test_a_scope_opens_its_own_questions_only(here):
    asked = program(here, scopes=[Scope.RELEASES])
    assert asked.get("/releases").status_code == 200
    refused = asked.get("/submissions")
    assert refused.status_code == 403
    assert "submissions:read" in refused.json()["detail"]
    row = HistoryRow.objects.get(action="refused")
    assert row.record_key == "api_list_submissions"


def test_a_role_without_data_has_no_tokens(here):
    client = Client()
    client.force_login(people.account(here, Role.TRAINER))
    assert client.get(reverse("list_program_tokens")).status_code == 404


def test_too_many_questions_wait(here, monkeypatch):
    monkeypatch.setattr(services, "MOST_ASKED", 2)
    asked = program(here)
    codes = [asked.get("/releases").status_code for _ in range(4)]
    assert codes == [200, 200, 429, 429]


# --- Sending ---------------------------------------------------------------------------------


def begun(asked, missing, body):
    told = {
        "supply": missing.key,
        "starts_on": "2025-04-01",
        "ends_on": "2025-06-30",
        "name": "missing.csv",
        "size": len(body),
    }
    answer = asked.post("/submissions", told)
    assert answer.status_code == 201, answer.content
    return answer.json()["key"]


def work(here):
    dataset_services.work_off(by=make.viewer(here), moment=lambda: make.AT)


def test_a_program_sends_is_told_its_faults_and_withdraws(here, police, missing):
    asked = program(here, role=Role.AGENCY_LEAD, agency=police)
    assert [one["key"] for one in asked.get("/supplies").json()] == [missing.key]
    body = WRONG.encode()
    key = begun(asked, missing, body)
    assert (
        asked.put(f"/submissions/{key}/pieces?offset=0", body[:60]).json()["held"] == 60
    )
    again = asked.put(f"/submissions/{key}/pieces?offset=0", body[:60])
    assert again.status_code == 409
    assert "number 60" in again.json()["detail"]
    early = asked.post(f"/submissions/{key}/receive", {})
    assert early.status_code == 409
    asked.put(f"/submissions/{key}/pieces?offset=60", body[60:])
    digest = hashlib.sha256(body).hexdigest()
    done = asked.post(f"/submissions/{key}/receive", {"sha256": digest})
    assert done.json()["state"] == "WAITING"
    work(here)
    assert asked.get(f"/submissions/{key}").json()["errors"] == 1
    fault = asked.get(f"/submissions/{key}/faults", limit=1).json()[0]
    assert (fault["row"], fault["value"]) == (2, "31/31/2025")
    read = HistoryRow.objects.filter(action="read_faults")
    assert [one.record_key for one in read] == [key]
    asked.post(f"/submissions/{key}/withdraw", {})
    assert Submission.objects.get().state == "WITHDRAWN"


def test_another_agencys_program_sees_nothing_of_it(here, missing):
    one = make.checked(missing, WRONG)
    other = people.agency(here, name="Example Trust", kind="HEALTH")
    asked = program(here, role=Role.AGENCY_LEAD, agency=other)
    assert asked.get("/submissions").json() == []
    for path in (f"/submissions/{one.key}", f"/submissions/{one.key}/faults"):
        assert asked.get(path).status_code == 404
    put = asked.put(f"/submissions/{one.key}/pieces?offset=0", b"x")
    assert put.status_code == 404


def test_an_overseer_reads_no_rows(here, missing):
    one = make.checked(missing, WRONG)
    asked = program(here, role=Role.EXECUTIVE)
    told = asked.get(f"/submissions/{one.key}").json()
    for name in ("rows", "errors", "set_aside", "warnings", "size", "held"):
        assert told[name] is None
    assert told["empty_months"] is None
    assert asked.get(f"/submissions/{one.key}/faults").status_code == 404
    own = program(here).get(f"/submissions/{one.key}").json()
    assert (own["rows"], own["size"], own["held"]) == (one.rows, one.size, one.size)


# --- Reading -----------------------------------------------------------------------------------


def test_releases_and_definitions_are_read(here, published):
    made = published(here.pk)
    asked = program(here, role=Role.EXECUTIVE)
    (found,) = asked.get("/releases").json()
    assert (found["key"], found["state"], found["invented"]) == (
        made.key,
        "PUBLISHED",
        True,
    )
    told = asked.get(f"/releases/{made.key}").json()
    assert told["events"] == made.events // 1_000 * 1_000
    exact = program(here).get(f"/releases/{made.key}").json()
    assert (exact["events"], exact["children"]) == (made.events, made.children)
    listed = [
        one["key"]
        for offset in (0, 200)
        for one in asked.get("/indicators", limit=200, offset=offset).json()
    ]
    assert "referrals" in listed
    assert len(set(listed)) == len(listed)


def test_an_indicators_figures_are_those_that_may_be_shown(here, published):
    made = published(here.pk)
    asked = program(here, role=Role.EXECUTIVE)
    found = asked.get("/indicators/referrals/figures", limit=200).json()
    assert {one["every"] for one in found} >= {"month", "year"}
    hidden = [one for one in found if one["mark"]]
    assert hidden
    assert all(one["figure"] is None and one["numerator"] is None for one in hidden)
    told = [one["figure"] for one in found if not one["mark"]]
    assert not [one for one in told if 0 < one < 6]
    row = HistoryRow.objects.get(action="list_indicator_figures")
    assert (row.record_key, row.rows) == (made.key, len(found))
    assert asked.get("/indicators/no_such/figures").status_code == 404


def test_without_a_release_in_force_no_figure_is_there(here):
    assert program(here).get("/indicators/referrals/figures").status_code == 404


def test_a_year_without_a_report_is_not_there(here):
    assert program(here).get("/figures/1999-00").status_code == 404


def test_the_description_names_every_route():
    found = Client().get(reverse("api_openapi")).json()
    described = {
        path.replace("{", "<").replace("}", ">").lstrip("/") for path in found["paths"]
    }
    routes = {str(one.pattern) for one in URLS} - {"api/v1/openapi.json"}
    assert described == routes
    for operations in found["paths"].values():
        for one in operations.values():
            assert {"401", "403", "404", "429"} <= set(one["responses"])


# --- Whatever is asked -------------------------------------------------------------------------

PATHS = sorted(api.get_openapi_schema(path_prefix=f"{BASE}/")["paths"])
VALUES = st.one_of(
    st.text(max_size=30).filter(lambda one: "\0" not in one),
    st.integers(-(2**70), 2**70),
    st.none(),
    st.lists(st.integers(), max_size=3),
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    path=st.sampled_from(PATHS),
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH"]),
    key=st.text("23456789bcdfghjkmnpq/%.é ", min_size=1, max_size=14),
    told=st.dictionaries(
        st.sampled_from(["supply", "starts_on", "ends_on", "name", "size", "sha256"]),
        VALUES,
    ),
    asked=st.dictionaries(st.sampled_from(["limit", "offset", "x"]), VALUES),
)
def test_no_question_breaks_it(here, missing, path, method, key, told, asked):
    """Any method, key, part and body: an answer of the kinds described, never a 500."""
    if not hasattr(here, "asking"):
        here.asking = program(here)
        ProgramToken.objects.update(window_at=None)
    ProgramToken.objects.update(asked=0)
    address = path.replace("{key}", key.replace("/", "")).replace("{label}", "2024-25")
    answer = here.asking.client.generic(
        method,
        address,
        json.dumps(told),
        "application/json",
        query_params={name: str(value) for name, value in asked.items()},
        headers=here.asking.headers,
    )
    assert answer.status_code in {200, 201, 400, 401, 403, 404, 405, 409, 413, 422}
