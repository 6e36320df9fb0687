"""The timers: digests sent, impact tests judged; safe to run again."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from goldenthread.partnership.states import Role
from goldenthread.thread import services
from goldenthread.thread.models import DigestMail, Verdict
from goldenthread.thread.queries import series
from tests.partnership import factories as people
from tests.thread import factories as make
from tests.thread.made_series import MadeSeries, monthly


def run(name):
    out = StringIO()
    call_command(name, stdout=out)
    return out.getvalue()


@pytest.fixture
def action(db):
    home = people.partnership(short_name="Home")
    agency = people.agency(home)
    people.account(home, Role.AGENCY_LEAD, agency_=agency)
    return make.make_action(make.make_origin(home), agency)


def test_digests_send_tells_once(action):
    first, second = run("digests_send"), run("digests_send")
    assert "1 digests made, 1 mails sent, 0 sent before, 0 failed" in first
    assert "0 digests made, 0 mails sent, 1 sent before, 0 failed" in second
    assert len(mail.outbox) == 1
    assert DigestMail.objects.count() == 2


def test_digests_send_says_whom_nobody_answers_for(action):
    make.make_action(action.origin, people.agency(action.partnership))
    assert "nobody to tell of digest" in run("digests_send")


def test_impact_judge_adds_what_is_new(action):
    room = MadeSeries()
    try:
        today = timezone.localdate()
        room.keep("starts", monthly(date(2024, 4, 1), [19, 21] * 6))
        values = {
            "series_key": "made:starts",
            "measure": "Starts",
            "direction": "DOWN",
            "in_force_on": today,
        }
        by = make.loader(action.partnership)
        services.add_impact_test(by=by, at=timezone.now(), values=values, parent=action)
        first, second = run("impact_judge"), run("impact_judge")
    finally:
        series.withdraw("made")
    assert f"{Verdict.objects.get().impact_test.key}: Too little data" in first
    assert "Home: 0 new, 1 as before" in second
