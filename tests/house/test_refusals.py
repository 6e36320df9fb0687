"""What the database refuses comes back in words, with nothing saved by halves."""

import pytest

from goldenthread.core.models import HistoryRow
from goldenthread.partnership.states import Role
from tests.house.conftest import client_of


OUT_OF_ORDER = {
    "starts_on_day": "2",
    "starts_on_month": "5",
    "starts_on_year": "2024",
    "ends_on_day": "1",
    "ends_on_month": "5",
    "ends_on_year": "2024",
}


@pytest.mark.parametrize(
    ("address", "values"),
    [
        ("/thread/themes/add/", {"name": "A theme of a test"}),
        ("/audits/audit-tools/add/", {"name": "A tool", "edition": "1"}),
    ],
)
def test_an_end_before_its_beginning_is_one_sentence(address, values):
    before = HistoryRow.objects.count()
    answer = client_of(Role.BUSINESS_UNIT).post(address, values | OUT_OF_ORDER)
    assert answer.status_code == 422
    assert "The end must be after the beginning." in answer.content.decode()
    assert HistoryRow.objects.count() == before


@pytest.mark.parametrize("address", ["/search/?q=%00", "/thread/findings/%00/"])
def test_a_zero_byte_in_an_address_is_a_bad_request(address):
    assert client_of(Role.BUSINESS_UNIT).get(address).status_code == 400
