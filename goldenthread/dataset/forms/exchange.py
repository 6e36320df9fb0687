"""Forms of agreements, submissions and releases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Any

from django import forms

from goldenthread.core.forms import (
    OneOfField,
    PlainDateField,
    PlainForm,
    RecordChoice,
    SomeOfField,
    WholeNumberField,
)
from goldenthread.core.uploads import clean_upload
from goldenthread.dataset import shelf
from goldenthread.dataset.models import Supply
from goldenthread.dataset.states import LawfulBasis, SpecialBasis
from goldenthread.partnership import queries as partnership


LONG = forms.Textarea(attrs={"rows": 5})
KINDS_OF_FILE = ".csv, .xlsx, .parquet or .zip"


class AgreementForm(PlainForm):
    title = forms.CharField(max_length=200)
    purpose = forms.CharField(
        label="What the data are used for",
        widget=LONG,
        help_text="And what they are not used for",
    )
    lawful_basis = OneOfField(LawfulBasis, label="Lawful basis")
    special_basis = OneOfField(SpecialBasis, label="Basis for special categories")
    starts_on = PlainDateField(label="In force from")
    ends_on = PlainDateField(label="In force until", required=False)
    review_on = PlainDateField(label="To be reviewed by")
    retention_months = WholeNumberField(
        label="How many months a file is kept once it no longer counts",
        smallest=1,
        largest=300,
        help_text="A file counts while it is the accepted one of its period",
    )
    document = forms.FileField(
        label="The signed agreement", required=False, help_text="PDF or Word"
    )
    note = forms.CharField(widget=LONG, required=False)

    def clean_document(self) -> Any:
        return clean_upload(self.cleaned_data["document"], by=self.viewer)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        first, last = values.get("starts_on"), values.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "The end must not be before the beginning")
        return values


def _contracts() -> list[tuple[str, str]]:
    titles = shelf.contract_titles()
    return sorted(
        ((name, f"{title} ({name})") for name, title in titles.items()),
        key=lambda one: one[1].lower(),
    )


class SupplyForm(PlainForm):
    agency = RecordChoice(partnership.agencies)
    contract = forms.ChoiceField(
        label="What it sends", help_text="The contract that says which columns it holds"
    )
    code = forms.RegexField(
        r"^[A-Z][A-Z0-9_]*$",
        label="Agency’s name in the data",
        max_length=40,
        help_text="Capital letters, such as POLICE. The same for all that it sends",
        error_messages={"invalid": "Use capital letters, numbers and _ only"},
    )
    starts_on = PlainDateField(label="For periods from")
    ends_on = PlainDateField(label="For periods until", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contract"].choices = [("", "Choose one"), *_contracts()]
        if self.record is not None:
            for name in ("agency", "contract", "code"):
                del self.fields[name]
            held = shelf.contract(self.record.contract)
            free = [
                (one.name, one.label)
                for one in held.fields
                if not (one.required or one.key)
            ]
            self.fields["left_out"] = SomeOfField(
                free,
                label="Columns that are not shared",
                required=False,
                help_text="Their values are dropped before anything is kept",
            )


class SendForm(PlainForm):
    """One file for one period. The file is not read here: it is put down and checked."""

    starts_on = PlainDateField(label="First day of the period")
    ends_on = PlainDateField(label="Last day of the period")
    file = forms.FileField(label="The file", help_text=f"{KINDS_OF_FILE}")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        first, last = values.get("starts_on"), values.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "The period must not end before it begins")
        return values


class SendTogetherForm(SendForm):
    """One file with several lists in it, a sheet or a file for each."""

    supplies = SomeOfField(
        (),
        label="Lists that are in it",
        help_text="Each needs a sheet with its name, number or columns",
    )
    file = forms.FileField(label="The file", help_text=".xlsx or .zip")
    field_order = ("supplies", "starts_on", "ends_on", "file")

    def __init__(self, *args: Any, supplies: Sequence[Supply], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._by_key = {one.key: one for one in supplies}
        self.fields["supplies"].choices = [
            (one.key, words) for one, words in _named(supplies)
        ]

    def clean_supplies(self) -> list[Supply]:
        return [self._by_key[key] for key in self.cleaned_data["supplies"]]


def _named(supplies: Sequence[Supply]) -> Iterator[tuple[Supply, str]]:
    """By their titles; with the agency where there is more than one."""
    titles = shelf.contract_titles()
    several = len({one.agency_id for one in supplies}) > 1
    for one in sorted(supplies, key=lambda one: (one.agency.name, _by_number(one))):
        title = titles[one.contract]
        yield one, f"{one.agency}: {title}" if several else title


def _by_number(supply: Supply) -> tuple[int, str]:
    """List 2 before list 10."""
    return shelf.contract(supply.contract).number or 0, supply.contract


class GoOnForm(PlainForm):
    """The same file again, where sending it was cut off."""

    file = forms.FileField(label="The same file again")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        name = PurePath(file.name or "").name
        if (name, file.size) != (self.record.name, self.record.size):
            raise forms.ValidationError(
                f"Choose {self.record.name} of {self.record.size:,} bytes, as before"
            )
        return file


class ReasonForm(PlainForm):
    reason = forms.CharField(label="Why", widget=LONG, max_length=2000)


class AskReleaseForm(PlainForm):
    title = forms.CharField(
        label="What to call it", max_length=200, help_text="For example, July 2026"
    )
