"""The chronology: who reads which rows, pairs judged, gaps, copies that leave."""

import zipfile
from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document as open_word

from goldenthread.core.access import Refused
from goldenthread.core.models import HistoryRow
from goldenthread.partnership.models import Account, Agency
from goldenthread.partnership.states import Role
from goldenthread.reviews import services
from goldenthread.reviews.models import EpisodePair
from goldenthread.reviews.queries.chronology import Chosen, chronology
from tests.partnership import factories as people
from tests.reviews import factories
from tests.subjects import factories as cases
from tests.subjects.factories import AT


QUARREL = "A loud quarrel at the address at night"
EVERYTHING = Chosen()


@pytest.fixture
def incident(circle, subject):
    return factories.incident(circle, subject, aware_on=date(2024, 4, 15))


@pytest.fixture
def told(home, incident):
    """Two agencies that sent a return each, telling of one quarrel."""
    found = []
    for name in ("Police", "Health"):
        agency = people.agency(home, name=name)
        one = factories.agency_return(incident, agency, looks_from=date(2024, 1, 1))
        words = f"{QUARREL}, {name}"
        found.append(factories.episode(one, starts_on=date(2024, 3, 1), text=words))
        factories.sent(one)
    return found


def judge(incident, by, first, second, same=True):
    said = {"same": same, "reasons": "The same night"}
    return services.judge_pair(incident, first, second, by=by, at=AT, values=said)


def test_returns_merge_into_one_list_by_day_and_agency(home, unit, incident, told):
    early = factories.agency_return(incident, people.agency(home, name="Housing"))
    factories.episode(early, starts_on=date(2024, 2, 1))
    draft = factories.agency_return(incident, people.agency(home))
    factories.episode(draft)
    factories.sent(early)
    found = chronology(unit, incident, EVERYTHING)
    assert [one.agency_return.agency.name for one in found.episodes] == [
        "Housing",
        "Health",
        "Police",
    ]


def test_a_likely_duplicate_is_confirmed_without_losing_either(unit, incident, told):
    police, health = told
    before = chronology(unit, incident, EVERYTHING)
    assert [{one.first, one.second} for one in before.likely] == [
        {police.key, health.key}
    ]
    judge(incident, unit, health, police)
    after = chronology(unit, incident, EVERYTHING)
    assert after.likely == ()
    assert [len(group) for group in after.under.values()] == [2]
    assert set(after.episodes) == {police, health}
    judge(incident, unit, police, health, same=False)
    again = chronology(unit, incident, EVERYTHING)
    assert [len(group) for group in again.under.values()] == [1, 1]
    assert again.likely == ()
    assert EpisodePair.objects.count() == 2


def test_a_pair_is_two_episodes_of_one_case_judged_by_the_unit(
    home, unit, incident, told, one_of_each_role
):
    police, health = told
    with pytest.raises(Refused, match="two different"):
        judge(incident, unit, police, police)
    other = factories.incident(cases.let_in_circle(home, unit))
    stranger = factories.episode(factories.agency_return(other))
    with pytest.raises(Refused, match="of this case"):
        judge(incident, unit, police, stranger)
    with pytest.raises(Refused):
        judge(incident, one_of_each_role[Role.EXECUTIVE], police, health)


def test_gaps_run_from_as_far_back_as_was_asked_and_a_filter_makes_none(
    unit, incident, told
):
    found = chronology(unit, incident, Chosen(gap=30))
    assert [(one.first, one.last) for one in found.gaps] == [
        (date(2024, 1, 1), date(2024, 2, 29)),
        (date(2024, 3, 2), date(2024, 4, 15)),
    ]
    narrowed = chronology(unit, incident, Chosen(gap=30, word="nothing like it"))
    assert narrowed.episodes == ()
    assert narrowed.gaps == found.gaps


def test_it_is_narrowed_by_agency_person_day_and_word(
    circle, unit, incident, told, subject
):
    other = cases.subject(circle)
    services.add_child(incident, by=unit, at=AT, values={"subject": other})
    police, health = told
    late = factories.episode(
        police.agency_return, other, starts_on=date(2024, 4, 2), text="A visit"
    )

    def shown(**chosen):
        return set(chronology(unit, incident, Chosen(**chosen)).episodes)

    assert shown(agency=health.agency_return.agency.key) == {health}
    assert shown(person=other.key) == {late}
    assert shown(person=subject.key) == {police, health}
    assert shown(first=date(2024, 3, 2)) == {late}
    assert shown(last=date(2024, 3, 1)) == {police, health}
    assert shown(word="QUARREL") == {police, health}


def test_an_agency_lead_reads_the_own_and_what_was_shared(
    home, incident, told, one_of_each_role
):
    lead = one_of_each_role[Role.AGENCY_LEAD]
    own = factories.agency_return(incident, Agency.objects.get(pk=lead.agency_id))
    mine = factories.episode(own)
    factories.sent(own)
    police, _health = told
    assert set(chronology(lead, incident, EVERYTHING).episodes) == {mine}
    by = people.loader(home)
    services.share_return(police.agency_return, by=by, at=AT, values={})
    assert set(chronology(lead, incident, EVERYTHING).episodes) == {mine, police}


def test_a_pair_is_shown_only_to_who_reads_both(
    home, unit, incident, told, one_of_each_role
):
    lead = one_of_each_role[Role.AGENCY_LEAD]
    judge(incident, unit, *told)
    by = people.loader(home)
    services.share_return(told[0].agency_return, by=by, at=AT, values={})
    found = chronology(lead, incident, EVERYTHING)
    assert (found.judged, len(found.episodes)) == ((), 1)


# --- Pages --------------------------------------------------------------------------


@pytest.fixture
def browser(client):
    def signed_in(viewer):
        backend = "allauth.account.auth_backends.AuthenticationBackend"
        account = Account.objects.get(pk=viewer.account_id)
        client.force_login(account, backend=backend)
        return client

    return signed_in


def address(name, incident, *more):
    return reverse(name, args=[incident.key, *more])


def test_the_page_says_why_two_are_alike_and_leads_to_judging(
    unit, incident, told, browser
):
    client = browser(unit)
    text = client.get(address("view_chronology", incident)).content.decode()
    assert "The same day; both about Child Lantern; 4 words in common" in text
    pair = sorted(one.key for one in told)
    judging = address("judge_pair", incident, *pair)
    assert judging in text
    assert client.get(judging).status_code == 200
    answer = client.post(judging, {"same": "yes", "reasons": "One night"})
    assert answer["Location"] == address("view_chronology", incident)
    text = client.get(address("view_chronology", incident)).content.decode()
    assert "Confirmed as one" in text


def test_a_wrong_filter_is_told_and_loses_nothing(unit, incident, told, browser):
    page = browser(unit).get(address("view_chronology", incident), {"gap": "0"})
    text = page.content.decode()
    assert page.status_code == 200
    assert "There is a problem" in text
    assert QUARREL in text


def test_the_page_asks_as_often_for_many_episodes_as_for_few(
    unit, incident, told, browser
):
    client, page = browser(unit), address("view_chronology", incident)

    def asked():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page).status_code == 200
        return len(captured)

    few = asked()
    for number in range(1, 9):
        day = date(2024, 2, number)
        factories.episode(told[0].agency_return, starts_on=day, text=QUARREL)
    assert asked() == few


@pytest.mark.parametrize("form", ["xlsx", "pdf", "docx"])
def test_a_copy_is_asked_what_for_marked_and_written_down(
    unit, incident, told, browser, form
):
    client, copy = browser(unit), address("export_chronology", incident)
    refused = client.post(copy, {"form": form, "purpose": " "})
    assert refused.status_code == 422
    assert not HistoryRow.objects.filter(action__startswith="export_").exists()
    answer = client.post(copy, {"form": form, "purpose": "For the meeting"})
    assert answer.status_code == 200
    row = HistoryRow.objects.get(action=f"export_chronology_{form}")
    reference = row.purpose.split("copy ")[1].rstrip(")")
    assert row.purpose.startswith("For the meeting (copy ")
    assert (row.rows, incident.circle.key in row.subjects) == (2, True)
    assert answer["Content-Disposition"] == (
        f'attachment; filename="{reference}.{form}"'
    )
    if form == "docx":
        words = open_word(BytesIO(answer.content))
        text = "\n".join(one.text for one in words.paragraphs)
        assert f"Copy {reference}" in text
        assert QUARREL in " ".join(
            cell.text for table in words.tables for cell in table._cells
        )
    if form == "xlsx":
        with zipfile.ZipFile(BytesIO(answer.content)) as archive:
            text = archive.read("xl/sharedStrings.xml").decode()
        assert f"Copy {reference}" in text
        assert QUARREL in text
    if form == "pdf":
        assert answer.content.startswith(b"%PDF")


def test_a_copy_holds_what_was_narrowed_to(unit, incident, told, browser):
    copy = address("export_chronology", incident)
    chosen = told[0].agency_return.agency.key
    browser(unit).post(
        f"{copy}?agency={chosen}", {"form": "xlsx", "purpose": "For police"}
    )
    assert HistoryRow.objects.get(action="export_chronology_xlsx").rows == 1


def test_somebody_barred_finds_no_chronology_and_no_copy(
    circle, incident, told, one_of_each_role, browser
):
    executive = one_of_each_role[Role.EXECUTIVE]
    cases.bar(circle, executive)
    client = browser(executive)
    assert client.get(address("view_chronology", incident)).status_code == 404
    sent = {"form": "xlsx", "purpose": "Curious"}
    assert client.post(address("export_chronology", incident), sent).status_code == 404
    seer = cases.with_circles(executive)
    assert chronology(seer, incident, EVERYTHING).episodes == ()
