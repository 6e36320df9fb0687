"""Words, addresses and form markup for templates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from goldenthread.core import components


register = template.Library()


# --- Forms -------------------------------------------------------------------


@register.simple_tag
def govuk_fields(form: Any) -> SafeString:
    return components.fields(form)


@register.simple_tag
def govuk_field(bound: Any) -> SafeString:
    return components.field(bound)


@register.simple_tag
def govuk_errors(form: Any) -> SafeString:
    return components.errors(form)


# --- Addresses ----------------------------------------------------------------


@register.simple_tag
def address(*names: str) -> str:
    """The address of the first of these names that exists in this copy, or nothing."""
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""


@register.simple_tag(takes_context=True)
def page_address(context: Any, number: int) -> str:
    """This page's address with another page number, everything else kept."""
    request = context.get("request")
    if request is None:
        return f"?page={number}"
    query = request.GET.copy()
    query["page"] = number
    return f"?{query.urlencode()}"


@register.filter
def page_numbers(page: Page) -> Iterator[int]:
    """Page numbers to offer, nought standing for a gap."""
    numbers = page.paginator.get_elided_page_range(
        page.number, on_each_side=1, on_ends=1
    )
    return (one if isinstance(one, int) else 0 for one in numbers)


@register.filter
def showing(page: Page) -> str:
    """“Showing 1 to 25 of 31”; a long list is not counted to its end."""
    total = page.paginator.count
    if getattr(page.paginator, "more", False):
        shown = f"{page.start_index():,} to {page.end_index():,}"
        return f"Showing {shown} of more than {total:,}"
    if page.paginator.num_pages == 1:
        return f"Showing {'the only one' if total == 1 else f'all {total:,}'}"
    return f"Showing {page.start_index():,} to {page.end_index():,} of {total:,}"


@register.simple_tag
def is_narrowed(words: str, filters: Any) -> bool:
    """Whether a list shows less than all: by words or by any filter."""
    return bool(words or any(chosen for _, chosen in filters or ()))


# --- Tables --------------------------------------------------------------------


@register.filter
def headed(columns: Iterable[str], rows: Any) -> list[tuple[str, bool]]:
    """Column words with whether the column holds figures (its first row decides)."""
    first = rows[0] if rows else ()
    numeric = [getattr(cell, "numeric", False) for cell in first]
    words = list(columns)
    return list(
        zip(words, numeric + [False] * (len(words) - len(numeric)), strict=False)
    )


@register.filter
def beside(columns: Iterable[str], row: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    """Each cell of a row with the words of its column."""
    return zip(columns, row, strict=False)


# --- Words -----------------------------------------------------------------------


@register.filter
def first_upper(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


@register.filter
def article(word: str) -> str:
    return "an" if word[:1].lower() in "aeiou" else "a"


@register.filter
def day(value: Any) -> str:
    """“1 March 2025”; nothing for nothing."""
    return f"{value.day} {value:%B %Y}" if value else ""


@register.filter
def moment(value: Any) -> str:
    """“1 March 2025 at 2:30pm”, on the clocks of the partnership."""
    if not value:
        return ""
    here = timezone.localtime(value) if timezone.is_aware(value) else value
    hour = here.hour % 12 or 12
    half = "am" if here.hour < 12 else "pm"
    return f"{here.day} {here:%B %Y} at {hour}:{here:%M}{half}"


_ISO = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d.*)?")


NOTHING = mark_safe('<span class="gt-absent">Nothing</span>')


@register.filter
def told(value: Any) -> Any:
    """A stored value for a person: absence, yes and no, days and lists in words."""
    if value is None or value == "" or value == []:
        return NOTHING
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list | tuple):
        return format_html(
            '<ul class="govuk-list gt-lines">{}</ul>',
            format_html_join("", "<li>{}</li>", ((told(one),) for one in value)),
        )
    if isinstance(value, str) and _ISO.fullmatch(value):
        return _told_moment(value)
    if isinstance(value, str) and "\n" in value:
        return prose(value)
    return value


def _told_moment(text: str) -> str:
    try:
        if len(text) == 10:
            return day(date.fromisoformat(text))
        return moment(datetime.fromisoformat(text))
    except ValueError:
        return text


@register.filter
def prose(text: Any) -> SafeString:
    """Plain text as paragraphs, and lines beginning with a hyphen as a list."""
    blocks = re.split(r"\n\s*\n", str(text).replace("\r\n", "\n").strip())
    shown = "".join(_block(block) for block in blocks if block.strip())
    return mark_safe(shown)  # noqa: S308 - every block is escaped in _block


def _block(block: str) -> str:
    lines = [line.strip() for line in block.splitlines()]
    if all(line.startswith("- ") for line in lines):
        items = format_html_join("", "<li>{}</li>", ((line[2:],) for line in lines))
        return format_html('<ul class="govuk-list govuk-list--bullet">{}</ul>', items)
    broken = format_html_join(mark_safe("<br>"), "{}", ((line,) for line in lines))
    return format_html('<p class="govuk-body">{}</p>', broken)
