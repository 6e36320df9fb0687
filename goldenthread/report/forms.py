"""Forms of the report: raw input to clean values."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError

from goldenthread.core.forms import PlainDateField, PlainForm, WholeNumberField
from goldenthread.report.models import GuidanceEdition


class EditionForm(PlainForm):
    label = forms.RegexField(
        r"^\d{4}-\d{2}$",
        label="Year",
        help_text="For example, 2024-25",
        error_messages={"invalid": "Enter the year like 2024-25"},
    )
    title = forms.CharField(max_length=200)
    starts_on = PlainDateField(label="First day of the year")
    ends_on = PlainDateField(label="Last day of the year")
    guidance = forms.ModelChoiceField(
        GuidanceEdition.objects.order_by("-starts_on"),
        label="Statutory guidance in force at the end of the year",
    )
    source_name = forms.CharField(
        label="Compared with",
        max_length=200,
        required=False,
        help_text="A report already printed for the year, if there is one",
    )

    def clean(self):
        values = super().clean()
        first, last = values.get("starts_on"), values.get("ends_on")
        if first and last and not first < last:
            self.add_error("ends_on", "The last day must be after the first day")
        elif first and last and (last - first).days > 366:
            self.add_error("ends_on", "The year must be twelve months at most")
        label = values.get("label")
        if label and first and not label.startswith(str(first.year)):
            self.add_error("starts_on", f"The first day is not in {label}")
        return values


class SectionForm(PlainForm):
    number = WholeNumberField(label="Number", smallest=1, largest=99)
    title = forms.CharField(max_length=160)
    slug = forms.SlugField(
        label="Address", max_length=80, help_text="Short, lower case, with hyphens"
    )
    body = forms.CharField(
        label="Text",
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "true"}),
        required=False,
        help_text="Markdown. A figure is {{figure:key}}; a table, chart, list or quotes "
        "block stands on a line of its own.",
    )
    elements = forms.MultipleChoiceField(
        label="Required elements this section meets",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    outcomes = forms.CharField(
        label="Figures that show what changed",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Figure keys, one on each line",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        edition = self.parent or self.record.edition
        self.fields["elements"].choices = [
            (one.code, one.words) for one in edition.guidance.elements.order_by("pk")
        ]
        shown = self.initial.get("outcomes")
        if isinstance(shown, list):
            self.initial["outcomes"] = "\n".join(shown)

    def clean_outcomes(self) -> list[str]:
        from goldenthread.report import registry

        keys = self.cleaned_data["outcomes"].split()
        for key in keys:
            if key not in registry.figures():
                raise ValidationError(f"There is no figure called “{key}”.")
        return keys


class GapForm(PlainForm):
    element = forms.ChoiceField(label="Required element")
    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        edition = self.parent or self.record.edition
        self.fields["element"].choices = [
            (one.code, one.words) for one in edition.guidance.elements.order_by("pk")
        ]


class DisclosureForm(PlainForm):
    what = forms.CharField(
        label="Code of what is decided on",
        max_length=120,
        help_text="As it stands in the list of what is in the way",
    )
    reason = forms.CharField(
        label="Why it may be published", widget=forms.Textarea(attrs={"rows": 4})
    )


class SignForm(PlainForm):
    comment = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), required=False)
    read_digest = forms.CharField(widget=forms.HiddenInput)


class CommentForm(SignForm):
    comment = forms.CharField(
        label="Your comment on the report", widget=forms.Textarea(attrs={"rows": 8})
    )


class WhyForm(PlainForm):
    why = forms.CharField(label="Reason", widget=forms.Textarea(attrs={"rows": 3}))


class ErratumForm(PlainForm):
    erratum = forms.CharField(
        label="What is corrected, in words for readers",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
