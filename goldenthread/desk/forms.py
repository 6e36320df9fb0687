"""Forms of the desk."""

from __future__ import annotations

from django import forms

from goldenthread.core.forms import PlainDateField, PlainForm, SomeOfField
from goldenthread.desk.rules import Scope


class TokenForm(PlainForm):
    name = forms.CharField(
        label="What it is for",
        max_length=100,
        help_text="For example, the police’s monthly export",
    )
    scopes = SomeOfField(Scope, label="What it may do")
    expires_on = PlainDateField(
        label="Its last day", help_text="At most a year from now"
    )
