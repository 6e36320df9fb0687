"""The improvement plan, grading, merging, judging and digests on their pages."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from goldenthread.core.models import HistoryRow
from goldenthread.partnership.states import Role
from goldenthread.thread import queries, services
from goldenthread.thread.models import Action, Digest, Grading, Merge, Verdict
from goldenthread.thread.queries import series
from tests.partnership import factories as people
from tests.thread import factories as make
from tests.thread.made_series import MadeSeries, monthly


PLAN = "/thread/improvement-plan/"


@pytest.fixture
def home(db):
    return people.partnership()


@pytest.fixture
def agency(home):
    return people.agency(home)


@pytest.fixture
def enter(home):
    def sign_in(role, agency=None):
        client = Client()
        client.force_login(people.account(home, role, agency_=agency))
        return client

    return sign_in


@pytest.fixture
def made():
    room = MadeSeries()
    room.keep("starts", monthly(date(2024, 4, 1), [19, 21] * 6))
    yield room
    series.withdraw("made")


def action_of(home, agency, title="Remind staff", circle="", **values):
    origin = make.make_origin(home, title=f"Source of {title}", circle=circle)
    finding = make.make_finding(origin)
    return make.make_action(finding, agency, title=title, **values)


def text_of(answer):
    return answer.content.decode()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_every_reader_opens_the_plan_and_the_hierarchy(home, agency, enter, role):
    action_of(home, agency)
    client = enter(role)
    shown = text_of(client.get(PLAN))
    assert "Remind staff" in shown
    assert "Source of Remind staff" in shown
    assert "Its words suggest weaker" in shown
    assert client.get(reverse("view_action_strength")).status_code == 200


def test_administrator_finds_no_plan(home, enter):
    assert enter(Role.ADMINISTRATOR).get(PLAN).status_code == 404


GROUPS = {
    "due": "June 2025",
    "owner": "Constabulary",
    "theme": "No theme",
    "priority": "No priority",
    "strength": "Not graded",
    "source": "Audit",
}


@pytest.mark.parametrize(("by", "heading"), GROUPS.items())
def test_plan_is_grouped_as_asked(home, enter, by, heading):
    action_of(home, people.agency(home, name="Constabulary"))
    shown = text_of(enter(Role.EXECUTIVE).get(PLAN, {"by": by}))
    assert f'<h2 class="govuk-heading-m">{heading}</h2>' in shown


def titles(client, **asked):
    found = client.get(PLAN, asked)
    return sorted(
        row[0].text for group in found.context["groups"] for row in group.rows
    )


def test_plan_is_narrowed_by_each_of_what_may_be_asked(home, enter):
    police = people.agency(home, name="Constabulary")
    health = people.agency(home, name="Trust")
    theme = services.add_theme(
        by=make.loader(home), at=make.AT, values={"name": "N", "starts_on": make.BEGAN}
    )
    first = action_of(home, police, "First", due_on=date(2025, 3, 1))
    second = action_of(home, health, "Second", due_on=None, success_measure="Fewer")
    services.amend_finding(
        first.finding,
        by=make.loader(home),
        at=make.AT,
        values={"themes": [theme]},
        read_version=first.finding.version,
    )
    services.grade_action(
        second,
        by=make.loader(home),
        at=make.AT,
        values={"strength": "STRONGER", "reason": "R", "said_on": make.TODAY},
        read_version=second.version,
    )
    make.step("complete_action", action_of(home, police, "Third"), make.loader(home))
    client = enter(Role.BUSINESS_UNIT)
    assert {
        "all": titles(client),
        "owner": titles(client, owner=health.key),
        "theme": titles(client, theme=theme.key),
        "strength": titles(client, strength="STRONGER"),
        "due": titles(client, due="none"),
        "late": titles(client, due="late"),
        "state": titles(client, state="COMPLETE"),
        "missing": titles(client, missing="measure"),
        "words": titles(client, words="secon"),
        "source": titles(client, source="EVENT"),
        "nonsense": titles(client, due="nonsense", by="nonsense"),
    } == {
        "all": ["First", "Second", "Third"],
        "owner": ["Second"],
        "theme": ["First"],
        "strength": ["Second"],
        "due": ["Second"],
        "late": ["First"],
        "state": ["Third"],
        "missing": ["First", "Third"],
        "words": ["Second"],
        "source": [],
        "nonsense": ["First", "Second", "Third"],
    }


def test_restricted_line_is_its_circles_only_and_counted_for_nobody_else(
    home, agency, enter
):
    action_of(home, agency, "Open")
    action_of(home, agency, "Hidden", circle="circlecircle")
    found = enter(Role.BUSINESS_UNIT).get(PLAN)
    assert "Hidden" not in text_of(found)
    assert found.context["count"] == "Showing 1 action"


def test_plan_on_paper_holds_every_line(home, agency, enter, monkeypatch):
    from goldenthread.thread.views import improvement  # its page length alone

    monkeypatch.setattr(improvement, "A_PAGE", 2)
    for number in range(3):
        action_of(home, agency, f"Action {number}")
    client = enter(Role.EXECUTIVE)
    assert client.get(PLAN).context["count"] == "Showing 2 of 3 actions"
    assert client.get(PLAN, {"print": "1"}).context["count"] == "Showing 3 actions"


@pytest.mark.parametrize("count", [1, 4])
def test_plan_takes_a_fixed_number_of_queries(
    home, agency, count, django_assert_num_queries
):
    viewer = make.unit(home)
    for number in range(count):
        lead = action_of(home, agency, f"Lead {number}")
        merged = action_of(home, agency, f"Same {number}")
        given = {"into": lead, "said_on": make.TODAY, "reason": "Same."}
        services.merge_action(merged, by=viewer, at=make.AT, values=given)
    with django_assert_num_queries(6):
        found = list(queries.improvement_plan(viewer, queries.Asked(), make.TODAY))
        assert len(found) == count
        assert [len(one.taken_in.all()) for one in found] == [1] * count
        assert queries.tally(viewer, queries.Asked(), make.TODAY).lines == count


# --- Grading, merging, parting -------------------------------------------------------------


def post_to(client, address, **values):
    day = {"said_on_day": "3", "said_on_month": "3", "said_on_year": "2025"}
    return client.post(address, day | values)


def test_grading_by_its_page(home, agency, enter):
    action = action_of(home, agency)
    client = enter(Role.SCRUTINEER)
    address = reverse("grade_action", args=[action.key])
    assert "Its words suggest: Weaker" in text_of(client.get(address))
    refused = post_to(client, address, strength="STRONGER")
    assert refused.status_code == 422
    assert post_to(client, address, strength="WEAKER").status_code == 302
    assert Grading.objects.get().strength == "WEAKER"
    shown = text_of(client.get(reverse("view_action", args=[action.key])))
    assert "Gradings of strength" in shown


def test_merging_and_parting_by_their_pages(home, agency, enter):
    first, second = action_of(home, agency, "One"), action_of(home, agency, "Two")
    client = enter(Role.BUSINESS_UNIT)
    address = reverse("merge_action", args=[first.key])
    assert client.get(address).status_code == 200
    done = post_to(client, address, into=second.key, reason="They say the same.")
    assert done.headers["Location"] == reverse("view_action", args=[second.key])
    shown = text_of(client.get(done.headers["Location"]))
    assert "Merged into this one" in shown
    assert "Source of One" in shown
    told = text_of(client.get(reverse("view_action", args=[first.key])))
    assert "this action goes on in “Two”" in told
    back = reverse("part_action", args=[first.key])
    assert post_to(client, back, reason="They differ.").status_code == 302
    assert Merge.objects.count() == 2


# --- Tests of effect -----------------------------------------------------------------------


def test_test_is_registered_and_judged_by_its_pages(home, agency, enter, made):
    action = action_of(home, agency)
    client = enter(Role.ANALYST)
    address = reverse("add_impact_test", args=[action.key])
    assert "made:starts" in text_of(client.get(address))
    given = {
        "series_key": "made:starts",
        "measure": "Starts",
        "direction": "DOWN",
        "in_force_on_day": "1",
        "in_force_on_month": "4",
        "in_force_on_year": "2025",
        "least_points": "7",
    }
    made.keep("starts", monthly(date(2024, 4, 1), [19, 21] * 6 + [18]))
    refused = client.post(address, given)
    assert refused.status_code == 422
    assert "so the answer could be known" in text_of(refused)
    made.keep("starts", monthly(date(2024, 4, 1), [19, 21] * 6))
    page = client.post(address, given).headers["Location"]
    assert "12 points, up to 31 March 2025: 21 (March 2025)" in text_of(
        client.get(page)
    )
    made.keep("starts", monthly(date(2024, 4, 1), [19, 21] * 6 + [17, 18] * 4))
    test = action.impact_tests.get()
    assert client.post(reverse("judge_effect", args=[test.key])).status_code == 302
    again = client.post(reverse("judge_effect", args=[test.key]))
    assert "Nothing has changed since the verdict of" in text_of(again)
    shown = text_of(client.get(page))
    assert "The newest verdict" in shown
    assert "Improved" in shown
    verdict = Verdict.objects.get()
    assert verdict.digest in text_of(
        client.get(reverse("view_verdict", args=[verdict.key]))
    )
    assert "Improved" in text_of(client.get(reverse("list_actions")))


def test_marked_test_says_so_on_its_page(home, agency, enter, made):
    action = action_of(home, agency)
    made.keep("starts", monthly(date(2024, 4, 1), [19, 21] * 6 + [18]))
    values = {
        "series_key": "made:starts",
        "measure": "Starts",
        "direction": "DOWN",
        "in_force_on": date(2025, 4, 1),
        "keep_late": True,
    }
    test = services.add_impact_test(
        by=make.loader(home), at=make.AT, values=values, parent=action
    )
    client = enter(Role.ANALYST)
    shown = text_of(client.get(reverse("view_impact_test", args=[test.key])))
    assert "registered after its data were opened, so it yields no verdict" in shown
    assert reverse("judge_effect", args=[test.key]) not in shown


# --- Digests -------------------------------------------------------------------------------


@pytest.fixture
def digest(home, agency):
    action_of(home, agency, "Late one", due_on=date(2025, 3, 1))
    hidden = action_of(home, agency, "Hidden", circle="circlecircle", due_on=None)
    assert hidden.due_on is None
    services.send_digests(
        by=make.loader(home), at=make.AT, site="", viewer_of=lambda key: None
    )
    return Digest.objects.get()


def test_digest_is_read_and_answered_on_its_pages(home, agency, enter, digest):
    client = enter(Role.AGENCY_LEAD, agency)
    page = reverse("view_digest", args=[digest.key])
    shown = text_of(client.get(page))
    assert "Late one" in shown
    assert "Hidden" not in shown
    action = Action.objects.get(title="Late one")
    address = reverse("answer_digest", args=[digest.key])
    assert "Late one, due 1 March 2025" in text_of(client.get(address))
    silent = client.post(address, {f"answer_{action.key}": "START"})
    assert "Say in a sentence what happened." in text_of(silent)
    given = {
        f"answer_{action.key}": "START",
        f"text_{action.key}": "Begun.",
        f"version_{action.key}": action.version,
    }
    assert client.post(address, given).headers["Location"] == page
    assert Action.objects.get(pk=action.pk).state == "IN_PROGRESS"
    assert "Begun." in text_of(client.get(page))


def test_digest_of_another_agency_is_not_there(home, enter, digest):
    client = enter(Role.AGENCY_LEAD, people.agency(home))
    for name in ("view_digest", "answer_digest"):
        assert client.get(reverse(name, args=[digest.key])).status_code == 404


def test_reading_a_restricted_line_of_the_plan_is_written_down(home, agency, rf):
    from dataclasses import replace

    from goldenthread.thread.views.improvement import view_improvement_plan

    action_of(home, agency, "Hidden", circle="circlecircle")
    request = rf.get(PLAN)
    request.viewer = replace(make.unit(home), circles=("circlecircle",))
    assert "Hidden" in text_of(view_improvement_plan(request))
    row = HistoryRow.objects.order_by("-sequence").first()
    assert (row.action, row.subjects) == ("view_improvement_plan", ["circlecircle"])
