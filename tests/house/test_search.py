"""Every kind that can be searched names real fields, and no retired name is found."""

from __future__ import annotations

from goldenthread.core import pages
from goldenthread.desk import queries
from goldenthread.partnership.states import Role
from goldenthread.subjects.models import Alias
from tests.house.conftest import client_of, viewer


def test_every_searched_field_can_be_searched():
    seer = viewer(Role.BUSINESS_UNIT)
    for kind in pages.KINDS.values():
        if kind.search:
            assert kind.matching(seer, "zzzz qqqq").count() == 0, kind.name


def test_a_retired_pseudonym_finds_nothing():
    """Rule N3, after proving that the pseudonym of today does find something."""
    retired = Alias.objects.filter(ends_on__isnull=False).first()
    today = Alias.objects.get(subject=retired.subject, ends_on__isnull=True)
    seer = viewer(Role.BUSINESS_UNIT)
    assert queries.search(seer, today.value)
    assert queries.search(seer, retired.value) == []
    assert (
        retired.value.encode()
        not in client_of(Role.BUSINESS_UNIT).get("/search/", {"q": today.value}).content
    )
