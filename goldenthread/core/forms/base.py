"""The form every form of ours is, and what an empty required field says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.safestring import SafeString

from goldenthread.core import components
from goldenthread.core.forms.choices import Offered, YesNoField
from goldenthread.core.forms.dates import PlainDateField
from goldenthread.core.viewer import Viewer


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


def plain_errors(field: forms.Field, label: str) -> dict[str, str]:
    """The framework's errors in our words; a field's own words are left alone."""
    named = label.replace("%", "%%")
    words = {"required": required_words(field, label)}
    if isinstance(field, forms.CharField):
        words["max_length"] = f"{named} must be %(limit_value)d characters or fewer"
    if isinstance(field, forms.EmailField):
        words["invalid"] = "Enter an email address like name@example.org"
    if isinstance(field, forms.URLField):
        words["invalid"] = "Enter a full web address like https://www.example.org"
    return words


def field_default(field: forms.Field, code: str) -> str | None:
    """What the framework itself says for an error of this kind of field."""
    for part in type(field).__mro__:
        found = vars(part).get("default_error_messages", {})
        if code in found:
            return found[code]
    return None


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
            if isinstance(field, Offered):
                field.offer(viewer)
            for code, words in plain_errors(field, label).items():
                if field.error_messages.get(code) == field_default(field, code):
                    field.error_messages[code] = words
            if isinstance(field, PlainDateField):
                field.subject = label

    @property
    def as_govuk(self) -> SafeString:
        """Every field in the design system's markup, without the form tag."""
        return components.fields(self)

    @property
    def error_summary(self) -> SafeString:
        return components.errors(self)
