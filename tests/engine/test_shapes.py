"""Ages and their bands, at their edges."""

from datetime import date

import pytest

from goldenthread.engine.shapes import AGE_BANDS, NOT_KNOWN, age_band, age_on


@pytest.mark.parametrize(
    ("day", "born", "age"),
    [
        (date(2025, 3, 1), date(2025, 3, 2), -1),
        (date(2025, 3, 2), date(2025, 3, 2), 0),
        (date(2026, 3, 1), date(2025, 3, 2), 0),
        (date(2026, 3, 2), date(2025, 3, 2), 1),
        (date(2025, 2, 28), date(2024, 2, 29), 0),
        (date(2025, 3, 1), date(2024, 2, 29), 1),
    ],
)
def test_age_in_whole_years(day, born, age):
    assert age_on(day, born) == age


def test_every_age_up_to_25_has_one_band_and_others_none():
    for age in range(-1, 26):
        fitting = [
            name
            for name, first, last in AGE_BANDS
            if (first is None or first <= age) and age <= last
        ]
        assert fitting == [age_band(age)]
    assert age_band(26) == age_band(None) == NOT_KNOWN
