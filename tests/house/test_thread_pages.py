"""Thread pages show only what their reader could open, and every kind has one."""

import re

import pytest
from django.urls import reverse

from goldenthread.core import pages
from goldenthread.partnership.states import Role
from tests.house.conftest import client_of, viewer


MAIN = re.compile(r"<main.*</main>", re.S)


@pytest.mark.parametrize("name", ["event", "national_report", "audit"])
@pytest.mark.parametrize("role", [Role.BUSINESS_UNIT, Role.ADMINISTRATOR])
def test_every_link_of_a_thread_page_opens(name, role):
    reverse("view_home")  # the rooms' kinds are known once their addresses are
    kind, browser = pages.KINDS[name], client_of(role)
    if not kind.may_read(viewer(role)):
        return
    opened: set[str] = set()
    for record in kind.visible(viewer(role))[:8]:
        answer = browser.get(f"/path/{name}/{record.key}/")
        assert answer.status_code == 200
        main = MAIN.search(answer.content.decode()).group()
        led_to = set(re.findall(r'href="(/thread/[^"?#]+)"', main))
        for address in led_to - opened:
            assert browser.get(address).status_code == 200, address
        opened |= led_to
