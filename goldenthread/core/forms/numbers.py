"""Money, whole numbers, decimals and rhythms, read as people write them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from goldenthread.core import intervals, money
from goldenthread.core.forms.lines import narrow


class MoneyField(forms.CharField):
    """Pounds and pence as a decimal; a typed £ sign and commas are understood."""

    def __init__(self, *, smallest: Decimal | None = Decimal(0), **kwargs: Any) -> None:
        self.smallest = smallest
        kwargs.setdefault("widget", narrow(10, "decimal"))
        super().__init__(**kwargs)
        self.widget.prefix = "£"

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            return money.pounds(value).lstrip("£").replace("−£", "-")
        return value

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            amount = money.parse_pounds(text)
        except money.MoneyError:
            raise ValidationError(
                f"{self.label} must be an amount of money, like 1,250 or 1,250.50"
            ) from None
        if self.smallest is not None and amount < self.smallest:
            least = money.pounds(self.smallest)
            raise ValidationError(f"{self.label} must be {least} or more")
        return amount


class WholeNumberField(forms.CharField):
    """A whole number, nought or more unless told otherwise; commas are understood."""

    def __init__(
        self,
        *,
        smallest: int | None = 0,
        largest: int | None = None,
        suffix: str = "",
        **kwargs: Any,
    ) -> None:
        self.smallest, self.largest = smallest, largest
        kwargs.setdefault("widget", narrow(5, "numeric"))
        super().__init__(**kwargs)
        self.widget.suffix = suffix

    def clean(self, value: Any) -> int | None:
        text = super().clean(value).replace(",", "").replace(" ", "")
        if not text:
            return None
        if not re.fullmatch(r"-?[0-9]{1,15}", text):
            raise ValidationError(f"{self.label} must be a whole number, like 12")
        _check_limits(self, int(text))
        return int(text)


class NumberField(forms.CharField):
    """A decimal number with at most `places` decimals: full-time equivalents, rates."""

    def __init__(
        self,
        *,
        places: int = 2,
        smallest: Decimal | None = Decimal(0),
        largest: Decimal | None = None,
        suffix: str = "",
        **kwargs: Any,
    ) -> None:
        self.places, self.smallest, self.largest = places, smallest, largest
        kwargs.setdefault("widget", narrow(5, "decimal"))
        super().__init__(**kwargs)
        self.widget.suffix = suffix

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            shown = f"{value:f}"
            return shown.rstrip("0").rstrip(".") if "." in shown else shown
        return value

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value).replace(",", "").replace(" ", "").rstrip("%")
        if not text:
            return None
        found = re.fullmatch(r"-?[0-9]{1,12}(?:\.([0-9]+))?", text)
        if not found:
            raise ValidationError(f"{self.label} must be a number, like 2.5")
        if len(found[1] or "") > self.places:
            plural = "" if self.places == 1 else "s"
            raise ValidationError(
                f"{self.label} must have at most {self.places} decimal place{plural}"
            )
        _check_limits(self, Decimal(text))
        return Decimal(text)


def _check_limits(field: Any, number: Any) -> None:
    if field.smallest is not None and number < field.smallest:
        raise ValidationError(f"{field.label} must be {field.smallest} or more")
    if field.largest is not None and number > field.largest:
        raise ValidationError(f"{field.label} must be {field.largest} or less")


class IntervalInput(forms.MultiWidget):
    """“[2] times every [1] [week]”, drawn by its own template."""

    template_name = "core/_interval.html"

    def __init__(self, attrs: Any = None) -> None:
        small = {"class": "govuk-input govuk-input--width-2", "inputmode": "numeric"}
        units = (("D", "days"), ("W", "weeks"), ("M", "months"), ("Y", "years"))
        boxes: dict[str, Any] = {
            "times": forms.TextInput(attrs=small),
            "length": forms.TextInput(attrs=small),
            "unit": forms.Select(attrs={"class": "govuk-select"}, choices=units),
        }
        super().__init__(boxes, attrs)

    def decompress(self, value: Any) -> list[Any]:
        if not value:
            return [None, None, "M"]
        try:
            found = intervals.parse(str(value))
        except intervals.IntervalError:
            return [None, None, "M"]
        return [found.times, found.length, found.unit]

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0"


class IntervalField(forms.MultiValueField):
    """A rhythm as an interval (`P2M`, `2/P1W`): “bi-monthly” cannot be stored."""

    widget = IntervalInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "For example, 1 time every 2 months")
        boxes = tuple(forms.CharField(required=False) for _ in range(3))
        super().__init__(boxes, require_all_fields=False, **kwargs)

    def clean(self, value: Any) -> str:
        times, length, unit = (
            str(one or "").strip() for one in (value or ["", "", ""])
        )
        if not times and not length:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return ""
        try:
            return str(intervals.parse(f"{times or 1}/P{length or 1}{unit or 'M'}"))
        except intervals.IntervalError:
            raise ValidationError(
                f"{self.label} must be whole numbers: how many times in how long"
            ) from None

    def compress(self, values: list[Any]) -> Any:
        return values
