"""Lines and boxes of words."""

from __future__ import annotations

from typing import Any

from django import forms


class WordsField(forms.CharField):
    """A line of words, or with `rows` a box of several lines.

    A line stays one: breaks that a browser would never send become spaces.
    """

    def __init__(self, *, rows: int = 0, longest: int = 0, **kwargs: Any) -> None:
        if rows:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        if longest:
            kwargs["max_length"] = longest
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if isinstance(self.widget, forms.Textarea):
            return text
        return " ".join(text.split()) if isinstance(text, str) else text


def narrow(width: int, inputmode: str = "") -> forms.TextInput:
    """A box as wide as what is wanted, with the keys a phone should show."""
    attrs = {"class": f"govuk-input--width-{width}"}
    if inputmode:
        attrs["inputmode"] = inputmode
    return forms.TextInput(attrs=attrs)
