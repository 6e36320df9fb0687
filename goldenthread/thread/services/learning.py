"""Origins, questions, domains, themes and findings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from goldenthread.core import records
from goldenthread.core.models import new_key
from goldenthread.core.viewer import Viewer
from goldenthread.partnership.models import Partnership
from goldenthread.thread import rules
from goldenthread.thread.models import (
    Finding,
    Origin,
    Question,
    SystemsDomain,
    Theme,
)
from goldenthread.thread.services.checks import circle_of, not_later
from goldenthread.thread.services.coding import (
    CODED,
    note_first_coding,
    with_all_domains,
)
from goldenthread.thread.services.learned import remember
from goldenthread.thread.states import OWN_ORIGINS, OriginKind


def open_origin(
    *,
    by: Viewer,
    at: datetime,
    partnership: Partnership,
    kind: str,
    source_key: str,
    title: str,
    happened_on: date,
    circle: str = "",
    about: str = "",
    code: str = "",
) -> Origin:
    """Put a source of learning on the thread; one origin for each source record.

    The title must hold no name of a subject: a restricted source gives its alias of
    today or its kind. The source's own service has asked its own rule.
    """
    values = {
        "partnership": partnership,
        "kind": kind,
        "source_key": source_key,
        "title": title,
        "happened_on": happened_on,
        "circle": circle,
        "about": about,
        "code": code,
    }
    return records.add(
        Origin,
        values,
        by=by,
        at=at,
        action="open_origin",
        subjects=[circle] if circle else [],
    )


def move_origin(
    origin: Origin,
    *,
    by: Viewer,
    at: datetime,
    title: str,
    happened_on: date,
    circle: str,
    why: str = "",
) -> Origin:
    """Follow the source: its title or date changed, or its circle (a restriction).

    Called by the source's own service in its own transaction, after its own rule.
    """
    return records.amend(
        origin,
        {"title": title, "happened_on": happened_on, "circle": circle},
        read_version=origin.version,
        by=by,
        at=at,
        action="move_origin",
        why=why,
        subjects={origin.circle, circle} - {""},
    )


def name_origin(origin: Origin, *, by: Viewer, at: datetime, code: str) -> Origin:
    """Give an origin the short word that figures and the report call it by."""
    rules.require_may_keep(by)
    return records.amend(
        origin,
        {"code": code},
        read_version=origin.version,
        by=by,
        at=at,
        action="name_origin",
        subjects=circle_of(origin),
    )


def add_origin(*, by: Viewer, at: datetime, values: dict[str, Any]) -> Origin:
    """Open a source that no other room keeps: an indicator, a group's work.

    Refuses kinds whose rooms open their own, so that nothing stands here twice.
    """
    rules.require_may_keep(by)
    kind = values["kind"]
    if kind not in OWN_ORIGINS:
        word = OriginKind(kind).label.lower()
        raise ValidationError(
            {"kind": f"A source of the kind “{word}” is opened by its own record."}
        )
    not_later("happened_on", values["happened_on"], at, "The date")
    key = {"source_key": new_key(), "partnership_id": by.partnership_id}
    return records.add(Origin, key | values, by=by, at=at, action="add_origin")


def amend_origin(
    origin: Origin,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Origin:
    """Change a source the thread itself keeps; others change with their own record."""
    rules.require_may_keep(by)
    if origin.kind not in OWN_ORIGINS:
        raise ValidationError("This source changes with its own record, not here.")
    changed = {name: value for name, value in values.items() if name != "kind"}
    not_later("happened_on", changed.get("happened_on"), at, "The date")
    return records.amend(
        origin,
        changed,
        read_version=read_version,
        by=by,
        at=at,
        action="amend_origin",
        subjects=circle_of(origin),
    )


def add_question(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Origin
) -> Question:
    """Write down what a source is asked to answer."""
    rules.require_may_keep(by)
    return records.add(
        Question,
        values | {"origin": parent},
        by=by,
        at=at,
        action="add_question",
        subjects=circle_of(parent),
    )


def amend_question(
    question: Question,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Question:
    rules.require_may_keep(by)
    return records.amend(
        question,
        values,
        read_version=read_version,
        by=by,
        at=at,
        action="amend_question",
        subjects=circle_of(question.origin),
    )


def add_domain(*, by: Viewer, at: datetime, values: dict[str, Any]) -> SystemsDomain:
    """Give one of the four systems domains the label it bears from a day on."""
    rules.require_may_keep(by)
    values = {"partnership_id": by.partnership_id} | values
    return records.add(SystemsDomain, values, by=by, at=at, action="add_domain")


def add_theme(*, by: Viewer, at: datetime, values: dict[str, Any]) -> Theme:
    """Add a word to the theme tree; refuses one that a live theme already covers."""
    rules.require_may_keep(by)
    values = {"partnership_id": by.partnership_id} | values
    _require_new_words(values, values["partnership_id"])
    return records.add(Theme, values, by=by, at=at, action="add_theme")


def amend_theme(
    theme: Theme, *, by: Viewer, at: datetime, values: dict[str, Any], read_version: int
) -> Theme:
    """Change a theme; refuses to put it under itself."""
    rules.require_may_keep(by)
    if values.get("parent") == theme:
        raise ValidationError({"parent": "A theme cannot stand under itself."})
    _require_new_words(values, theme.partnership_id, theme)
    return records.amend(
        theme, values, read_version=read_version, by=by, at=at, action="amend_theme"
    )


def _require_new_words(
    values: dict[str, Any], partnership_id: int | None, but: Theme | None = None
) -> None:
    """One word, one theme: neither a name nor a synonym of another live theme."""
    live = Theme.objects.filter(
        partnership_id=partnership_id or 0, ends_on__isnull=True
    )
    taken = {
        word: other.name
        for other in live.exclude(pk=but.pk if but else 0)
        for word in (other.name.lower(), *_lines(other.synonyms))
    }
    for field, words in (
        ("name", [values.get("name", "").strip().lower()]),
        ("synonyms", _lines(values.get("synonyms", ""))),
    ):
        for word in words:
            if word in taken:
                raise ValidationError(
                    {field: f"“{word}” already stands for the theme “{taken[word]}”."}
                )


def _lines(text: str) -> list[str]:
    return [line.strip().lower() for line in text.splitlines() if line.strip()]


def add_finding(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Origin
) -> Finding:
    """Write down what was learned from an origin."""
    rules.require_may_keep(by)
    not_later("found_on", values.get("found_on"), at, "The date found")
    with transaction.atomic():
        finding = records.add(
            Finding,
            with_all_domains(values) | {"origin": parent},
            by=by,
            at=at,
            action="add_finding",
            subjects=circle_of(parent),
        )
        if values.get("themes") or values.get("domains") or values.get("domain"):
            note_first_coding(finding, by=by, at=at)
        remember(finding)
    return finding


def amend_finding(
    finding: Finding,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Finding:
    """Change a finding; another coding of it is kept as a row of its own."""
    rules.require_may_keep(by)
    not_later("found_on", values.get("found_on"), at, "The date found")
    with transaction.atomic():
        before = records.snapshot(finding, CODED)
        amended = records.amend(
            finding,
            with_all_domains(values),
            read_version=read_version,
            by=by,
            at=at,
            action="amend_finding",
            subjects=circle_of(finding.origin),
        )
        if records.snapshot(amended, CODED) != before:
            note_first_coding(amended, by=by, at=at)
        if amended.version != finding.version:
            remember(amended)
    return amended
