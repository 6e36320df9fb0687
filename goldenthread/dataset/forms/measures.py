"""Forms of reported measures."""

from __future__ import annotations

from decimal import Decimal

from django import forms

from goldenthread.core.forms import (
    NumberField,
    PlainDateField,
    PlainForm,
    WholeNumberField,
)
from goldenthread.dataset.states import (
    Bound,
    MeasureUnit,
    Origin,
    PointState,
    Polarity,
)


LONG = forms.Textarea(attrs={"rows": 4})


class MeasureForm(PlainForm):
    series = forms.RegexField(
        r"^[a-z0-9_.]+$",
        label="Name in figures",
        max_length=80,
        help_text="Lower case, for example early_help.hub_families",
        error_messages={"invalid": "Use lower case letters, numbers, dots and _ only"},
    )
    name = forms.CharField(max_length=200)
    unit = forms.ChoiceField(choices=MeasureUnit)
    places = WholeNumberField(label="Decimal places", largest=4)
    polarity = forms.ChoiceField(label="Which way is better", choices=Polarity)
    origin = forms.ChoiceField(label="Where it comes from", choices=Origin)
    definition = forms.CharField(widget=LONG)
    definition_version = forms.CharField(label="Version of the definition")
    source = forms.CharField(max_length=300)
    licence = forms.CharField(max_length=200, required=False)
    caveat = forms.CharField(widget=LONG, required=False)


class PointForm(PlainForm):
    area = forms.CharField(max_length=80)
    label = forms.CharField(
        label="Period", max_length=40, help_text="For example, 2024-25 or March 2025"
    )
    starts_on = PlainDateField(label="First day of the period", required=False)
    on = PlainDateField(label="Day, or last day of the period")
    state = forms.ChoiceField(label="Is it known?", choices=PointState)
    value = NumberField(places=4, smallest=Decimal("-1e9"), required=False)
    bound = forms.ChoiceField(label="How exact", choices=Bound)
    source = forms.CharField(
        max_length=300, required=False, help_text="Where it differs from the measure’s"
    )
    caveat = forms.CharField(widget=LONG, required=False)

    def clean(self):
        values = super().clean()
        first, last = values.get("starts_on"), values.get("on")
        if first and last and first > last:
            self.add_error("on", "The last day must not be before the first day")
        return values
