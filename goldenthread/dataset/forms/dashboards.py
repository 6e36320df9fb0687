"""Forms of dashboards, comments, fresh limits, signals and cards."""

from __future__ import annotations

from django import forms

from goldenthread.core.forms import PlainDateField, PlainForm, WholeNumberField
from goldenthread.core.viewer import Viewer
from goldenthread.dataset import showing
from goldenthread.dataset.queries import shown
from goldenthread.thread import queries as thread
from goldenthread.thread.states import Direction


def long() -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 4})


def offered_choices(viewer: Viewer) -> list[tuple[str, str]]:
    """Every indicator that is shown, in the words of the release in force."""
    release = shown.in_force(viewer.partnership_id)
    found = []
    for one in showing.offered().indicators:
        kept = shown.kept_of(release, one.indicator)
        found.append((one.indicator, kept.definition.label if kept else one.indicator))
    return found


class DashboardForm(PlainForm):
    name = forms.CharField(max_length=120)
    about = forms.CharField(label="For whom", max_length=300, required=False)
    position = WholeNumberField(label="Order", smallest=1, largest=99)
    indicators = forms.CharField(
        label="Indicators, in order",
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="The key of one on each line, for example referrals",
    )

    def clean_indicators(self):
        return list(dict.fromkeys(self.cleaned_data["indicators"].split()))


class CommentaryForm(PlainForm):
    text = forms.CharField(
        label="What it means",
        widget=long(),
        help_text="Two or three sentences. Your post, today’s date and the figures as "
        "they are now are kept with it.",
    )


class RebasingForm(PlainForm):
    on = PlainDateField(label="From", help_text="The first day of the change")
    reason = forms.CharField(
        widget=long(), help_text="What changed then, in practice or in counting"
    )


class SignalForm(PlainForm):
    title = forms.CharField(label="What was seen", max_length=120)
    text = forms.CharField(label="What it may mean", widget=long(), required=False)


class CardForm(PlainForm):
    priority = forms.ChoiceField()
    indicator = forms.ChoiceField(label="The curve that should turn")
    direction = forms.ChoiceField(label="Which way", choices=Direction)
    story = forms.CharField(label="The story behind the curve", widget=long())
    partners = forms.CharField(label="Partners who can help", widget=long())
    what_works = forms.CharField(label="What works", widget=long())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["priority"].choices = thread.priorities(self.viewer)
        self.fields["indicator"].choices = offered_choices(self.viewer)
        if self.record is not None:
            # Forecasts hang on these two.
            del self.fields["priority"], self.fields["indicator"]


class ForecastForm(PlainForm):
    """Nothing to fill in: one asks for it."""
