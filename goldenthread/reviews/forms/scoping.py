"""What people enter when agencies are asked and when they answer."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms

from goldenthread.core.files import Received
from goldenthread.core.forms import (
    OneOfField,
    PlainDateField,
    PlainForm,
    RecordChoice,
    RecordsChoice,
    WordsField,
    YesNoField,
)
from goldenthread.core.uploads import clean_upload
from goldenthread.partnership.queries import agencies, people
from goldenthread.reviews.forms import NO_NAMES
from goldenthread.reviews.queries import scoping
from goldenthread.reviews.states import Precision
from goldenthread.subjects.presenters import alias_today
from goldenthread.subjects.queries import subjects


class AskAgenciesForm(PlainForm):
    headings = {"asks_parents": "Records of parents and carers"}

    agencies = RecordsChoice(agencies, label="Which agencies are asked?")
    asked_on = PlainDateField(label="Day they are asked")
    due_on = PlainDateField(label="Due")
    looks_from = PlainDateField(
        label="How far back should they look?",
        required=False,
        help_text="The chronology shows gaps from this day on.",
    )
    asks_parents = YesNoField(
        label="Are the records of parents and carers asked for?", initial=True
    )
    parents_reason = WordsField(
        label="Why they are left out",
        required=False,
        rows=2,
        help_text="Only where they are not asked for.",
    )


class DraftField(WordsField):
    """Needed before the return is sent, and still saved while it is empty."""

    def validate(self, value: Any) -> None:
        """Sending asks for it; saving does not."""


class PartForm(PlainForm):
    """One part of the form; an unfinished one is saved as it is."""

    text = DraftField(label="Answer", rows=12, help_text=NO_NAMES)

    def __init__(self, *args: Any, question: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["text"]
        field.label, field.required = question.question, question.required
        field.help_text = " ".join(one for one in (question.hint, NO_NAMES) if one)


class EpisodeForm(PlainForm):
    starts_on = PlainDateField(label="Day it happened or began")
    ends_on = PlainDateField(
        label="Last day", required=False, help_text="Only where it lasted for a while."
    )
    precision = OneOfField(
        Precision,
        label="How exactly is the day known?",
        help_text="Known to the month only: enter its first day.",
        initial=Precision.DAY,
    )
    subjects = RecordsChoice(
        subjects, label="Who of the case does it concern?", words=alias_today
    )
    text = WordsField(label="What happened", rows=4, help_text=NO_NAMES)
    source_record = WordsField(
        label="Record it stands in",
        longest=200,
        help_text="For example “health visiting record” or “crime report”.",
    )

    def __init__(self, *args: Any, about: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        one = about or getattr(self.record, "agency_return", self.record)
        self.fields["subjects"].queryset = scoping.people_of(self.viewer, one)


class HandOverForm(PlainForm):
    person = RecordChoice(people, label="Colleague", words=lambda one: one.name)
    stays = YesNoField(label="Do you go on working on it too?")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        field.queryset = scoping.colleagues_to_ask(self.viewer, self.record)


class SubmitReturnForm(PlainForm):
    author = WordsField(
        label="Written by (post)", longest=200, help_text="The job, not the person"
    )
    signed_off_by = WordsField(label="Signed off by (post)", longest=200)
    not_known = YesNoField(
        label="Did the agency know nobody in it?",
        help_text="Yes only where no record was found: then no key episode is needed.",
    )


class AddendumForm(PlainForm):
    text = WordsField(label="What is added or corrected", rows=6, help_text=NO_NAMES)


class ShareForm(PlainForm):
    on = PlainDateField(label="Day the case chair shared it")


class AttachForm(PlainForm):
    title = WordsField(label="What the file is", longest=200, help_text=NO_NAMES)
    file = django_forms.FileField(label="File")

    def clean_file(self) -> Received | None:
        return clean_upload(self.cleaned_data["file"], by=self.viewer)


class DeclareForm(PlainForm):
    conflict = YesNoField(
        label="Are you, or is somebody of your family or close to you, part of it?",
        help_text="Ask the business unit by telephone whom it is about before you "
        "answer. With yes the case is closed to you everywhere.",
    )
    reason = WordsField(
        label="What the conflict is",
        required=False,
        longest=300,
        help_text="Needed with yes; without names.",
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("conflict") and not values.get("reason"):
            self.add_error("reason", "Say in a few words what the conflict is")
        return values
