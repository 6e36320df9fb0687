"""The statutory checklist as dated rows, from `reference/checklist.toml`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from goldenthread.core import records
from goldenthread.core.example import read_rows
from goldenthread.core.viewer import Viewer
from goldenthread.report.models import GuidanceEdition, RequiredElement


ROWS = Path(__file__).parent / "reference" / "checklist.toml"


def load_reference(*, by: Viewer, at: datetime) -> int:
    """Load editions of guidance and what each asks for; safe to repeat.

    Answers how many rows were added. Rows already there are left as they are: an
    edition's list does not change once it is published, a new edition brings its own.
    """
    facts = read_rows(ROWS)
    with transaction.atomic():
        added = sum(_edition(row, by=by, at=at) for row in facts["edition"])
        return added + sum(_element(row, by=by, at=at) for row in facts["element"])


def _edition(row: dict[str, Any], *, by: Viewer, at: datetime) -> int:
    if GuidanceEdition.objects.filter(code=row["code"]).exists():
        return 0
    values = {
        "code": row["code"],
        "name": row["name"],
        "starts_on": row["valid_from"],
        "ends_on": row.get("valid_to"),
        "published_by": row.get("published_by", ""),
        "send_to": row.get("send_to", []),
        "confidence": row["confidence"],
    }
    records.add(GuidanceEdition, values, by=by, at=at, action="load_guidance")
    return 1


def _element(row: dict[str, Any], *, by: Viewer, at: datetime) -> int:
    added = 0
    for guidance in GuidanceEdition.objects.filter(code__in=row["editions"]):
        if guidance.elements.filter(code=row["code"]).exists():
            continue
        values = {name: row[name] for name in ("code", "words", "source", "needs")}
        values |= {"guidance": guidance, "confidence": row["confidence"]}
        records.add(RequiredElement, values, by=by, at=at, action="load_guidance")
        added += 1
    return added
