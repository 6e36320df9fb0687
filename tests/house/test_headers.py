"""Headers on every answer (rule U7), and personal pages are not kept (rule X8)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from goldenthread.partnership.states import Role
from tests.house.conftest import client_of
from tests.house.routes import every_route


PLAIN = [route.name for route in every_route() if not route.arguments]


# What is published names nobody: any browser may keep it for a while.
FOR_EVERYBODY = {"published_icon", "published_learning", "published_sheet"}


@pytest.mark.parametrize("name", PLAIN)
def test_every_answer_carries_the_headers(name):
    answer = client_of(Role.BUSINESS_UNIT).get(reverse(name))
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    if name in FOR_EVERYBODY:
        assert answer["Cache-Control"] == "public, max-age=300"
        assert not answer.cookies
    else:
        assert "no-store" in answer["Cache-Control"]
