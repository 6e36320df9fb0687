"""Areas of a partnership's place: loaded, and written down that they were."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from goldenthread.core import history
from goldenthread.core.viewer import Viewer
from goldenthread.dataset import geography, rules, shelf
from goldenthread.partnership.models import Partnership


def load_boundaries(
    partnership: Partnership,
    file: Path,
    *,
    by: Viewer,
    at: datetime,
    level: str,
    code: str,
    name: str,
) -> int:
    """Put the boundaries of a level on the shelf, for the releases built from now on.

    Only the analyst. AreasRefused, in one sentence, for a file that is broken or does
    not fit the table of areas; then nothing is changed.
    """
    rules.require_may_make_releases(by)
    place = shelf.of(partnership.pk)
    with transaction.atomic():
        number = geography.keep_boundaries(
            place, file, level=level, code=code, name=name
        )
        _note(partnership, "load_boundaries", by, at, {"level": level, "areas": number})
    return number


def load_areas(
    partnership: Partnership, file: Path, *, by: Viewer, at: datetime, **columns: Any
) -> int:
    """Put the table of small areas and their people on the shelf, as `keep_table`.

    Only the analyst. AreasRefused as there; then nothing is changed.
    """
    rules.require_may_make_releases(by)
    with transaction.atomic():
        number = geography.keep_table(shelf.of(partnership.pk), file, **columns)
        told = {"year": columns["year"], "areas": number}
        _note(partnership, "load_areas", by, at, told)
    return number


def _note(
    partnership: Partnership,
    action: str,
    by: Viewer,
    at: datetime,
    after: dict[str, Any],
) -> None:
    history.record_change(
        by=by,
        at=at,
        action=action,
        kind="partnership.partnership",
        record_key=partnership.key,
        before={},
        after=after,
    )
