"""What the engine says of a submission: every row by its contract, every fault kept."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from goldenthread.dataset import queries, shelf
from goldenthread.dataset.models import Submission, Supply
from goldenthread.dataset.sealed import Damaged, SealedFile


if TYPE_CHECKING:
    import polars as pl

    from goldenthread.engine.contracts.model import Contract
    from goldenthread.engine.intake import Intake

FAULTS = "faults"
LOG = logging.getLogger(__name__)
OURS = (
    "The check itself failed, for a reason that is ours. It was written down; tell "
    "whoever runs the system."
)


@dataclass(frozen=True)
class Found:
    """The move that follows from a check, and what is kept of it in the record."""

    move: str
    values: dict[str, Any] = field(default_factory=dict)


def check(submission: Submission, held: SealedFile) -> Found:
    """Check a file; its faults are kept, sealed, beside it.

    A file that is not read at all is refused with the engine's sentence.
    """
    from goldenthread.engine.errors import EngineError

    held.sweep()
    try:
        with read(submission, held) as found:
            buffer = BytesIO()
            _hardest_first(found.faults).write_parquet(buffer)
            held.keep(FAULTS, buffer.getvalue())
            return Found(_move_after(found), _told(found, submission))
    except (EngineError, Damaged) as refusal:
        return Found("refuse", {"reason": str(refusal), "rows": 0})
    except Exception as slip:
        # Whatever a file does, the worker goes on to the next one. What an exception
        # says may hold a value of a row: only its kind is written down.
        LOG.error("Checking %s failed: %s", submission.key, type(slip).__name__)
        return Found("refuse", {"reason": OURS, "rows": 0})


@contextmanager
def read(submission: Submission, held: SealedFile) -> Iterator[Intake]:
    """The rows of a submission as its contract reads them, without what is left out."""
    from goldenthread.engine import intake

    received = submission.received_at
    assert received is not None  # noqa: S101 - for the types; it was received
    contract = shelf.contract(submission.supply.contract)
    others = queries.came_with(submission)
    beside = [shelf.contract(one.supply.contract) for one in others]
    with held.opened(f"file{PurePath(submission.name).suffix.lower()}") as path:
        today = timezone.localdate(received)
        found = intake.check(
            path, [contract, *beside], today=today, only=contract if beside else None
        )
    yield _called(without(found, submission.supply), submission.name)


def without(found: Intake, supply: Supply) -> Intake:
    """The same without the values of fields that the agreement leaves out."""
    import polars as pl

    left = set(supply.left_out)
    if not left:
        return found
    taken = tuple(
        replace(
            one,
            table=one.table.with_columns(
                pl.lit(None, dtype=one.table.schema[name]).alias(name)
                for name in one.table.columns
                if name in left
            ),
        )
        for one in found.taken
    )
    return replace(found, taken=taken)


def _called(found: Intake, name: str) -> Intake:
    """Under the name its sender gave it, which is never a name on disk."""
    import polars as pl

    faults = found.faults.with_columns(
        file=pl.col("file").str.replace(found.file, name, literal=True)
    )
    return replace(found, file=name, faults=faults)


def _hardest_first(faults: pl.DataFrame) -> pl.DataFrame:
    """Errors, then rows set aside, then warnings; each as they stand in the file."""
    from goldenthread.engine.contracts.model import Severity

    order = {one.value: place for place, one in enumerate(Severity)}
    places = faults["severity"].replace_strict(order, return_dtype=int)
    return (
        faults.with_columns(places.alias("hardness"))
        .sort("hardness", maintain_order=True)
        .drop("hardness")
    )


def _move_after(found: Intake) -> str:
    return "find_sound" if found.accepted else "find_errors"


def _told(found: Intake, submission: Submission) -> dict[str, Any]:
    rows = sum(one.table.height for one in found.taken)
    told: dict[str, Any] = {
        "rows": rows,
        "errors": found.errors.height,
        "set_aside": _rows_aside(found),
        "warnings": found.warnings.height,
        "reason": "",
    }
    if not found.accepted:
        return told
    contract = shelf.contract(submission.supply.contract)
    return told | _of_period(found, contract, submission)


def _rows_aside(found: Intake) -> int:
    import polars as pl

    aside = found.faults.filter(pl.col("severity") == "ASIDE")
    return aside.select("sheet", "row").n_unique() if aside.height else 0


def _of_period(
    found: Intake, contract: Contract, submission: Submission
) -> dict[str, Any]:
    """How late it is and what of the period is not in it."""
    from goldenthread.engine import intake

    assert submission.received_at is not None  # noqa: S101 - for the types
    known = intake.submission(
        found,
        contract,
        agency=submission.supply.code,
        first=submission.starts_on,
        last=submission.ends_on,
        received_at=submission.received_at,
    )
    left = set(submission.supply.left_out)
    return {
        "days_late": known.days_late,
        "absent": [one for one in known.absent if one not in left],
        "empty_months": list(known.empty_months),
    }


def faults(held: SealedFile) -> pl.DataFrame | None:
    """Every fault of a checked file in order; none where it was not read."""
    import polars as pl

    kept = held.kept(FAULTS)
    return None if kept is None else pl.read_parquet(BytesIO(kept))


@contextmanager
def marked(submission: Submission, held: SealedFile) -> Iterator[Path]:
    """A workbook with the faulty cells marked, which is gone after the block."""
    from goldenthread.engine import intake

    with (
        read(submission, held) as found,
        TemporaryDirectory(prefix="open-", dir=held.folder) as folder,
    ):
        out = intake.mark(found, Path(folder) / "marked.xlsx")
        os.chmod(out, 0o600)
        yield out
