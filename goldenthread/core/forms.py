"""Plain forms: raw input to clean values, worded for people. They never save.

A room's form subclasses `PlainForm` and is built with the viewer (and, on an amend
page, the record; on an add page under a parent, the parent). Choices of records come
from the room's own queries through `RecordChoice`, so nobody is offered what they may
not see. Labels are short noun phrases or questions, hints say what is wanted, and an
empty required field answers "Enter the date of the meeting".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Model, QuerySet
from django.utils.safestring import SafeString

from goldenthread.core import components, intervals, money
from goldenthread.core.viewer import Viewer


MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)


# Words after which “the” would be wrong: “Enter how often it meets”.
NO_ARTICLE = {
    *("a", "an", "the", "your", "this", "these", "any", "whether"),
    *("how", "what", "when", "where", "which", "who", "why"),
}


def lower_first(words: str) -> str:
    """“Date it was held” inside a sentence; “LCSPR lead” keeps its capitals."""
    if words[:1].isupper() and words[1:2].islower():
        return words[0].lower() + words[1:]
    return words


def required_words(field: forms.Field, label: str) -> str:
    """What an empty required field says: what to do, in its own words."""
    if label.endswith("?"):
        return f"Answer the question “{label}”"
    named = lower_first(label)
    if isinstance(field, forms.FileField):
        return f"Choose a file for {named}"
    if isinstance(field, YesNoField):
        return f"Choose yes or no: {named}"
    if isinstance(field, forms.BooleanField):
        return f"Tick the box: {named}"
    if isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
        return f"Choose one or more: {named}"
    the = "" if named.split(" ")[0] in NO_ARTICLE else "the "
    verb = "Choose" if isinstance(field, forms.ChoiceField) else "Enter"
    return f"{verb} {the}{named}"


class PlainForm(forms.Form):
    """Base of every form of ours.

    `headings` puts a heading above a field: `{"held_on": "When and where"}`.
    """

    use_required_attribute = False
    headings: Mapping[str, str] = {}

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        viewer: Viewer | None = None,
        record: Any = None,
        parent: Any = None,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(data, files, **kwargs)
        self.viewer, self.record, self.parent = viewer, record, parent
        for name, field in self.fields.items():
            label = str(field.label or name.replace("_", " ").capitalize())
            field.label = label
            if isinstance(field, _Offered):
                field.offer(viewer)
            if field.error_messages.get("required") == _DJANGO_REQUIRED:
                field.error_messages["required"] = required_words(field, label)
            if isinstance(field, PlainDateField):
                field.subject = label

    @property
    def as_govuk(self) -> SafeString:
        """Every field in the design system's markup, without the form tag."""
        return components.fields(self)

    @property
    def error_summary(self) -> SafeString:
        return components.errors(self)


_DJANGO_REQUIRED = forms.Field.default_error_messages["required"]


# --- Dates and times ---------------------------------------------------------


class PlainDateInput(components.PartedInput):
    """Day, month and year in three boxes."""

    parts = ("day", "month", "year")
    widths = {"day": 2, "month": 2, "year": 4}

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(dict.fromkeys(self.parts, forms.TextInput), attrs)

    def decompress(self, value: Any) -> list[Any]:
        if isinstance(value, str):
            value = _from_iso(value)
        return [value.day, value.month, value.year] if value else [None] * 3


def _from_iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


class PlainDateField(forms.MultiValueField):
    """A day, with errors that name the box that is wrong.

    `missing` is said when nothing was entered; `earliest` and `latest` are inclusive.
    """

    widget = PlainDateInput

    def __init__(
        self,
        *,
        missing: str = "",
        earliest: date | None = None,
        latest: date | None = None,
        **kwargs: Any,
    ) -> None:
        self.subject = "The date"
        self.earliest, self.latest = earliest, latest
        if missing:
            kwargs["error_messages"] = {"required": missing}
        boxes = tuple(forms.CharField(required=False) for _ in PlainDateInput.parts)
        super().__init__(boxes, require_all_fields=False, **kwargs)

    def clean(self, value: Any) -> date | None:
        if isinstance(value, date):
            return value
        typed = [str(one or "").strip() for one in (value or ["", "", ""])]
        if not any(typed):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        return self._within(self._read(typed))

    def compress(self, values: list[Any]) -> Any:
        return values

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = [str(one or "") for one in PlainDateInput().decompress(initial)]
        return before != [str(one or "").strip() for one in (data or ["", "", ""])]

    def _read(self, typed: list[str]) -> date:
        parts = PlainDateInput.parts
        if empty := [p for p, text in zip(parts, typed, strict=True) if not text]:
            raise self._wrong(f"must include a {' and a '.join(empty)}", empty)
        day, month, year = typed[0], _month(typed[1]), typed[2]
        if not re.fullmatch(r"[0-9]{4}", year):
            raise self._wrong("must have a year of 4 numbers, like 2025", ["year"])
        if not re.fullmatch(r"[0-9]{1,2}", day) or not 1 <= int(day) <= 31:
            raise self._wrong("must have a day from 1 to 31", ["day"])
        if not month:
            raise self._wrong("must have a month from 1 to 12", ["month"])
        try:
            return date(int(year), month, int(day))
        except ValueError:
            raise self._wrong("must be a real date", parts) from None

    def _within(self, day: date) -> date:
        if self.earliest and day < self.earliest:
            limit = f"{self.earliest.day} {self.earliest:%B %Y}"
            raise self._wrong(f"must be {limit} or later", PlainDateInput.parts)
        if self.latest and day > self.latest:
            limit = f"{self.latest.day} {self.latest:%B %Y}"
            raise self._wrong(f"must be {limit} or earlier", PlainDateInput.parts)
        return day

    def _wrong(self, what: str, parts: Iterable[str]) -> ValidationError:
        subject = "The date" if self.subject.endswith("?") else self.subject
        return ValidationError(
            f"{subject} {what}", code="invalid", params={"parts": tuple(parts)}
        )


def _month(text: str) -> int:
    """3, 03, Mar and March are March; 0 if it is no month."""
    if re.fullmatch(r"[0-9]{1,2}", text):
        return int(text) if 1 <= int(text) <= 12 else 0
    word = text.lower().rstrip(".")
    found = [n for n, name in enumerate(MONTHS, 1) if name.startswith(word)]
    return found[0] if len(word) >= 3 and len(found) == 1 else 0


class PlainTimeField(forms.CharField):
    """A time of day: 14:30, 2.30pm, 2pm."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "For example, 14:30 or 2:30pm")
        kwargs.setdefault("widget", _narrow(10))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H:%M}" if isinstance(value, time) else value

    def clean(self, value: Any) -> time | None:
        text = super().clean(value).lower().replace(" ", "").replace(".", ":")
        if not text:
            return None
        found = re.fullmatch(r"(\d{1,2})(?::(\d{2}))?(am|pm)?", text, re.ASCII)
        if found and (found[2] or found[3]):
            hour, minute = int(found[1]), int(found[2] or 0)
            if found[3] and 1 <= hour <= 12:
                hour = hour % 12 + (12 if found[3] == "pm" else 0)
            if hour < 24 and minute < 60:
                return time(hour, minute)
        raise ValidationError(
            f"{self.label} must be a time of day, like 14:30 or 2:30pm"
        )


def _narrow(width: int, inputmode: str = "") -> forms.TextInput:
    attrs = {"class": f"govuk-input--width-{width}"}
    if inputmode:
        attrs["inputmode"] = inputmode
    return forms.TextInput(attrs=attrs)


# --- Numbers and rhythms -------------------------------------------------------


class MoneyField(forms.CharField):
    """Pounds and pence as a decimal; a typed £ sign and commas are understood."""

    def __init__(self, *, smallest: Decimal | None = Decimal(0), **kwargs: Any) -> None:
        self.smallest = smallest
        kwargs.setdefault("widget", _narrow(10, "decimal"))
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
        kwargs.setdefault("widget", _narrow(5, "numeric"))
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
        kwargs.setdefault("widget", _narrow(5, "decimal"))
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


# --- Choices --------------------------------------------------------------------

Choices = Iterable[tuple[str, str]]


class OneOfField(forms.ChoiceField):
    """One of a few words (radio buttons) or of many (a list to choose from)."""

    def __init__(
        self, choices: Any, *, option_hints: Mapping[str, str] | None = None, **kw: Any
    ) -> None:
        options = list(getattr(choices, "choices", choices))
        self.option_hints = option_hints or {}
        required = kw.get("required", True)
        few = len(options) <= 6
        if not required:
            options = [("", "Not recorded"), *options]
        elif not few:
            options = [("", "Choose one"), *options]
        kw.setdefault("widget", forms.RadioSelect if few else forms.Select)
        super().__init__(choices=options, **kw)
        self.error_messages["invalid_choice"] = "Choose one of the options listed"


class SomeOfField(forms.MultipleChoiceField):
    """Any number of words from a list, as checkboxes; the clean value is a list."""

    widget = forms.CheckboxSelectMultiple

    def __init__(
        self, choices: Any, *, option_hints: Mapping[str, str] | None = None, **kw: Any
    ) -> None:
        self.option_hints = option_hints or {}
        super().__init__(choices=list(getattr(choices, "choices", choices)), **kw)
        self.error_messages["invalid_choice"] = "Choose from the options listed"


class YesNoField(forms.TypedChoiceField):
    """Yes, no or (where not required) not recorded: True, False or None."""

    widget = forms.RadioSelect

    def __init__(self, **kwargs: Any) -> None:
        options = [("yes", "Yes"), ("no", "No")]
        if not kwargs.get("required", True):
            options.append(("", "Not recorded"))
        super().__init__(
            choices=options,
            coerce=lambda word: word == "yes",
            empty_value=None,
            **kwargs,
        )
        self.error_messages["invalid_choice"] = "Choose one of yes or no"

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no", None: ""}.get(value, value)


class WordsField(forms.CharField):
    """A line of words, or with `rows` a box of several lines."""

    def __init__(self, *, rows: int = 0, longest: int = 0, **kwargs: Any) -> None:
        if rows:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        if longest:
            kwargs["max_length"] = longest
        super().__init__(**kwargs)


# --- Choices of records -----------------------------------------------------------


class _Offered:
    """A field whose choices come from a query that takes the viewer."""

    visible: Callable[[Viewer], QuerySet[Any]]
    queryset: Any
    to_field_name: str | None

    def offer(self, viewer: Viewer | None) -> None:
        """Limit the choices to what this viewer may see; nobody sees nothing."""
        if viewer is None:
            raise ValueError("A form that offers records needs a viewer.")
        self.queryset = self.visible(viewer)
        if _has_key(self.queryset.model):
            self.to_field_name = "key"


def _has_key(model: type[Model]) -> bool:
    """Pages name a record by its random key, never by its running number (N1)."""
    try:
        model._meta.get_field("key")
    except FieldDoesNotExist:
        return False
    return True


class RecordChoice(_Offered, forms.ModelChoiceField):
    """One record out of what the viewer may see: `RecordChoice(queries.agencies)`."""

    def __init__(
        self,
        visible: Callable[[Viewer], QuerySet[Any]],
        *,
        words: Callable[[Any], str] = str,
        **kwargs: Any,
    ) -> None:
        self.visible, self.words = visible, words
        empty = "Choose one" if kwargs.get("required", True) else "Not recorded"
        super().__init__(queryset=None, empty_label=empty, **kwargs)
        self.error_messages["invalid_choice"] = "Choose one of the options listed"

    def label_from_instance(self, record: Any) -> str:
        return self.words(record)


class RecordsChoice(_Offered, forms.ModelMultipleChoiceField):
    """Any number of records out of what the viewer may see, as checkboxes."""

    widget = forms.CheckboxSelectMultiple

    def __init__(
        self,
        visible: Callable[[Viewer], QuerySet[Any]],
        *,
        words: Callable[[Any], str] = str,
        **kwargs: Any,
    ) -> None:
        self.visible, self.words = visible, words
        super().__init__(queryset=None, **kwargs)
        wrong = "Choose from the options listed"
        self.error_messages |= {"invalid_choice": wrong, "invalid_pk_value": wrong}

    def label_from_instance(self, record: Any) -> str:
        return self.words(record)
