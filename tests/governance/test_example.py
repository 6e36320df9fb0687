"""The example's year in this room: what is there, and what says that it is made up."""

from __future__ import annotations

from django.apps import apps

from goldenthread.core.example import World
from goldenthread.core.viewer import Viewer
from goldenthread.governance.models import Contribution, Decision, Event, Meeting
from goldenthread.governance.presenters import meetings as meeting_presenters
from goldenthread.governance.presenters import money as money_presenters
from goldenthread.governance.queries import meetings, money, policies
from goldenthread.governance.states import ReviewDue
from goldenthread.partnership.states import Role
from goldenthread.thread.models import Origin


def viewer(world: World, role: str, post: str) -> Viewer:
    held = world[post]
    return Viewer(
        account_key=post,
        name="Somebody Invented",
        role=role,
        post_id=held.pk,
        partnership_id=world["partnership.shropshire"].pk,
    )


def unit(world: World) -> Viewer:
    return viewer(world, Role.BUSINESS_UNIT, "post.unit_manager")


def test_example_holds_so_many_of_each(world: World) -> None:
    counts = {
        model._meta.model_name: model._default_manager.count()
        for model in apps.get_app_config("governance").get_models()
        if hasattr(model, "key")
    }
    assert counts == {
        "budget": 1,
        "contribution": 7,
        "spending": 0,
        "meeting": 7,
        "attendance": 35,
        "agendaitem": 3,
        "conflictdeclaration": 1,
        "decision": 6,
        "strategicplan": 1,
        "priority": 7,
        "reformtask": 19,
        "policy": 12,
        "event": 9,
        "eventstatement": 18,
        "eventidea": 0,
        "nationalreport": 3,
        "nationalresponse": 3,
        "scrutinyactivity": 3,
        "assuranceitem": 13,
        "commissionedreview": 1,
        "risk": 3,
        "publiccontact": 6,
    }


def test_what_is_not_published_says_that_it_is_made_up(world: World) -> None:
    made_up = {
        model._meta.model_name: model._default_manager.filter(invented=True).count()
        for model in apps.get_app_config("governance").get_models()
        if hasattr(model, "key")
    }
    assert {name: count for name, count in made_up.items() if count} == {
        "meeting": 6,
        "attendance": 35,
        "agendaitem": 3,
        "conflictdeclaration": 1,
        "decision": 4,
        "scrutinyactivity": 3,
        "risk": 3,
    }
    real = Meeting.objects.get(invented=False)
    assert (real.title, real.month_only) == (
        "Children's Safeguarding Partnership, November 2024",
        True,
    )


def test_published_total_is_the_sum_of_its_parts(world: World) -> None:
    budget = money.budgets(unit(world)).get()
    assert money_presenters.warning(budget) == ""
    assert money_presenters.check_tag(budget).text == "Adds up"


def test_income_without_a_split_is_one_row_that_says_so(world: World) -> None:
    line = Contribution.objects.get(kind="OTHER")
    assert line.agency is None
    detail = money_presenters.contribution_detail(line)
    assert detail.notices == (
        "Several payers are given as one sum. The source does not say how it is split.",
    )


def test_each_meeting_says_how_its_quorum_stands(world: World) -> None:
    found = {}
    for meeting in meetings.meetings_in_full(unit(world)):
        attendance = list(meeting.attendance.all())
        found[meeting.title] = meeting_presenters.quorum_tag(meeting, attendance).text
    assert found == {
        "Safeguarding Executive Group, March 2025": "Quorate",
        "Children's Safeguarding Partnership, January 2025": "Not quorate",
        "Lead Safeguarding Partners, December 2024": "Not quorate",
        "Children's Safeguarding Partnership, November 2024": "Quorum not known",
        "Safeguarding Executive Group, September 2024": "Quorate",
        "Children's Safeguarding Partnership, July 2024": "Quorate",
        "Lead Safeguarding Partners, June 2024": "Quorate",
    }


def test_scrutineer_decides_nothing_and_does_not_see_the_own_appointment(
    world: World,
) -> None:
    scrutineer = world["post.scrutineer"]
    assert not Decision.objects.filter(decided_by=scrutineer).exists()
    seen = meetings.agenda_items(viewer(world, Role.SCRUTINEER, "post.scrutineer"))
    assert [str(item) for item in seen] == [
        "The new structure after its first weeks",
        "Money for statutory reviews",
    ]


def test_agency_lead_sees_the_board_on_which_the_post_sits(world: World) -> None:
    lead = viewer(world, Role.AGENCY_LEAD, "post.designated_nurse")
    assert {meeting.group.code for meeting in meetings.meetings(lead)} == {
        "childrens-partnership"
    }


def test_no_document_of_the_register_has_a_date_of_review(world: World) -> None:
    reviews = {one.review for one in policies.policies(unit(world))}
    assert reviews == {ReviewDue.NO_DATE, ReviewDue.NOT_NEEDED}


def test_sources_stand_on_the_thread_under_their_handles(world: World) -> None:
    handles = (
        "origin.diagnostic",
        "origin.turning_the_curve",
        "origin.priority_setting",
        "origin.summit",
        "origin.board_2024_11",
        "origin.national_annual_report",
        "origin.national_sexual_abuse",
        "origin.national_home_education",
        "origin.scrutiny_board",
    )
    assert all(isinstance(world[handle], Origin) for handle in handles)
    held = Event.objects.filter(state="HELD").count()
    assert Origin.objects.filter(kind="EVENT").count() == held == 5
