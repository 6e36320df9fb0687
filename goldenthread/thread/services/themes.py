"""Changing the words learning is coded with: merging themes, renaming one.

A word is never edited away: it ends on a day and says what took its place and why.
Findings keep the word they were coded with, and count under the one that follows it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from goldenthread.core import records
from goldenthread.core.viewer import Viewer
from goldenthread.thread import rules
from goldenthread.thread.models import Theme
from goldenthread.thread.services.checks import needed, not_earlier, not_later
from goldenthread.thread.services.learning import add_theme, amend_theme


def merge_theme(
    theme: Theme, *, by: Viewer, at: datetime, values: dict[str, Any], read_version: int
) -> Theme:
    """End a theme on a day in favour of another, which takes over its words.

    Its sub-themes move under the other. Refuses a theme with itself, with one that
    stands under it, and where either has ended already, so that no ring can form.
    """
    rules.require_may_keep(by)
    into = values["into"]
    _require_mergeable(theme, into)
    _require_day(theme, values, at)
    with transaction.atomic():
        ended = _end(theme, into, by=by, at=at, values=values, version=read_version)
        _take_over(into, ended, by=by, at=at)
    return into


def rename_theme(
    theme: Theme, *, by: Viewer, at: datetime, values: dict[str, Any], read_version: int
) -> Theme:
    """Give a theme another name from a day on; the old one stays as a word for it.

    The old theme ends on that day and a new one begins in its place. Refuses an ended
    theme and a name that another live theme goes by.
    """
    rules.require_may_keep(by)
    if theme.ends_on is not None:
        raise ValidationError("This theme has ended already.")
    needed("name", values["name"], "Say what it is called from then on.")
    if values["name"].strip().lower() == theme.name.lower():
        raise ValidationError({"name": "That is its name already."})
    _require_day(theme, values, at)
    with transaction.atomic():
        begun = {
            "name": values["name"],
            "parent": theme.parent,
            "definition": theme.definition,
            "starts_on": values["on"],
        }
        new = add_theme(by=by, at=at, values=begun)
        ended = _end(theme, new, by=by, at=at, values=values, version=read_version)
        _take_over(new, ended, by=by, at=at)
    return new


def _require_mergeable(theme: Theme, into: Theme) -> None:
    if theme.pk == into.pk:
        raise ValidationError({"into": "A theme cannot be merged into itself."})
    if theme.ends_on is not None:
        raise ValidationError("This theme has ended already.")
    if into.ends_on is not None:
        raise ValidationError({"into": f"“{into}” has ended; choose a live theme."})
    above, passed = into.parent, {into.pk}
    while above is not None and above.pk not in passed:
        if above.pk == theme.pk:
            raise ValidationError(
                {"into": f"“{into}” stands under this theme; move it first."}
            )
        passed.add(above.pk)
        above = above.parent


def _require_day(theme: Theme, values: dict[str, Any], at: datetime) -> None:
    needed("why", values["why"], "Say why.")
    not_later("on", values["on"], at, "The day")
    not_earlier("on", values["on"], theme.starts_on, "It", "when the theme began")


def _end(
    theme: Theme,
    into: Theme,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    version: int,
) -> Theme:
    ended = {"ends_on": values["on"], "merged_into": into, "ended_why": values["why"]}
    return records.amend(
        theme,
        ended,
        read_version=version,
        by=by,
        at=at,
        action="end_theme",
        why=values["why"],
    )


def _take_over(into: Theme, ended: Theme, *, by: Viewer, at: datetime) -> None:
    words = [*into.synonyms.splitlines(), ended.name, *ended.synonyms.splitlines()]
    own = into.name.lower()
    kept = {one.strip().lower(): one.strip() for one in reversed(words) if one.strip()}
    lines = [one for word, one in reversed(kept.items()) if word != own]
    amend_theme(
        into,
        by=by,
        at=at,
        values={"name": into.name, "synonyms": "\n".join(lines)},
        read_version=into.version,
    )
    for child in Theme.objects.filter(parent=ended, ends_on__isnull=True):
        records.amend(
            child,
            {"parent": into},
            read_version=child.version,
            by=by,
            at=at,
            action="amend_theme",
        )
