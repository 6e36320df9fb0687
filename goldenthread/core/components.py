"""Form fields in the design system's markup, drawn by the kept library's macros.

The library (govuk-frontend-jinja) is Jinja; this is the thin adapter to Django's
forms. One environment serves the process, so each macro is compiled once: a form of
ten fields takes about 3 ms instead of 30. Tables and summary lists are plain Django
templates, for speed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from jinja2 import Environment, PackageLoader, PrefixLoader


LIBRARY = "govuk_frontend_jinja"


@cache
def _environment() -> Environment:
    return Environment(
        loader=PrefixLoader({LIBRARY: PackageLoader(LIBRARY)}), autoescape=True
    )


@cache
def _macro(name: str) -> Any:
    path = f"{LIBRARY}/components/{name}/macro.html"
    camel = "".join(part.capitalize() for part in name.split("-"))
    return getattr(_environment().get_template(path).module, f"govuk{camel}")


def component(name: str, /, **params: Any) -> SafeString:
    """One component by its name in the design system: `component("tag", text=…)`.

    Parameters are the library's own; texts are escaped by it.
    """
    given = {key: value for key, value in params.items() if value not in (None, "")}
    # The library escapes every text it is given.
    return mark_safe(str(_macro(name)(given)))  # noqa: S308


def fields(form: forms.BaseForm) -> SafeString:
    """Every field of a form in order, hidden ones first, under the form's headings."""
    hidden = format_html_join("", "{}", ((one,) for one in form.hidden_fields()))
    parts = []
    headings = getattr(form, "headings", {})
    for bound in form.visible_fields():
        if words := headings.get(bound.name):
            parts.append(format_html('<h2 class="govuk-heading-m">{}</h2>', words))
        parts.append(field(bound))
    return hidden + format_html_join("", "{}", ((part,) for part in parts))


def field(bound: BoundField) -> SafeString:
    """One field with its label, hint, error and control.

    The more special class comes first: a group of checkboxes *is* a group of radio
    buttons to Django, and a multi-line box is not an input.
    """
    widget = bound.field.widget
    if widget.is_hidden:
        return bound.as_hidden()
    for kind, draw in _DRAWERS:
        if isinstance(widget, kind):
            return draw(bound)
    return _other(bound)


def errors(form: forms.BaseForm) -> SafeString:
    """The summary above a form, each error leading to its field; nothing if none."""
    listed: list[dict[str, str]] = []
    for name, found in form.errors.items():
        for error in found:
            text = str(error)
            if name == "__all__" or form[name].is_hidden:
                listed.append({"text": text})
            else:
                listed.append({"text": text, "href": f"#{_first_id(form[name])}"})
    if not listed:
        return mark_safe("")
    return component("error-summary", titleText="There is a problem", errorList=listed)


def _first_id(bound: BoundField) -> str:
    """The id of the control an error leads to: for a date the first wrong box."""
    wrong = _wrong_parts(bound)
    if isinstance(bound.field.widget, PartedInput):
        parts = bound.field.widget.parts
        return f"{bound.auto_id}-{next((p for p in parts if p in wrong), parts[0])}"
    return bound.id_for_label or bound.auto_id


class PartedInput(forms.MultiWidget):
    """A control of several small boxes; `parts` names them in order."""

    parts: tuple[str, ...] = ()
    widths: dict[str, int] = {}


def _label(bound: BoundField) -> str:
    optional = "" if bound.field.required else " (optional)"
    return f"{bound.label}{optional}"


def _shared(bound: BoundField) -> dict[str, Any]:
    """What every component takes: hint, error, and attributes of the control."""
    shared: dict[str, Any] = {}
    if bound.help_text:
        shared["hint"] = {"text": str(bound.help_text)}
    if bound.errors:
        shared["errorMessage"] = {"text": bound.errors[0]}
    return shared


# Given to the component by name, or (a placeholder) never shown: it vanishes on typing.
NOT_PASSED_ON = (
    "rows",
    "cols",
    "inputmode",
    "autocomplete",
    "spellcheck",
    "placeholder",
)


def _control(bound: BoundField) -> dict[str, Any]:
    """A single control's own part: name, id, bold label, extra attributes."""
    attributes = dict(bound.field.widget.attrs)
    classes = attributes.pop("class", "")
    for known in NOT_PASSED_ON:
        attributes.pop(known, None)
    return {
        "id": bound.auto_id,
        "name": bound.html_name,
        "label": {"text": _label(bound), "classes": "govuk-label--s"},
        "classes": classes,
        "attributes": attributes,
        **_shared(bound),
    }


def _text_value(bound: BoundField) -> str:
    value = bound.field.widget.format_value(bound.value())
    return "" if value is None else str(value)


def _input(bound: BoundField) -> SafeString:
    widget = bound.field.widget
    secret = isinstance(widget, forms.PasswordInput)
    around = {
        name: {"text": words}
        for name in ("prefix", "suffix")
        if (words := getattr(widget, name, ""))
    }
    return component(
        "input",
        type="text" if widget.input_type in ("number", "date") else widget.input_type,
        inputmode=widget.attrs.get("inputmode", _inputmode(widget)),
        autocomplete=widget.attrs.get("autocomplete"),
        spellcheck=widget.attrs.get("spellcheck"),
        value="" if secret else _text_value(bound),
        **around,
        **_control(bound),
    )


def _inputmode(widget: Any) -> str | None:
    """Plain text boxes for numbers: spinners change values under a scrolling hand."""
    return "decimal" if widget.input_type == "number" else None


def _textarea(bound: BoundField) -> SafeString:
    return component(
        "textarea",
        rows=str(bound.field.widget.attrs.get("rows", 5)),
        value=_text_value(bound),
        **_control(bound),
    )


def _file(bound: BoundField) -> SafeString:
    return component("file-upload", **_control(bound))


@dataclass(frozen=True)
class _Option:
    value: str
    words: str
    chosen: bool
    group: str


def _options(bound: BoundField) -> list[_Option]:
    """Each option on offer. Asked once a field: records on offer cost a query."""
    widget = bound.field.widget
    chosen = widget.format_value(bound.value())
    return [
        _Option(
            str(one["value"]), str(one["label"]), bool(one["selected"]), group or ""
        )
        for group, options, _ in widget.optgroups(bound.html_name, chosen)
        for one in options
    ]


def _select(bound: BoundField) -> SafeString:
    options = _options(bound)
    if any(one.group for one in options):
        return _other(bound)
    items = [
        {"value": one.value, "text": one.words, "selected": one.chosen}
        for one in options
    ]
    return component("select", items=items, **_control(bound))


def _group(
    bound: BoundField, name: str, options: list[_Option], classes: str
) -> SafeString:
    """Radio buttons or checkboxes in a fieldset with a legend."""
    if not options:
        return _nothing_to_choose(bound)
    hints = getattr(bound.field, "option_hints", {})
    items = []
    for one in options:
        item: dict[str, Any] = {
            "value": one.value,
            "text": one.words,
            "checked": one.chosen,
        }
        if hint := hints.get(one.value):
            item["hint"] = {"text": hint}
        items.append(item)
    return component(
        name,
        idPrefix=bound.auto_id,
        name=bound.html_name,
        items=items,
        fieldset=_legend(bound),
        classes=classes,
        **_shared(bound),
    )


def _nothing_to_choose(bound: BoundField) -> SafeString:
    """A group without options says so; the library's script would stop on it."""
    words = format_html(
        '<p class="govuk-body gt-empty" id="{}">{}</p>',
        bound.auto_id,
        "There is nothing to choose from yet.",
    )
    return _framed(bound, component("fieldset", html=words, **_legend(bound)))


def _legend(bound: BoundField) -> dict[str, Any]:
    return {"legend": {"text": _label(bound), "classes": "govuk-fieldset__legend--s"}}


def _radios(bound: BoundField) -> SafeString:
    options = _options(bound)
    short = len(options) < 4 and all(len(one.words) < 16 for one in options)
    return _group(bound, "radios", options, "govuk-radios--inline" if short else "")


def _checkboxes(bound: BoundField) -> SafeString:
    options = _options(bound)
    columns = " gt-columns" if len(options) > 8 else ""
    return _group(bound, "checkboxes", options, f"govuk-checkboxes--small{columns}")


def _checkbox(bound: BoundField) -> SafeString:
    item: dict[str, Any] = {
        "value": "on",
        "text": str(bound.label),
        "checked": bool(bound.value()),
    }
    shared = _shared(bound)
    if "hint" in shared:
        item["hint"] = shared.pop("hint")
    return component(
        "checkboxes",
        idPrefix=bound.auto_id,
        name=bound.html_name,
        items=[item],
        **shared,
    )


def _wrong_parts(bound: BoundField) -> set[str]:
    """Which boxes of a parted control the error speaks of (all, if it does not say)."""
    wrong: set[str] = set()
    found = bound.form.errors.as_data() if bound.form.is_bound else {}
    for error in found.get(bound.name, []):
        wrong |= set((error.params or {}).get("parts", ()))
    return wrong


def _parted(bound: BoundField) -> SafeString:
    widget = bound.field.widget
    value = bound.value()
    values = value if isinstance(value, list | tuple) else widget.decompress(value)
    wrong = _wrong_parts(bound) or (set(widget.parts) if bound.errors else set())
    items = []
    for part, one in zip(widget.parts, values, strict=True):
        red = " govuk-input--error" if part in wrong else ""
        items.append(
            {
                "id": f"{bound.auto_id}-{part}",
                "name": f"{bound.html_name}_{part}",
                "label": part.capitalize(),
                "value": "" if one is None else str(one),
                "classes": f"govuk-input--width-{widget.widths.get(part, 2)}{red}",
            }
        )
    return component(
        "date-input",
        id=bound.auto_id,
        items=items,
        fieldset=_legend(bound),
        **_shared(bound),
    )


def _boxes(bound: BoundField) -> SafeString:
    """Several controls of different kinds under one legend, drawn by the widget."""
    shared = _shared(bound)
    parts, described = [], []
    for name, key in (("hint", "hint"), ("error-message", "errorMessage")):
        if key in shared:
            described.append(f"{bound.auto_id}-{key.removesuffix('Message')}")
            parts.append(component(name, id=described[-1], **shared[key]))
    parts.append(bound.as_widget())
    frame = component(
        "fieldset",
        describedBy=" ".join(described),
        html=format_html_join("", "{}", ((part,) for part in parts)),
        **_legend(bound),
    )
    return _framed(bound, frame)


def _framed(bound: BoundField, inner: SafeString) -> SafeString:
    red = " govuk-form-group--error" if bound.errors else ""
    return format_html('<div class="govuk-form-group{}">{}</div>', red, inner)


def _other(bound: BoundField) -> SafeString:
    """A control the design system has no macro for, in the system's own frame."""
    classes = "govuk-select" if bound.widget_type == "select" else "govuk-input"
    described = []
    parts = [
        format_html(
            '<label class="govuk-label govuk-label--s" for="{}">{}</label>',
            bound.auto_id,
            _label(bound),
        )
    ]
    if bound.help_text:
        parts.append(
            component("hint", id=f"{bound.auto_id}-hint", text=bound.help_text)
        )
        described.append(f"{bound.auto_id}-hint")
    if bound.errors:
        given = {"id": f"{bound.auto_id}-error", "text": str(bound.errors[0])}
        parts.append(component("error-message", **given))
        described.append(given["id"])
        classes += f" {classes}--error"
    attributes: dict[str, str | bool] = {"class": classes}
    if described:
        attributes["aria-describedby"] = " ".join(described)
    parts.append(bound.as_widget(attrs=attributes))
    return _framed(bound, format_html_join("", "{}", ((part,) for part in parts)))


_DRAWERS: tuple[tuple[Any, Any], ...] = (
    (PartedInput, _parted),
    ((forms.CheckboxSelectMultiple, forms.SelectMultiple), _checkboxes),
    (forms.RadioSelect, _radios),
    (forms.Select, _select),
    (forms.CheckboxInput, _checkbox),
    (forms.FileInput, _file),
    (forms.Textarea, _textarea),
    (forms.MultiWidget, _boxes),
    (forms.widgets.Input, _input),
)
