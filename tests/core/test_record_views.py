import pytest

from goldenthread.core import record_views
from goldenthread.core.models import BankHoliday


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("division", "ENGLAND_AND_WALES", "England and Wales"),
        ("division", "NOWHERE", "NOWHERE"),
        ("title", "ENGLAND_AND_WALES", "ENGLAND_AND_WALES"),
        ("date", None, None),
    ],
)
def test_stored_codes_are_shown_as_the_words_of_their_choice(name, value, words):
    assert record_views.in_words(BankHoliday, name, value) == words
