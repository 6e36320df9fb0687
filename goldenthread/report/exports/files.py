"""One file of an edition for a person who asks for it on a page."""

from __future__ import annotations

import tempfile
import zipfile
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

from django.utils import timezone

from goldenthread.core import history
from goldenthread.core.viewer import Viewer
from goldenthread.report import assemble
from goldenthread.report.assemble import Problem
from goldenthread.report.exports import build, pdf, web, word
from goldenthread.report.models import Edition


FORMS = {
    "html": ("zip", "application/zip"),
    "pdf": ("pdf", "application/pdf"),
    "docx": (
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
}


@dataclass(frozen=True)
class Made:
    """A file ready to be sent, or the problems that stopped it."""

    name: str
    type: str
    content: bytes | None
    problems: tuple[Problem, ...] = ()


def make(edition: Edition, form: str, *, by: Viewer, at: datetime) -> Made:
    """Check, then make one file; the export is written to the history (rule X1)."""
    suffix, kind = FORMS[form]
    name = f"yearly-report-{edition.label}.{suffix}"
    assembly = assemble.assemble(edition, as_at=timezone.localdate(at))
    problems = tuple(build.problems_of(edition, assembly))
    if any(one.stops for one in problems):
        return Made(name, kind, None, problems)
    history.record_read(
        by=by,
        at=at,
        action=f"export_edition_{form}",
        kind="report.edition",
        record_key=edition.key,
    )
    evidence = build.evidence_of(edition, assembly)
    with tempfile.TemporaryDirectory() as beside:
        folder = Path(beside)
        if form == "html":
            content = _zipped(web.write(assembly.document, evidence, folder), folder)
        else:
            writer = pdf if form == "pdf" else word
            path = writer.write(assembly.document, evidence, folder / name)
            content = path.read_bytes()
    return Made(name, kind, content, problems)


def _zipped(paths: list[Path], folder: Path) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(paths):
            archive.write(path, path.relative_to(folder))
    return packed.getvalue()
