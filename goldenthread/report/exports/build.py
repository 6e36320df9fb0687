"""Building an edition: checks first, then every format into a folder, in one move."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from goldenthread.core.documents import pdf, web, word
from goldenthread.core.documents.nodes import Meaning
from goldenthread.report import assemble, checks, queries
from goldenthread.report.assemble import Assembly, Problem
from goldenthread.report.models import Edition, PublishedFile
from goldenthread.report.states import EditionState


# The style sheet's name in an edition's folder of pages.
SHEET = "report.css"


@dataclass(frozen=True)
class Built:
    """What a build made, and everything it found on the way."""

    files: tuple[Path, ...]
    problems: tuple[Problem, ...]

    @property
    def stopped(self) -> bool:
        return any(one.stops for one in self.problems)


def problems_of(edition: Edition, assembly: Assembly) -> list[Problem]:
    """A draft is checked as a draft; from sign-off on, as what the public will read."""
    public = (
        EditionState.LEADS_SIGNED_OFF,
        EditionState.PUBLISHED,
        EditionState.SENT,
    )
    if edition.state in public:
        return checks.publication_problems(edition, assembly)
    return checks.build_problems(edition, assembly)


def build(edition: Edition, *, at: datetime, as_at: date, folder: Path) -> Built:
    """Write HTML, PDF and Word into the folder, or nothing when a check stops it.

    All of it is made beside the folder and moved in at the end: a build that fails
    half way leaves what stood there before. Of a published edition the files kept at
    publication are written, whatever the records say since.
    """
    kept = list(edition.published_files.order_by("pk"))
    if kept:
        return Built(tuple(_unpacked(kept, folder)), ())
    assembly = assemble.assemble(edition, as_at=as_at)
    problems = tuple(problems_of(edition, assembly))
    if any(one.stops for one in problems):
        return Built((), problems)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as beside:
        made = _write_all(edition, assembly, Path(beside))
        files = tuple(_move_in(made, folder))
    return Built(files, problems)


def _unpacked(kept: list[PublishedFile], folder: Path) -> Iterator[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as beside:
        made = []
        for one in kept:
            path = Path(beside) / one.name
            if one.form == "html":
                path = Path(beside) / "site"
                with zipfile.ZipFile(BytesIO(bytes(one.content))) as packed:
                    packed.extractall(path)
            else:
                path.write_bytes(bytes(one.content))
            made.append(path)
        yield from list(_move_in(made, folder))


def _write_all(edition: Edition, assembly: Assembly, folder: Path) -> list[Path]:
    document, evidence = assembly.document, evidence_of(edition, assembly)
    name = f"yearly-report-{edition.label}"
    site = folder / "site"
    web.write(document, evidence, site, sheet=SHEET)
    return [
        site,
        pdf.write(document, evidence, folder / f"{name}.pdf"),
        word.write(document, evidence, folder / f"{name}.docx"),
    ]


def _move_in(made: list[Path], folder: Path) -> Iterator[Path]:
    for path in made:
        target = folder / path.name
        if target.is_dir():
            shutil.rmtree(target)
        path.replace(target)
        yield target


def evidence_of(edition: Edition, assembly: Assembly) -> tuple[Meaning, ...]:
    """What a reader may know of each figure cited: meaning, as at, how many records."""
    answers, claims = assembly.answers, queries.claims_of(edition)
    return tuple(
        _meaning(one, answers, queries.verdicts(claims.get(one.key, []), answers))
        for one in assembly.document.figures
        if one.key in answers
    )


def _meaning(one: Any, answers: Any, judged: list[Any]) -> Meaning:
    figure, result = answers.figure(one.key), answers[one.key]
    return Meaning(
        key=one.key,
        label=one.label,
        shown=one.shown,
        definition=figure.definition,
        version=figure.version,
        counted=result.rows.count() if result.rows is not None else None,
        inputs=tuple(answers.figure(name).label for name in result.inputs),
        caveats=tuple(result.caveats),
        source=result.source,
        said=_printed(judged),
    )


def _printed(judged: list[Any]) -> tuple[tuple[str, str], ...]:
    """What was printed of this figure before, and how that compares."""
    if printed := "; ".join(claim.printed for claim, _ in judged):
        verdict = queries.worst(judged)
        words = f"{printed}: {verdict.kind.label}. {verdict.sentence}"
        return (("Printed before", words),)
    return ()
