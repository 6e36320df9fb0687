"""The example's cases: who sees what of them, what is said, and what shows nowhere."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse

from goldenthread.core import history
from goldenthread.core import viewer as viewers
from goldenthread.partnership.models import Account
from goldenthread.partnership.queries import viewer_for
from goldenthread.reviews import presenters, queries
from goldenthread.reviews.models import Incident, Review
from goldenthread.reviews.views.kinds import KINDS, REVIEW
from goldenthread.subjects.queries import circle_keys, names_to_hunt
from goldenthread.subjects.views import SUBJECT
from tests.reviews.conftest import NOW
from tests.waiting import waiting


PAGES = (*KINDS, SUBJECT)


def as_person(world, handle):
    found = viewer_for(world[f"account.{handle}"].pk, NOW.date())
    return replace(found, circles=circle_keys(found.person_id, NOW.date()))


def titles(viewer) -> list[str]:
    return [presenters.review_title(one) for one in queries.reviews(viewer)]


def test_the_reviews_by_their_titles(loaded):
    assert sorted(titles(as_person(loaded, "alex"))) == sorted(
        [
            "Local practice review: Family Lattice",
            "Local practice review: Ivy",
            "Local practice review: Family 1",
            "Local practice review: A Shropshire School",
            "Joint review with a safeguarding adults review: Family A",
            "Joint review with a safeguarding adults review: Family B",
            "Local practice review: Jasmine",
            "Local practice review: Child U",
            "Local practice review: Darren",
            "Local practice review: Family 2",
            "Local practice review: Family 3",
            "Thematic review: Cross-border working",
            "Thematic review: Neglect",
            "Thematic review: Sexual abuse",
            "Local practice review: Children M and N",
        ]
    )


def test_the_barred_officer_sees_neither_the_case_nor_its_theme(loaded):
    """Robin is barred from Family 3, which stands in the theme of neglect."""
    alex, robin = as_person(loaded, "alex"), as_person(loaded, "robin")
    hidden = set(titles(alex)) - set(titles(robin))
    assert hidden == {"Thematic review: Neglect", "Local practice review: Family 3"}


def test_the_police_lead_stands_in_two_circles(loaded):
    assert sorted(titles(as_person(loaded, "vic"))) == [
        "Joint review with a safeguarding adults review: Family B",
        "Local practice review: Family 3",
    ]


def test_what_is_due_in_the_cases_in_progress(loaded):
    """Made-up cases, by days before the loading: one return is late, one review too."""
    call_command("reference_load", verbosity=0)
    today = NOW.date()

    def due(handle):
        return waiting("reviews", as_person(loaded, handle), today)

    assert [(one.words, one.due_on) for one in due("alex")] == [
        ("Agency’s return", date(2026, 11, 1)),
        ("Send the rapid review to the Panel", date(2026, 11, 11)),
        ("Publish, or tell the Panel why not", date(2026, 9, 27)),
        ("Look at the delay again", date(2026, 11, 12)),
        ("Look at the time and quality of the review", date(2026, 11, 22)),
        ("The reviewer owes an answer to a written request", date(2026, 10, 3)),
        ("Ask how it stands", date(2026, 11, 22)),
    ]
    (mine,) = due("jo")
    assert (mine.record.agency, mine.is_late(today)) == (loaded["agency.icb"], True)
    assert due("vic") == []


@pytest.mark.parametrize("handle", ["pat", "ash", "max"])
def test_analyst_trainer_and_administrator_see_no_review(loaded, handle):
    assert titles(as_person(loaded, handle)) == []


def test_what_is_not_printed_is_marked(loaded):
    """The split of fifteen children is made up, and each such record says so."""
    rows = Incident.objects.filter(
        children_basis="INVENTED", source_note__startswith="The source prints 15"
    )
    kept = sorted(rows.values_list("children", flat=True))
    assert kept == [2, 5, 6]
    assert all("made up" in one.source_note for one in rows)
    assert all("made up" in presenters.incident_notices(one)[-1] for one in rows)


def test_a_moved_subject_shows_where_it_came_from(loaded):
    alex = as_person(loaded, "alex")
    theme = queries.reviews(alex).get(theme="Neglect")
    places = queries.review_subjects(alex).filter(review=theme)
    came = [presenters.review_title(one.came_from.review) for one in places]
    assert came == [
        "Local practice review: Family 1",
        "Local practice review: Family 2",
        "Local practice review: Family 3",
    ]
    assert presenters.review_notices(theme) == (
        "Family 1 stands in another review too, and is counted once.",
    )


def test_a_review_is_found_by_the_name_of_today(loaded):
    alex = as_person(loaded, "alex")
    found = [presenters.review_title(one) for one in REVIEW.matching(alex, "family 1")]
    assert sorted(found) == [
        "Local practice review: Family 1",
        "Thematic review: Neglect",
    ]
    assert list(SUBJECT.matching(alex, "pendulum")) == []
    (sample,) = SUBJECT.matching(alex, "thimble")
    assert sample.alias_today == "Child Thimble"


def test_no_page_holds_a_name_that_is_hunted(loaded, client):
    """N3, N5, N6: canaries of the vault and the retired name, on every page there is."""
    home = loaded["partnership.shropshire"].pk
    check = viewers.system("publication check", partnership_id=home)
    hunted = [one.value for one in names_to_hunt(check)]
    assert len(hunted) == 37
    client.force_login(
        Account.objects.get(pk=loaded["account.alex"].pk),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    alex, leaks, seen = as_person(loaded, "alex"), [], 0
    for kind in PAGES:
        records = list(kind.visible(alex)[:3])
        history_of = [reverse(f"{kind.name}_history", args=[r.key]) for r in records]
        for address in (kind.list_url(), *map(kind.url, records), *history_of):
            text = client.get(address).content.decode()
            seen += len(text) > 1000
            leaks += [(address, name) for name in hunted if name in text]
    assert leaks == []
    assert seen > 40


def test_the_chain_holds_after_loading(loaded):
    assert history.verify() is None
    assert Review.objects.count() == 15
