"""The one shape of every write here: check the draft, then write row and history.

Rules look at a draft: the record as it would stand, not saved. So one rule serves
adding and amending, the form, the example and any later face.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db import transaction

from goldenthread.core import records
from goldenthread.core.models import Record
from goldenthread.core.viewer import Viewer
from goldenthread.governance.rules import require_may_keep_records
from goldenthread.partnership.models import Partnership


R = TypeVar("R", bound=Record)


def no_rule(draft: Record) -> None:
    """For records with no rule beyond those of their fields."""


def nothing_more(record: Record, *, by: Viewer, at: datetime) -> None:
    """For records whose saving calls for nothing else."""


@dataclass(frozen=True)
class Keeper(Generic[R]):
    """Adds and amends records of one model, each in one transaction.

    may      rules.require_…(viewer): raises Refused for those who may not write it
    check    rules.require_…(draft, many): raises Refused with what is wrong
    move     rules.require_…(before, after): raises MoveRefused for a step not allowed
    parent   the field that names the record it stands under; "" for the partnership's
    then     what saving calls for besides, in the same transaction (an origin)
    """

    model: type[R]
    check: Callable[..., None] = no_rule
    move: Callable[[R, R], None] | None = None
    may: Callable[[Viewer], None] = require_may_keep_records
    parent: str = ""
    then: Callable[..., None] = nothing_more
    looks_at_many: bool = False

    @property
    def name(self) -> str:
        return str(self.model._meta.verbose_name).replace(" ", "_")

    def add(
        self, *, by: Viewer, at: datetime, values: dict[str, Any], parent: Any = None
    ) -> R:
        """Write a new record with its history; refuses what its rules refuse."""
        self.may(by)
        values = {**values, **self._belonging(by, parent)}
        self._check(self.model(), values)
        with transaction.atomic():
            record = records.add(
                self.model, values, by=by, at=at, action=f"add_{self.name}"
            )
            self.then(record, by=by, at=at)
        return record

    def amend(
        self,
        record: R,
        *,
        by: Viewer,
        at: datetime,
        values: dict[str, Any],
        read_version: int,
    ) -> R:
        """Change a record if it is still as it was read; the same refusals."""
        self.may(by)
        after = self._check(copy(record), values)
        if self.move:
            self.move(record, after)
        with transaction.atomic():
            saved = records.amend(
                record,
                values,
                read_version=read_version,
                by=by,
                at=at,
                action=f"amend_{self.name}",
            )
            self.then(saved, by=by, at=at)
        return saved

    def _belonging(self, by: Viewer, parent: Any) -> dict[str, Any]:
        if self.parent:
            return {self.parent: parent}
        return {"partnership": Partnership.objects.get(pk=by.partnership_id)}

    def _check(self, draft: R, values: dict[str, Any]) -> R:
        many = {}
        for name, value in values.items():
            if draft._meta.get_field(name).many_to_many:
                many[name] = value
            else:
                setattr(draft, name, value)
        self.check(draft, many) if self.looks_at_many else self.check(draft)
        return draft
