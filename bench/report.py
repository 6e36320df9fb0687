"""How long the example takes to load, and the report to build, whole and by part."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

from bench import places


Times = list[tuple[str, float, float]]


@contextmanager
def timed(name: str, times: Times) -> Iterator[None]:
    """Seconds on the clock, and seconds of processor, which others do not disturb."""
    wall, work = time.perf_counter(), time.process_time()
    yield
    times.append((name, time.perf_counter() - wall, time.process_time() - work))


def load() -> Times:
    """Into a database that is made for it and removed: tables, reference rows, rooms."""
    from django.core.management import call_command
    from django.utils import timezone

    from goldenthread.desk.example import load_example

    times: Times = []
    with places.fresh(), timed("whole load", times):
        with timed("tables", times):
            call_command("migrate", verbosity=0, interactive=False)
        with timed("reference rows", times):
            call_command("reference_load", verbosity=0, stdout=StringIO())
        tell, finish = _by_room(times)
        load_example(at=timezone.now(), tell=tell)
        finish()
    return times


def _by_room(times: Times) -> tuple[Callable[[str], None], Callable[[], None]]:
    """`tell` for the loader, which names each room as it begins."""
    state: dict[str, Any] = {}

    def finish() -> None:
        if state:
            wall = time.perf_counter() - state["wall"]
            work = time.process_time() - state["work"]
            times.append((state["room"], wall, work))

    def tell(room: str) -> None:
        finish()
        state.update(room=room, wall=time.perf_counter(), work=time.process_time())

    return tell, finish


def build() -> Times:
    """HTML, PDF and Word together as a command would, then each part by itself."""
    from django.utils import timezone

    from goldenthread.core.documents import pdf, web, word
    from goldenthread.report import assemble, queries
    from goldenthread.report.exports import build as exports

    edition, now = queries.edition_by_label(None, "2024-25"), timezone.now()
    today, times = timezone.localdate(), []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with timed("whole build", times):
            made = exports.build(edition, at=now, as_at=today, folder=folder / "all")
        if made.stopped:
            raise SystemExit(_stopped(made.problems))
        with timed("put together", times):
            whole = assemble.assemble(edition, as_at=today)
        with timed("checks", times):
            exports.problems_of(edition, whole)
        with timed("evidence", times):
            evidence = exports.evidence_of(edition, whole)
        for words, write, path in (
            ("HTML", web.write, "site"),
            ("PDF", pdf.write, "report.pdf"),
            ("Word", word.write, "report.docx"),
        ):
            with timed(words, times):
                write(whole.document, evidence, folder / path)
    return times


def _stopped(problems: tuple) -> str:
    found = "\n".join(f"{one.where}: {one.sentence}" for one in problems if one.stops)
    return f"A check stopped the build, so there is nothing to measure:\n{found}"


def table(times: Times) -> str:
    lines = ["| Part | Seconds | Of processor |", "|---|---:|---:|"]
    lines += [f"| {name} | {wall:.1f} | {work:.1f} |" for name, wall, work in times]
    return "\n".join(lines)
