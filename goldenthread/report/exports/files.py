"""One file of an edition for a person who asks for it on a page.

Until it is published it is made from the record as it stands. What was published is
kept, and handed out byte for byte ever after.
"""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from goldenthread.core import history
from goldenthread.core.documents import pdf, web, word
from goldenthread.core.documents.nodes import Meaning
from goldenthread.core.viewer import Viewer
from goldenthread.report import assemble, services
from goldenthread.report.assemble import Problem
from goldenthread.report.exports import build
from goldenthread.report.models import Edition, PublishedFile


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
    """The file as published, or checked and made now; written to the history (X1)."""
    suffix, kind = FORMS[form]
    name = f"yearly-report-{edition.label}.{suffix}"
    kept = edition.published_files.filter(form=form).first()
    if kept:
        _log(edition, form, by=by, at=at)
        return Made(kept.name, kind, bytes(kept.content))
    assembly = assemble.assemble(edition, as_at=timezone.localdate(at))
    problems = tuple(build.problems_of(edition, assembly))
    if any(one.stops for one in problems):
        return Made(name, kind, None, problems)
    _log(edition, form, by=by, at=at)
    return Made(name, kind, _content(edition, assembly, form, name), problems)


def _log(edition: Edition, form: str, *, by: Viewer, at: datetime) -> None:
    history.record_read(
        by=by,
        at=at,
        action=f"export_edition_{form}",
        kind="report.edition",
        record_key=edition.key,
    )


def _content(
    edition: Edition, assembly: assemble.Assembly, form: str, name: str
) -> bytes:
    evidence = build.evidence_of(edition, assembly)
    with tempfile.TemporaryDirectory() as beside:
        folder = Path(beside)
        if form == "html":
            return _zipped(_pages(assembly, evidence, folder), folder)
        writer = pdf if form == "pdf" else word
        path = writer.write(assembly.document, evidence, folder / name)
        return path.read_bytes()


def _pages(
    assembly: assemble.Assembly, evidence: tuple[Meaning, ...], folder: Path
) -> list[Path]:
    return web.write(assembly.document, evidence, folder, sheet=build.SHEET)


def publish(edition: Edition, *, by: Viewer, at: datetime) -> Edition:
    """Publish, and keep every file exactly as it goes out, or do neither."""
    with transaction.atomic():
        published = services.publish_edition(edition, by=by, at=at)
        assembly = services.current(published, at)
        for form, (suffix, _) in FORMS.items():
            name = f"yearly-report-{published.label}.{suffix}"
            content = _content(published, assembly, form, name)
            _keep(published, form, name, content, by=by, at=at)
    return published


def _keep(
    edition: Edition, form: str, name: str, content: bytes, *, by: Viewer, at: datetime
) -> None:
    seal = hashlib.sha256(content).hexdigest()
    PublishedFile.objects.create(
        edition=edition,
        form=form,
        name=name,
        sha256=seal,
        made_at=at,
        content=content,
    )
    history.record_change(
        by=by,
        at=at,
        action="keep_published_file",
        kind="report.publishedfile",
        record_key=edition.key,
        before={},
        after={"name": name, "sha256": seal},
    )


def _zipped(paths: list[Path], folder: Path) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(paths):
            archive.write(path, path.relative_to(folder))
    return packed.getvalue()
