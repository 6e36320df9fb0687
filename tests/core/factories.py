"""Rows of the core room for tests, made through its services."""

from datetime import date, timedelta

from django.utils import timezone

from goldenthread.core.models import BankHoliday
from goldenthread.core.reference.services import add_bank_holiday
from goldenthread.core.viewer import system


def bank_holidays(number: int) -> list[BankHoliday]:
    """So many days in a row, long after every real one."""
    first = date(2190, 1, 1)
    return [
        add_bank_holiday(
            by=system("tests"),
            at=timezone.now(),
            values={
                "date": first + timedelta(days=day),
                "title": f"Invented day {day}",
                "source": "Invented for a test",
            },
        )
        for day in range(number)
    ]
