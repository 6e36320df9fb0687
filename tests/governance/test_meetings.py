"""Meetings: who sees what, who may decide, when a meeting is quorate."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from goldenthread.core.access import Refused
from goldenthread.core.states import MoveRefused
from goldenthread.governance.models import Attendance, Decision, Meeting
from goldenthread.governance.presenters import meetings as presenters
from goldenthread.governance.queries import meetings as queries
from goldenthread.governance.services import meetings as services
from goldenthread.governance.states import Audience, MeetingState
from goldenthread.partnership.states import Role
from goldenthread.thread.models import Origin
from tests.core import made_files
from tests.governance import factories
from tests.governance.factories import AT, Place


def seen(query, viewer) -> list[str]:
    return [str(one) for one in query(viewer)]


# The thread


def test_meeting_that_was_held_stands_on_the_thread(place: Place) -> None:
    meeting = factories.meeting(place)
    assert list(
        Origin.objects.values_list("kind", "source_key", "title", "happened_on")
    ) == [("MEETING", meeting.key, "Board, 20 November 2024", date(2024, 11, 20))]


def test_planned_meeting_opens_its_origin_when_held(place: Place) -> None:
    meeting = factories.meeting(place, state=MeetingState.PLANNED)
    assert not Origin.objects.exists()
    services.amend_meeting(
        meeting,
        by=place.viewer(),
        at=AT,
        values={"state": MeetingState.HELD, "title": "Board, as held"},
        read_version=1,
    )
    assert Origin.objects.get().title == "Board, as held"


def test_origin_follows_a_corrected_date(place: Place) -> None:
    meeting = factories.meeting(place)
    services.amend_meeting(
        meeting,
        by=place.viewer(),
        at=AT,
        values={"held_on": date(2024, 11, 21)},
        read_version=1,
    )
    assert Origin.objects.get().happened_on == date(2024, 11, 21)


# What is refused


def test_meeting_makes_no_step_its_table_lacks(place: Place) -> None:
    meeting = factories.meeting(place)
    with pytest.raises(MoveRefused) as refusal:
        services.amend_meeting(
            meeting,
            by=place.viewer(),
            at=AT,
            values={"state": MeetingState.CANCELLED},
            read_version=1,
        )
    assert str(refusal.value) == (
        "A meeting that is “held” cannot become “cancelled” in one step."
    )
    assert Meeting.objects.get().state == MeetingState.HELD


def test_month_is_given_as_its_first_day(place: Place) -> None:
    with pytest.raises(Refused) as refusal:
        factories.meeting(place, month_only=True)
    assert str(refusal.value) == (
        "The date of the meeting is marked as known to the month only; give the first "
        "of that month, not 20 November 2024."
    )
    assert not Origin.objects.exists()


def test_post_attends_a_meeting_once(place: Place) -> None:
    meeting = factories.meeting(place)
    factories.attendance(place, meeting, "nurse")
    with pytest.raises(Refused, match="is already recorded for this meeting"):
        factories.attendance(place, meeting, "nurse", presence="ABSENT")
    assert Attendance.objects.count() == 1


@pytest.mark.parametrize(
    ("presence", "deputy"), [("DEPUTY", None), ("PRESENT", "fire")]
)
def test_deputy_is_named_exactly_when_sent(
    place: Place, presence: str, deputy: str | None
) -> None:
    with pytest.raises(Refused, match="Name the deputy’s post where"):
        factories.attendance(
            place,
            factories.meeting(place),
            "nurse",
            presence=presence,
            deputy=place.posts[deputy] if deputy else None,
        )


def test_scrutineer_never_decides(place: Place) -> None:
    meeting = factories.meeting(place)
    with pytest.raises(Refused) as refusal:
        factories.decision(
            place,
            meeting,
            decided_by=[place.posts["director"], place.posts["scrutineer"]],
        )
    assert str(refusal.value) == (
        "Independent Scrutineer is independent scrutiny and never decides; put what "
        "was said under the scrutineer’s comment."
    )
    assert not Decision.objects.exists()


def test_post_with_a_scrutineers_account_never_decides(place: Place) -> None:
    place.account(Role.SCRUTINEER, "fire")
    with pytest.raises(Refused, match="never decides"):
        factories.decision(
            place, factories.meeting(place), decided_by=[place.posts["fire"]]
        )


def test_scrutineer_cannot_be_put_behind_a_decision_later(place: Place) -> None:
    decision = factories.decision(place, factories.meeting(place))
    with pytest.raises(Refused, match="never decides"):
        services.amend_decision(
            decision,
            by=place.viewer(),
            at=AT,
            values={"decided_by": [place.posts["scrutineer"]]},
            read_version=1,
        )
    assert list(decision.decided_by.all()) == []


def test_post_that_was_not_there_does_not_decide(place: Place) -> None:
    meeting = factories.meeting(place)
    factories.attendance(place, meeting, "nurse")
    with pytest.raises(Refused) as refusal:
        factories.decision(place, meeting, decided_by=[place.posts["director"]])
    assert str(refusal.value) == (
        "Director of Children's Services, Example County Council is not recorded as "
        "present at this meeting."
    )


@pytest.mark.parametrize("outcome", ["LEFT", "SILENT"])
def test_post_that_stood_back_does_not_decide(place: Place, outcome: str) -> None:
    meeting = factories.meeting(place)
    item = factories.agenda_item(place, meeting)
    factories.conflict(place, item, "commander", outcome=outcome)
    with pytest.raises(Refused, match="declared an interest in this item"):
        factories.decision(
            place, meeting, item=item, decided_by=[place.posts["commander"]]
        )


def test_planned_meeting_decides_nothing(place: Place) -> None:
    meeting = factories.meeting(place, state=MeetingState.PLANNED)
    with pytest.raises(Refused, match="is planned; only a meeting that was held"):
        factories.decision(place, meeting)


def test_decision_is_not_dated_before_its_meeting(place: Place) -> None:
    with pytest.raises(Refused) as refusal:
        factories.decision(
            place, factories.meeting(place), decided_on=date(2024, 11, 19)
        )
    assert str(refusal.value) == (
        "The date decided, 19 November 2024, is before the meeting, 20 November 2024."
    )


def test_decision_stands_under_an_item_of_its_own_meeting(place: Place) -> None:
    item = factories.agenda_item(place, factories.meeting(place))
    other = factories.meeting(place, title="Another")
    with pytest.raises(Refused, match="belongs to another meeting"):
        factories.decision(place, other, item=item)


# Who sees what


def test_oversight_sees_every_meeting_and_others_only_those_of_their_seats(
    place: Place,
) -> None:
    factories.meeting(place)
    factories.meeting(place, title="Neglect group", group=place.groups["neglect"])
    place.seat("neglect", "fire")
    everything = ["Board, 20 November 2024", "Neglect group"]
    for role in (Role.BUSINESS_UNIT, Role.EXECUTIVE, Role.SCRUTINEER):
        assert seen(queries.meetings, place.viewer(role)) == everything
    lead = place.viewer(Role.AGENCY_LEAD, "fire")
    assert seen(queries.meetings, lead) == ["Neglect group"]
    assert seen(queries.meetings, place.viewer(Role.AGENCY_LEAD, "nurse")) == []


def test_seat_that_ended_before_the_meeting_opens_nothing(place: Place) -> None:
    factories.meeting(place)
    place.seat("board", "fire", ends_on=date(2024, 11, 20))
    assert seen(queries.meetings, place.viewer(Role.AGENCY_LEAD, "fire")) == []


def test_meetings_of_another_partnership_are_not_there(place: Place) -> None:
    factories.decision(place, factories.meeting(place))
    viewer = factories.place("Elsewhere").viewer()
    assert seen(queries.meetings, viewer) == []
    assert seen(queries.decisions, viewer) == []


def three_items(place: Place) -> Meeting:
    """A meeting with an open item and two restricted ones, each with a decision."""
    meeting = factories.meeting(place)
    place.seat("board", "fire")
    for audience in Audience:
        item = factories.agenda_item(
            place, meeting, title=f"Item {audience}", audience=audience
        )
        factories.decision(place, meeting, title=f"Decided {audience}", item=item)
    return meeting


@pytest.mark.parametrize(
    ("role", "post", "audiences"),
    [
        (Role.BUSINESS_UNIT, "unit", ["OPEN", "PARTNERS", "EXECUTIVES"]),
        (Role.EXECUTIVE, "director", ["OPEN", "PARTNERS", "EXECUTIVES"]),
        (Role.SCRUTINEER, "scrutineer", ["OPEN", "PARTNERS"]),
        (Role.AGENCY_LEAD, "fire", ["OPEN"]),
        (Role.AGENCY_LEAD, "nurse", []),
        (Role.ADMINISTRATOR, "unit", []),
    ],
)
def test_restricted_items_and_their_decisions_are_for_named_roles(
    place: Place, role: str, post: str, audiences: list[str]
) -> None:
    three_items(place)
    viewer = place.viewer(role, post)
    assert seen(queries.agenda_items, viewer) == [f"Item {one}" for one in audiences]
    assert seen(queries.decisions, viewer) == [f"Decided {one}" for one in audiences]


def test_post_that_left_for_a_conflict_sees_nothing_of_the_item(place: Place) -> None:
    meeting = factories.meeting(place)
    item = factories.agenda_item(place, meeting, audience=Audience.EXECUTIVES)
    factories.decision(place, meeting, item=item)
    factories.conflict(place, item, "commander")
    barred = place.viewer(Role.EXECUTIVE, "commander")
    assert seen(queries.agenda_items, barred) == []
    assert seen(queries.decisions, barred) == []
    assert seen(queries.conflicts, barred) == []
    other = place.viewer(Role.EXECUTIVE, "director")
    assert seen(queries.agenda_items, other) == ["The year ahead"]


def test_restricted_item_is_on_nobody_elses_meeting_page(
    place: Place, signed_in
) -> None:
    meeting = three_items(place)
    page = signed_in(Role.AGENCY_LEAD, "fire").get(
        reverse("view_meeting", args=[meeting.key])
    )
    text = page.content.decode()
    assert "Item OPEN" in text
    assert "Decided OPEN" in text
    assert "Item PARTNERS" not in text
    assert "Decided EXECUTIVES" not in text


def test_restricted_item_opens_as_not_found(place: Place, signed_in) -> None:
    meeting = three_items(place)
    item = meeting.agenda.get(audience=Audience.EXECUTIVES)
    address = reverse("view_agenda_item", args=[item.key])
    assert signed_in(Role.EXECUTIVE).get(address).status_code == 200
    assert signed_in(Role.SCRUTINEER, "scrutineer").get(address).status_code == 404


# Quorum


def detail_of(place: Place, meeting: Meeting):
    record = queries.meetings_in_full(place.viewer()).get(pk=meeting.pk)
    return presenters.meeting_detail(record, ())


def test_meeting_is_quorate_with_all_three_partners(place: Place) -> None:
    meeting = factories.meeting(place)
    factories.attendance(place, meeting, "department")
    factories.attendance(place, meeting, "nurse")
    factories.attendance(
        place, meeting, "commander", presence="DEPUTY", deputy=place.posts["fire"]
    )
    detail = detail_of(place, meeting)
    assert [tag.text for tag in detail.tags] == ["Held", "Quorate"]


def test_meeting_without_one_partner_says_which(place: Place) -> None:
    meeting = factories.meeting(place)
    factories.attendance(place, meeting, "director")
    factories.attendance(place, meeting, "nurse", presence="APOLOGIES")
    factories.decision(place, meeting, decided_by=[place.posts["director"]])
    detail = detail_of(place, meeting)
    assert [tag.text for tag in detail.tags] == ["Held", "Not quorate"]
    assert detail.notices == (
        "Not represented at this meeting: Integrated care board, Chief officer of "
        "police. Its decisions need all three safeguarding partners to stand behind "
        "them.",
    )


def test_quorum_is_not_known_without_attendance_and_not_asked_of_sub_groups(
    place: Place,
) -> None:
    board = detail_of(place, factories.meeting(place))
    assert [tag.text for tag in board.tags] == ["Held", "Quorum not known"]
    group = factories.meeting(place, title="Other", group=place.groups["neglect"])
    assert [tag.text for tag in detail_of(place, group).tags] == ["Held"]


# The register and the forms


def test_register_records_those_answered_and_no_others(place: Place, signed_in) -> None:
    meeting = factories.meeting(place)
    for post in ("director", "nurse", "commander", "scrutineer"):
        place.seat("board", post)
    factories.attendance(place, meeting, "commander")
    client = signed_in(Role.BUSINESS_UNIT)
    address = reverse("record_register", args=[meeting.key])
    offered = client.get(address).context["form"].posts
    assert {post.title for post in offered.values()} == {
        "Director of Children's Services",
        "Chief Nurse",
        "Independent Scrutineer",
    }
    answers = {
        place.posts["director"].key: "PRESENT",
        place.posts["nurse"].key: "APOLOGIES",
        place.posts["scrutineer"].key: "",
    }
    answer = client.post(address, answers | {"once": "register"})
    assert answer["Location"] == reverse("view_meeting", args=[meeting.key])
    assert set(Attendance.objects.values_list("post__title", "presence")) == {
        ("Local Commander", "PRESENT"),
        ("Director of Children's Services", "PRESENT"),
        ("Chief Nurse", "APOLOGIES"),
    }


def test_register_is_kept_by_the_unit_only(place: Place, signed_in) -> None:
    meeting = factories.meeting(place)
    address = reverse("record_register", args=[meeting.key])
    assert signed_in(Role.EXECUTIVE).get(address).status_code == 404


def test_register_saves_all_or_nothing(place: Place) -> None:
    meeting = factories.meeting(place)
    factories.attendance(place, meeting, "nurse")
    with pytest.raises(Refused):
        services.record_register(
            meeting,
            by=place.viewer(),
            at=AT,
            presences={place.posts["fire"]: "PRESENT", place.posts["nurse"]: "ABSENT"},
        )
    assert Attendance.objects.count() == 1


def titles(found) -> list[str]:
    return sorted(post.title for post in found)


def test_posts_offered_for_a_decision_are_those_there(place: Place) -> None:
    meeting = factories.meeting(place)
    everyone = titles(queries.possible_deciders(place.viewer(), meeting))
    assert "Independent Scrutineer" not in everyone
    assert len(everyone) == 6
    for post in ("director", "nurse", "scrutineer"):
        place.seat("board", post)
    seated = titles(queries.possible_deciders(place.viewer(), meeting))
    assert seated == ["Chief Nurse", "Director of Children's Services"]
    factories.attendance(place, meeting, "nurse")
    factories.attendance(place, meeting, "scrutineer")
    factories.attendance(place, meeting, "director", presence="APOLOGIES")
    there = titles(queries.possible_deciders(place.viewer(), meeting))
    assert there == ["Chief Nurse"]


def test_item_of_another_meeting_is_not_offered(place: Place, signed_in) -> None:
    meeting = factories.meeting(place)
    factories.agenda_item(place, meeting, title="Ours")
    factories.agenda_item(place, factories.meeting(place, title="Other"))
    page = signed_in(Role.BUSINESS_UNIT).get(
        reverse("add_decision", args=[meeting.key])
    )
    items = page.context["form"].fields["item"].queryset
    assert [str(item) for item in items] == ["Ours"]


# Minutes as a file


@pytest.fixture
def without_scanner(settings) -> None:
    settings.EXAMPLE = True
    settings.SCANNER = ""


@pytest.mark.usefixtures("without_scanner")
def test_minutes_file_is_kept_and_given_to_those_who_may_open_the_meeting(
    place: Place, signed_in
) -> None:
    meeting = factories.meeting(place)
    unit = signed_in(Role.BUSINESS_UNIT)
    address = reverse("amend_meeting", args=[meeting.key])
    values = {
        "title": meeting.title,
        "group": meeting.group.key,
        **dict.fromkeys(("held_on_0", "held_on_day"), "20"),
        **dict.fromkeys(("held_on_1", "held_on_month"), "11"),
        **dict.fromkeys(("held_on_2", "held_on_year"), "2024"),
        "mode": "ONLINE",
        "state": "HELD",
        "version": "1",
    }
    content = made_files.pdf()
    upload = SimpleUploadedFile("minutes.pdf", content)
    answer = unit.post(address, values | {"minutes_upload": upload, "once": "f"})
    assert answer.status_code == 302
    download = reverse("download_minutes", args=[meeting.key])
    got = unit.get(download)
    assert b"".join(got.streaming_content) == content
    assert got["Content-Disposition"].startswith("attachment")
    assert signed_in(Role.AGENCY_LEAD, "nurse").get(download).status_code == 404


def test_meeting_without_a_file_gives_none(place: Place, signed_in) -> None:
    meeting = factories.meeting(place)
    address = reverse("download_minutes", args=[meeting.key])
    assert signed_in(Role.BUSINESS_UNIT).get(address).status_code == 404


@pytest.mark.usefixtures("without_scanner")
def test_file_of_the_wrong_type_is_refused_at_its_field(
    place: Place, signed_in
) -> None:
    meeting = factories.meeting(place)
    unit = signed_in(Role.BUSINESS_UNIT)
    address = reverse("amend_meeting", args=[meeting.key])
    upload = SimpleUploadedFile("minutes.pdf", b"MZ not a document at all")
    answer = unit.post(address, {"minutes_upload": upload, "version": "1"})
    assert answer.status_code == 422
    assert len(answer.context["form"].errors["minutes_upload"]) == 1
    assert Meeting.objects.get().version == 1
