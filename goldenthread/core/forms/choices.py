"""Choices: of words, of yes and no, and of records the viewer may see."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, QuerySet

from goldenthread.core.viewer import Viewer


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


class Offered:
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


class RecordChoice(Offered, forms.ModelChoiceField):
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


class RecordsChoice(Offered, forms.ModelMultipleChoiceField):
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
