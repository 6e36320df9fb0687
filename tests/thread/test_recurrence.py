"""Same learning, recurrence lines, and the challenge a repeat raises by itself."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from goldenthread.core.access import Refused
from goldenthread.partnership.states import Role
from goldenthread.thread import presenters, queries, services
from goldenthread.thread.models import Challenge, Repeat, SameLearning
from goldenthread.thread.queries.recurrence import chained
from tests.partnership import factories as people
from tests.thread import factories as make
from tests.thread.factories import AT


CIRCLE = "circleaaaaaa"
OTHER = "circlebbbbbb"


def finding(world, title, found_on, circle="", **values):
    origin = make.make_origin(world.partnership, circle=circle)
    return make.make_finding(origin, title=title, found_on=found_on, **values)


@pytest.fixture
def old(world):
    return finding(world, "Old", date(2020, 5, 1))


@pytest.fixture
def new(world):
    return finding(world, "New", date(2025, 3, 20))


def say(later, earlier, by, reason="Both tell of fathers."):
    return services.say_same(later, earlier, by=by, at=AT, reason=reason)


def take_back(later, earlier, by, reason="They differ."):
    return services.take_back_same(later, earlier, by=by, at=AT, reason=reason)


def assured(world, parent, owner, on=date(2025, 3, 1), **values):
    """An action of an owner that was assured on a day."""
    action = make.make_action(parent, owner, agreed_on=date(2020, 6, 1), **values)
    lead = make.make_viewer(Role.AGENCY_LEAD, world.partnership, owner, name="owner")
    action = make.step("complete_action", action, lead, said_on=on)
    return make.step("assure_action", action, world.scrutineer, said_on=on)


def test_what_is_said_is_a_dated_row_and_a_further_row_takes_it_back(world, old, new):
    say(new, old, world.unit)
    assert queries.same_as(world.unit, new) == {old.pk}
    take_back(new, old, world.scrutineer)
    assert queries.same_as(world.unit, new) == frozenset()
    assert queries.line_of(world.unit, new) is None
    rows = [(one.holds, one.reason, one.said_by) for one in SameLearning.objects.all()]
    assert rows == [
        (True, "Both tell of fathers.", "Lead, Business Unit"),
        (False, "They differ.", "Lead, Scrutiny"),
    ]
    say(new, old, world.unit)
    assert queries.same_as(world.unit, old) == {new.pk}


def test_what_cannot_be_the_same_is_refused(world, old, new):
    good = finding(world, "Good", date(2019, 1, 1), kind="GOOD_PRACTICE")
    said = []

    def attempt(act, *given, **named):
        with pytest.raises(ValidationError) as wrong:
            act(*given, **named)
        said.extend(wrong.value.messages)

    attempt(say, new, new, world.unit)
    attempt(say, old, new, world.unit)
    attempt(say, new, good, world.unit)
    attempt(say, new, old, world.unit, reason=" ")
    attempt(take_back, new, old, world.unit)
    say(new, old, world.unit)
    attempt(say, new, old, world.unit)
    assert said == [
        "A finding is not a repeat of itself.",
        "The other finding is not earlier than this one.",
        "Good practice that comes again is no repeat.",
        "Say why it is the same learning.",
        "Nobody says today that these are the same learning.",
        "This is said already.",
    ]
    assert SameLearning.objects.count() == 1


@pytest.mark.parametrize("who", ["police_lead", "executive", "analyst", "trainer"])
def test_others_do_not_say_so(world, old, new, who):
    with pytest.raises(Refused):
        say(new, old, getattr(world, who))


def test_pairs_chain_into_one_line_in_the_order_of_their_days(world, old, new):
    middle = finding(world, "Middle", date(2022, 2, 2))
    lone = finding(world, "Lone", date(2021, 1, 1))
    say(middle, old, world.unit)
    say(new, middle, world.unit)
    line = queries.line_of(world.unit, old)
    assert list(line.findings) == [old, middle, new]
    assert (line.first, line.last, line.sources) == (old.found_on, new.found_on, 3)
    assert queries.line_of(world.unit, lone) is None
    assert [list(one.findings) for one in queries.recurrence_lines(world.unit)] == [
        [old, middle, new]
    ]


def test_chains_of_pairs():
    assert chained([]) == []
    assert chained([(1, 2), (5, 6), (2, 3), (6, 9)]) == [{1, 2, 3}, {5, 6, 9}]


def test_hidden_finding_neither_stands_in_a_line_nor_joins_two(world, old, new):
    hidden = finding(world, "Hidden", date(2022, 2, 2), circle=CIRCLE)
    inside = replace(world.unit, circles=(CIRCLE,))
    say(hidden, old, inside)
    say(new, hidden, inside)
    assert list(queries.line_of(inside, new).findings) == [old, hidden, new]
    assert queries.line_of(world.unit, new) is None
    assert queries.said_of(world.unit, new) == []
    assert queries.recurrence_lines(world.unit) == []


# --- The challenge --------------------------------------------------------------------


def test_repeat_after_a_held_action_challenges_its_owner_once(world, old, new):
    assured(world, old, world.police, title="Ask for men by name")
    say(new, old, world.unit)
    challenge = Challenge.objects.get()
    assert (challenge.to_agency, challenge.origin, challenge.title) == (
        world.police,
        new.origin,
        "It came again: New",
    )
    assert challenge.text == (
        "On 20 March 2025 the same learning was found again, though the action “Ask for "
        "men by name” had held since 1 March 2025. What did it not reach, and what will "
        "be different now?"
    )
    assert (challenge.raised_on, challenge.answer_due_on) == (
        make.TODAY,
        date(2025, 4, 14),
    )
    take_back(new, old, world.unit)
    say(new, old, world.unit)
    assert Challenge.objects.count() == Repeat.objects.count() == 1


def test_each_owner_is_challenged_for_each_repeat(world, old, new):
    for owner in (world.police, world.health):
        assured(world, old, owner)
    assured(world, old, world.police, title="Another")
    again = finding(world, "Again", date(2025, 3, 25))
    say(new, old, world.unit)
    say(again, new, world.unit)
    told = sorted((one.finding.title, one.agency.name) for one in Repeat.objects.all())
    assert told == [
        ("Again", "Health"),
        ("Again", "Police"),
        ("New", "Health"),
        ("New", "Police"),
    ]


def test_a_link_put_in_later_challenges_what_now_follows_from_it(world, old, new):
    middle = finding(world, "Middle", date(2025, 3, 10))
    assured(world, old, world.police)
    say(new, middle, world.unit)
    assert not Challenge.objects.exists()
    say(middle, old, world.unit)
    assert sorted(one.finding.title for one in Repeat.objects.all()) == [
        "Middle",
        "New",
    ]


@pytest.mark.parametrize("state", ["open", "done only", "held after"])
def test_no_challenge_where_no_action_had_held_before(world, old, new, state):
    if state == "open":
        make.make_action(old, world.police)
    if state == "done only":
        action = make.make_action(old, world.police)
        make.step(
            "complete_action", action, world.police_lead, said_on=date(2025, 3, 1)
        )
    if state == "held after":
        assured(world, old, world.police, on=date(2025, 3, 25))
    say(new, old, world.unit)
    assert not Challenge.objects.exists()


def test_challenge_does_not_tell_of_an_action_in_another_circle(world, new):
    hidden = finding(world, "Hidden", date(2020, 2, 2), circle=OTHER)
    inside = replace(world.unit, circles=(OTHER,))
    assured(world, hidden, world.police, title="Secret action")
    say(new, hidden, inside)
    challenge = Challenge.objects.get()
    assert "Secret action" not in challenge.text
    assert "1 March" not in challenge.text
    assert challenge.origin == new.origin


def test_challenge_on_a_restricted_repeat_stays_in_its_circle(world, old):
    hidden = finding(world, "Hidden", date(2025, 3, 20), circle=CIRCLE)
    assured(world, old, world.police)
    inside = replace(world.unit, circles=(CIRCLE,))
    say(hidden, old, inside)
    assert queries.challenges(world.unit).count() == 0
    assert queries.challenges(inside).count() == 1


def test_nothing_is_said_where_the_challenge_cannot_be_raised(
    world, old, new, monkeypatch
):
    """Both or neither: they stand in one transaction."""
    assured(world, old, world.police)

    def fail(**values):
        raise RuntimeError

    monkeypatch.setattr(services.recurrence, "add_challenge", fail)
    with pytest.raises(RuntimeError):
        say(new, old, world.unit)
    assert not SameLearning.objects.exists()


@pytest.mark.parametrize("count", [2, 6])
def test_lines_take_a_fixed_number_of_queries(world, count, django_assert_num_queries):
    for at in range(count):
        first = finding(world, f"First {at}", date(2020, 1, 1))
        assured(world, first, world.police)
        say(finding(world, f"Next {at}", date(2025, 3, 20)), first, world.unit)
    with django_assert_num_queries(7):
        found = queries.recurrence_lines(world.unit)
        presenters.lines_section(found)
    assert len(found) == count
    row = presenters.lines_section(found).rows[0]
    assert [row[at].text for at in (3, 4)] == ["1 January 2020", "20 March 2025"]


# --- Pages ------------------------------------------------------------------------------


@pytest.fixture
def home(db):
    return people.partnership()


@pytest.fixture
def unit(home):
    client = Client()
    client.force_login(people.account(home, Role.BUSINESS_UNIT))
    return client


def test_a_repeat_by_its_pages(home, unit):
    agency = make.make_agency(home, "Police of Anyshire")
    first = make.make_finding(
        make.make_origin(home),
        title="Fathers were missing from assessments",
        found_on=date(2021, 1, 1),
    )
    action = make.make_action(first, agency, agreed_on=date(2021, 2, 1))
    action = make.step("complete_action", action, make.loader(home))
    action = make.step("assure_action", action, make.loader(home))
    again = make.make_finding(
        make.make_origin(home),
        title="The stepfather was not assessed",
        found_on=make.TODAY,
    )
    page = reverse("view_finding", args=[again.key])
    address = reverse("say_same", args=[again.key, first.key])
    assert address in unit.get(page).content.decode()
    assert "Fathers were missing from assessments" in unit.get(address).content.decode()
    assert unit.post(address, {"reason": "Both tell of men."}).url == page
    told = unit.get(page).content.decode()
    assert "Found 2 times from 2 sources, 2021 to 2025." in told
    assert "The agency is challenged." in told
    assert "Both tell of men." in told
    listed = unit.get(reverse("view_recurrence_lines")).content.decode()
    assert "The stepfather was not assessed" in listed
    back = reverse("take_back_same", args=[again.key, first.key])
    assert back in told
    unit.post(back, {"reason": "They differ."})
    assert "Found 2 times" not in unit.get(page).content.decode()
    assert Challenge.objects.count() == 1


def test_a_pair_with_a_hidden_finding_is_not_there(home, unit):
    seen = make.make_finding(make.make_origin(home), found_on=make.TODAY)
    hidden = make.make_finding(make.make_origin(home, circle=CIRCLE))
    for name in ("say_same", "take_back_same"):
        for keys in ([seen.key, hidden.key], [hidden.key, seen.key]):
            assert unit.get(reverse(name, args=keys)).status_code == 404


def test_the_database_keeps_what_was_said_of_same_learning(world, old, new):
    say(new, old, world.unit)
    assert make.refuses_change(SameLearning.objects.get())
