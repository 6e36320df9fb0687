import pytest
from django.core.exceptions import ValidationError

from goldenthread.thread.forms import FigureKeyField


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("dataset.police_protection.starts", "dataset.police_protection.starts"),
        (" thread.plans.open\n", "thread.plans.open"),
        ("", ""),
        ("no.such", "There is no figure called “no.such”."),
    ],
)
def test_a_figure_is_named_by_a_key_that_exists(typed, expected):
    field = FigureKeyField(required=False)
    try:
        found = field.clean(typed)
    except ValidationError as refused:
        found = refused.messages[0]
    assert found == expected
