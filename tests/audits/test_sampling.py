"""An audit takes the cases of a sample that another room drew."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from goldenthread.audits import queries, services
from goldenthread.audits.models import AuditCase
from goldenthread.core.access import Refused
from goldenthread.thread.queries import samples
from goldenthread.thread.queries.samples import Drawn, DrawnCase, Offer
from tests.audits import factories


pytestmark = pytest.mark.django_db


@pytest.fixture
def sample():
    """A sample that somebody offers; tests change what it says."""
    found = {
        "drawn": Drawn(
            key="tests:s1",
            title="Referrals",
            how="3 of 40 children, at random, with seed 1.",
            first_day=date(2024, 4, 1),
            last_day=date(2025, 3, 31),
            cases=tuple(DrawnCase(n, f"pseudonym{n}") for n in (1, 2, 3)),
            agencies=(),
        )
    }
    samples.offer(
        Offer(
            "tests",
            lambda viewer: [("s1", "Referrals")],
            lambda viewer, key: found["drawn"] if key == "s1" else None,
        )
    )
    yield found
    samples.withdraw("tests")


def take(audit, by, key="tests:s1"):
    audit.refresh_from_db()
    return services.take_sample(
        audit,
        by=by,
        at=factories.AT,
        values={"sample": key},
        read_version=audit.version,
    )


@pytest.fixture
def audit(world):
    return factories.make_audit(world.partnership)


@pytest.fixture
def unit(world):
    return world.unit


def cases(audit):
    found = AuditCase.objects.filter(audit=audit).order_by("number")
    return [(one.number, one.drawn_as, one.replaced) for one in found]


def test_cases_keep_the_samples_numbers_and_pseudonyms(audit, unit, sample):
    taken = take(audit, unit)
    assert cases(audit) == [(n, f"pseudonym{n}", "") for n in (1, 2, 3)]
    assert (taken.how_drawn, taken.cohort_size) == (sample["drawn"].how, 3)
    assert (taken.period_from, taken.period_to) == (
        date(2024, 4, 1),
        date(2025, 3, 31),
    )


def test_taken_again_it_brings_what_was_replaced_since(audit, unit, sample):
    take(audit, unit)
    one, two, three = sample["drawn"].cases
    more = (
        one,
        replace(two, replaced="Record closed"),
        three,
        DrawnCase(4, "pseudonym4"),
    )
    sample["drawn"] = replace(sample["drawn"], cases=more)
    taken = take(audit, unit)
    assert cases(audit) == [
        (1, "pseudonym1", ""),
        (2, "pseudonym2", "Record closed"),
        (3, "pseudonym3", ""),
        (4, "pseudonym4", ""),
    ]
    assert taken.cohort_size == 3
    # A file that was replaced is not counted as looked at.
    assert queries.audits(unit).get(pk=audit.pk).files == 3


def test_the_samples_agencies_are_asked_once(audit, unit, sample, world):
    sample["drawn"] = replace(sample["drawn"], agencies=(world.police,))
    take(audit, unit)
    take(audit, unit)
    assert [one.agency for one in audit.requests.all()] == [world.police]


def test_an_audit_with_other_cases_takes_none(audit, unit, sample):
    services.add_audit_case(
        by=unit, at=factories.AT, values={"number": 1}, parent=audit
    )
    with pytest.raises(Refused, match="not of this sample"):
        take(audit, unit)
    assert cases(audit) == [(1, "", "")]


def test_a_sample_that_is_not_offered_is_refused(audit, unit, sample):
    for key in ("tests:s2", "nobody:s1", "s1"):
        with pytest.raises(ValidationError, match="Choose one"):
            take(audit, unit, key)


def test_a_cancelled_audit_takes_none(audit, unit, sample):
    services.cancel_audit(
        audit,
        by=unit,
        at=factories.AT,
        values={"why": "Another was chosen"},
        read_version=audit.version,
    )
    with pytest.raises(Refused, match="before the audit is reported"):
        take(audit, unit)
