"""Keys that many queries of one answer ask for, read once."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db.models import Aggregate, CharField, Expression, QuerySet, TextField


def as_words(keys: Any) -> str:
    """The keys of an `__in` filter as one text, whichever way they are held."""
    if isinstance(keys, KeysRead):
        held = json.loads(keys.words)
    elif isinstance(keys, QuerySet):
        held = keys.values_list("key", flat=True)
    else:
        held = keys
    return json.dumps(sorted(held))


class KeysRead(Expression):
    """The right side of an `__in` filter: keys read at their first use, then kept.

    A nested condition would be worked out again by every query that carries it. All
    keys go to the database as one value, so their number is not limited. `find` is not
    called by an answer that is limited by none.
    """

    output_field = CharField()

    def __init__(self, find: Callable[[], QuerySet[Any]]) -> None:
        super().__init__()
        self._kept = _Kept(find)

    @property
    def words(self) -> str:
        return self._kept.words

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[str]]:
        return "(SELECT value FROM json_each(%s))", [self._kept.words]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[str]]:
        return "(SELECT jsonb_array_elements_text(%s::jsonb))", [self._kept.words]


class _Kept:
    """Shared by the copies that a query makes of its expressions."""

    def __init__(self, find: Callable[[], QuerySet[Any]]) -> None:
        self._find = find

    @cached_property
    def words(self) -> str:
        return self._find().aggregate(words=_AllKeys("key"))["words"] or "[]"


class _AllKeys(Aggregate):
    """One text that lists them all: a thousand rows would each be made into an object."""

    template = "json_group_array(%(expressions)s)"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        whole = "jsonb_agg(%(expressions)s)::text"
        return self.as_sql(compiler, connection, template=whole)
