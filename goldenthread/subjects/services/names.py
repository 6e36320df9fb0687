"""Subjects and their pseudonyms: drawn at random, retired for ever (rule N3)."""

from __future__ import annotations

import re
import secrets
import tomllib
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from goldenthread.core import history, records
from goldenthread.core.access import Refused
from goldenthread.core.calendars import london_date
from goldenthread.core.viewer import Viewer
from goldenthread.partnership.models import Partnership, Person
from goldenthread.subjects import rules
from goldenthread.subjects.models import Alias, Identity, Subject, fold
from goldenthread.subjects.states import IdentityItem, SubjectKind


WORDS = Path(__file__).parents[1] / "reference" / "alias_words.toml"
# One sentence for every cause: which name is taken, and by whom, is not told (A5).
UNUSABLE = "This name cannot be used. Choose another, or leave it empty to draw one."


def add_subject(*, by: Viewer, at: datetime, values: dict[str, Any]) -> Subject:
    """Record a subject under a pseudonym, drawn at random unless one is given.

    Refuses a circle that is not the viewer's to keep, and a pseudonym that was ever
    used or shares a word with a name in the vault, of the staff or of the area.
    """
    rules.require_may_keep(by, values["circle"])
    values = {"partnership_id": by.partnership_id, **values}
    name, reason = values.pop("alias", ""), values.pop("alias_reason", "")
    since = values.pop("alias_since", None)
    with transaction.atomic():
        subject = records.add(
            Subject,
            values,
            by=by,
            at=at,
            action="add_subject",
            subjects=[values["circle"].key],
        )
        drawn = name or draw_name(subject.kind, by.partnership_id)
        why = reason or ("Published under this name" if name else "Drawn at random")
        _give(subject, drawn, why, since=since, by=by, at=at)
    return _named(subject)


def _named(subject: Subject) -> Subject:
    return Subject.objects.with_alias().get(pk=subject.pk)


def amend_subject(
    subject: Subject,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Subject:
    """Change what is recorded of a subject, never its pseudonym: that takes two people.

    Refuses a family that is the subject itself, or that is no family.
    """
    rules.require_may_keep(by, subject.circle)
    family = values.get("family")
    if family and (family.pk == subject.pk or family.kind != SubjectKind.FAMILY):
        raise ValidationError({"family": "Choose a family other than this subject."})
    records.amend(
        subject,
        {name: value for name, value in values.items() if name in AMENDABLE},
        read_version=read_version,
        by=by,
        at=at,
        action="amend_subject",
        subjects=[subject.key, subject.circle.key],
    )
    return _named(subject)


AMENDABLE = ("kind", "family", "source_note")


def rename(
    subject: Subject, name: str, *, reason: str, by: Viewer, at: datetime
) -> Alias:
    """Retire the pseudonym of today and give another, in one act.

    The caller has seen to it that two people agreed (rule A10).
    """
    rules.require_may_keep(by, subject.circle)
    today = london_date(at)
    with transaction.atomic():
        current = Alias.objects.select_for_update().get(subject=subject, ends_on=None)
        current.ends_on = max(today, current.starts_on)
        current.version += 1
        current.save()
        return _give(subject, name, reason, by=by, at=at)


def _give(
    subject: Subject,
    name: str,
    reason: str,
    *,
    by: Viewer,
    at: datetime,
    since: date | None = None,
) -> Alias:
    name = name.strip()
    require_usable(name, subject.partnership_id)
    alias = Alias.objects.create(
        subject=subject,
        value=name,
        folded=fold(name),
        starts_on=since or london_date(at),
        reason=reason,
    )
    history.record_change(
        by=by,
        at=at,
        action="name_subject",
        kind=Subject._meta.label_lower,
        record_key=subject.key,
        before={},
        after={},
        why=reason,
        subjects=[subject.key, subject.circle.key],
    )
    return alias


# --- Which names may be used --------------------------------------------------------


def require_usable(name: str, partnership_id: int | None) -> None:
    """Raises Refused, in one sentence for every cause, when a name may not be used."""
    folded = fold(name)
    taken = Alias.objects.filter(folded=folded).exists()
    if not folded or taken or words_of(name) & _real_words(partnership_id):
        raise Refused(UNUSABLE)


def words_of(name: str) -> set[str]:
    """The words of a name that could point at somebody: three letters or more."""
    return {
        folded for word in re.split(r"[\W_]+", name) if len(folded := fold(word)) > 2
    } - COMMON_WORDS


# They stand in published pseudonyms and point at nobody.
COMMON_WORDS = frozenset(
    {"child", "children", "family", "adult", "school", "setting", "place", "and", "the"}
)


def _real_words(partnership_id: int | None) -> set[str]:
    found: set[str] = set()
    for name in _real_names(partnership_id):
        found |= words_of(name)
    return found


def _real_names(partnership_id: int | None) -> Iterable[str]:
    yield from Person.objects.filter(partnership=partnership_id).values_list(
        "name", flat=True
    )
    for one in Identity.objects.filter(subject__partnership=partnership_id):
        for item in (IdentityItem.NAME, IdentityItem.OTHER_NAMES):
            if one.holds(item):
                yield one.open_item(item)


def draw_name(kind: str, partnership_id: int | None) -> str:
    """A pseudonym nobody ever had, drawn at random: nothing about it says who or when.

    Refuses when the list is used up, so that nobody falls back to initials.
    """
    used = set(Alias.objects.values_list("folded", flat=True))
    area: set[str] = set()
    if partnership_id:
        area = words_of(Partnership.objects.get(pk=partnership_id).area_name)
    barred = _real_words(partnership_id) | area
    label = SubjectKind(kind).label
    free = [
        f"{label} {word}"
        for word in alias_words()
        if fold(f"{label} {word}") not in used and not words_of(word) & barred
    ]
    if not free:
        raise Refused("The list of pseudonyms is used up: add words to it.")
    return secrets.choice(free)


@cache
def alias_words() -> tuple[str, ...]:
    """The neutral words that pseudonyms are drawn from."""
    return tuple(tomllib.loads(WORDS.read_text(encoding="utf-8"))["words"])
