"""Have we learned this before: what is found, for whom, why, and that it is logged."""

from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import reverse

from goldenthread.core import likeness
from goldenthread.core.models import HistoryRow
from goldenthread.partnership.states import Role
from goldenthread.thread import presenters, queries, services
from goldenthread.thread.models import Finding, Likeness
from tests.partnership import factories as people
from tests.subjects import factories as cases
from tests.thread import factories as make
from tests.thread.factories import AT


CIRCLE = "circleaaaaaa"
FATHERS = "Fathers were missing from assessments"
STEPFATHER = "The stepfather was not assessed and his history was not known"
BUDGET = "The website is hard to read on a phone"
ON = date(2025, 3, 1)


def finding(world, title, found_on=date(2023, 5, 1), circle="", **values):
    origin = make.make_origin(world.partnership, circle=circle)
    return make.make_finding(origin, title=title, found_on=found_on, **values)


def ask(viewer, text=FATHERS, **values):
    return queries.learned_before(viewer, text, **({"on": ON} | values))


def titles(found):
    return [one.finding.title for one in found]


def test_earlier_learning_is_found_by_meaning_and_other_matters_are_not(world):
    finding(world, STEPFATHER)
    finding(world, BUDGET)
    found = ask(world.unit)
    assert titles(found) == [STEPFATHER]
    assert ("fathers", "stepfather") in found[0].shared.near


def test_good_practice_later_findings_and_the_own_source_are_no_repeat(world):
    finding(world, STEPFATHER, kind="GOOD_PRACTICE")
    finding(world, STEPFATHER, found_on=date(2025, 3, 2))
    own = finding(world, STEPFATHER)
    assert ask(world.unit, but=own.origin) == []


def test_of_two_on_one_day_only_the_first_is_earlier(world):
    first = finding(world, FATHERS, found_on=ON)
    second = finding(world, STEPFATHER, found_on=ON)
    assert titles(queries.earlier_alike(world.unit, second)) == [FATHERS]
    assert queries.earlier_alike(world.unit, first) == []


def test_text_without_a_telling_word_finds_nothing(world):
    finding(world, STEPFATHER)
    assert ask(world.unit, "It was not so") == []


def test_another_partnership_finds_nothing_of_ours(world):
    finding(world, STEPFATHER)
    other = make.unit(make.make_partnership("Othershire"))
    assert ask(other) == []


def test_words_of_the_theme_tree_count_as_meaning(world):
    values = {
        "name": "Invisible men",
        "synonyms": "fathers\nstepfather",
        "starts_on": make.BEGAN,
    }
    finding(world, STEPFATHER)
    before = ask(world.unit)[0].nearness
    services.add_theme(by=world.unit, at=AT, values=values)
    found = ask(world.unit)[0]
    assert found.themes == ("Invisible men",)
    assert found.nearness == pytest.approx(before + 0.06)


def test_a_finding_is_found_in_the_transaction_that_writes_it_and_follows_it(world):
    one = finding(world, BUDGET)
    assert ask(world.unit) == []
    services.amend_finding(
        one,
        by=world.unit,
        at=AT,
        values={"title": STEPFATHER, "text": "", "kind": "LEARNING"},
        read_version=one.version,
    )
    assert titles(ask(world.unit)) == [STEPFATHER]


def test_what_was_undone_is_not_found_and_what_follows_is(world):
    finding(world, BUDGET)
    with transaction.atomic():
        finding(world, STEPFATHER)
        assert titles(ask(world.unit)) == [STEPFATHER]
        transaction.set_rollback(True)
    assert ask(world.unit) == []
    finding(world, FATHERS)
    assert titles(ask(world.unit)) == [FATHERS]


def test_all_can_be_made_anew(world):
    finding(world, STEPFATHER)
    Likeness.objects.all().delete()
    assert services.remember_all() == Finding.objects.count() == 1
    row = Likeness.objects.get()
    assert (bytes(row.numbers) != b"", row.mark) == (True, Finding.objects.get().key)


def test_numbers_of_an_older_table_are_not_compared_until_made_anew(world):
    """Such rows have another length: read as they are they would say anything."""
    finding(world, STEPFATHER)
    finding(world, BUDGET, kind="GOOD_PRACTICE")
    right = list(Likeness.objects.order_by("pk").values_list("pk", "numbers", "stamp"))
    Likeness.objects.update(numbers=b"\x01" * 96, edition=likeness.EDITION - 1)
    assert ask(world.unit) == []
    newest = import_module(f"goldenthread.thread.migrations.{_newest_remembering()}")
    newest.Migration.operations[0].code(apps, None)
    assert titles(ask(world.unit)) == [STEPFATHER]
    rows = Likeness.objects.order_by("pk").values_list("pk", "numbers", "stamp")
    assert list(rows) == right


def _newest_remembering():
    folder = Path(queries.__file__).parent.parent / "migrations"
    return max(path.stem for path in folder.glob("*_remember_*.py"))


def test_each_edition_of_the_table_has_a_migration_that_makes_numbers_anew():
    words = {1: "findings", 2: "edition_two", 3: "edition_three", 4: "edition_four"}
    assert _newest_remembering().endswith(f"_remember_{words[likeness.EDITION]}")


# --- Circles ------------------------------------------------------------------------


def shape(found):
    """All that somebody is shown: order, nearness, reasons."""
    return [(one.finding.pk, one.nearness, one.shared, one.themes) for one in found]


def test_restricted_findings_move_nothing_for_those_outside(world):
    """Neither order nor nearness nor reasons: as though they had never been written."""
    finding(world, STEPFATHER)
    finding(world, "Men in the household were unknown to the assessment")
    before = shape(ask(world.unit))
    for at in range(70):  # more than are looked at, each nearer than any open one
        finding(world, FATHERS, circle=CIRCLE, found_on=date(2022, 1, 1 + at % 28))
    assert shape(ask(world.unit)) == before
    inside = replace(world.unit, circles=(CIRCLE,))
    assert titles(ask(inside)) == [FATHERS] * queries.learned.SHOWN


def test_somebody_barred_since_is_shown_nothing_at_once(world):
    """The circle is asked today, not when the row was read."""
    one = finding(world, STEPFATHER)
    assert titles(ask(world.unit)) == [STEPFATHER]
    services.move_origin(
        one.origin,
        by=world.unit,
        at=AT,
        title=one.origin.title,
        happened_on=one.origin.happened_on,
        circle=CIRCLE,
    )
    assert ask(world.unit) == []
    assert titles(ask(replace(world.unit, circles=(CIRCLE,)))) == [STEPFATHER]
    assert ask(replace(world.unit, circles=("othercircle1",))) == []


@pytest.mark.parametrize("count", [1, 9])
def test_looking_takes_a_fixed_number_of_queries(
    world, count, django_assert_num_queries
):
    for _ in range(count):
        one = finding(world, STEPFATHER)
        make.make_action(one, world.police)
    ask(world.unit)
    with django_assert_num_queries(8):
        found = ask(world.unit)
        presenters.learned_section(found)
    assert len(found) == count


# --- In words --------------------------------------------------------------------------


def test_each_hit_tells_what_was_promised_whether_done_and_whether_it_worked(world):
    old = finding(world, STEPFATHER)
    action = make.make_action(old, world.police, title="Ask for men by name")
    make.step("complete_action", action, world.police_lead)
    section = presenters.learned_section(ask(world.unit))
    row = section.rows[0]
    assert row[0].hint == "Audit of something, 1 May 2023"
    assert row[2].lines == (
        "Ask for men by name (Police): said to be done, not assured",
    )
    assert row[3].lines[0].startswith("Ask for men by name: ")


def test_a_hit_without_an_action_says_so(world):
    finding(world, STEPFATHER)
    row = presenters.learned_section(ask(world.unit)).rows[0]
    assert row[2].lines == ("Nothing was promised",)


# --- Pages ------------------------------------------------------------------------------


@pytest.fixture
def home(db):
    return people.partnership()


@pytest.fixture
def unit(home):
    client = Client()
    client.force_login(people.account(home, Role.BUSINESS_UNIT))
    return client


def look(client, origin, htmx=False, **data):
    headers = {"HX-Request": "true"} if htmx else {}
    address = reverse("look_for_alike", args=[origin.key])
    return client.post(address, data, headers=headers)


def test_looking_while_writing_keeps_what_was_typed_and_saves_nothing(home, unit):
    make.make_finding(make.make_origin(home), title=STEPFATHER)
    origin = make.make_origin(home)
    page = look(unit, origin, title=FATHERS, text="Typed already")
    told = page.content.decode()
    assert page.status_code == 200
    assert STEPFATHER in told
    assert "Typed already" in told
    assert "There is a problem" not in told
    assert reverse("add_finding", args=[origin.key]) in told
    assert Finding.objects.count() == 1


def test_a_script_is_given_the_table_alone(home, unit):
    make.make_finding(make.make_origin(home), title=STEPFATHER)
    origin = make.make_origin(home)
    told = look(unit, origin, htmx=True, title=FATHERS).content.decode()
    assert STEPFATHER in told
    assert "<form" not in told
    empty = look(unit, origin, htmx=True).content.decode()
    assert "Write a few words first" in empty


def test_form_of_a_finding_offers_to_look_and_works_without_script(home, unit):
    origin = make.make_origin(home)
    told = unit.get(reverse("add_finding", args=[origin.key])).content.decode()
    address = reverse("look_for_alike", args=[origin.key])
    assert f'formaction="{address}#alike"' in told
    assert f'hx-post="{address}"' in told
    assert unit.get(address).url == reverse("add_finding", args=[origin.key])


def test_restricted_hits_are_logged_and_hidden_from_the_barred(home):
    client, account = Client(), people.account(home, Role.BUSINESS_UNIT)
    client.force_login(account)
    seer = cases.viewer_of(account)
    circle = cases.let_in_circle(home, seer)
    hidden = make.make_origin(home, circle=circle.key)
    make.make_finding(hidden, title=STEPFATHER, found_on=date(2023, 1, 1))
    origin = make.make_origin(home)
    own = make.make_finding(origin, title=FATHERS, found_on=date(2024, 1, 1))
    page = reverse("view_finding", args=[own.key])

    def shown():
        looked = look(client, origin, title=FATHERS).content.decode()
        return STEPFATHER in looked, STEPFATHER in client.get(page).content.decode()

    assert shown() == (True, True)
    rows = HistoryRow.objects.filter(action="show_learned_before")
    assert [(row.subjects, row.rows) for row in rows] == [([circle.key], 1)] * 2
    cases.bar(circle, seer)
    assert shown() == (False, False)
    assert rows.count() == 2
