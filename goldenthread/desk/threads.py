"""The thread of any record: origin → finding → action → evidence → figure → section.

What stands on the thread is asked of the thread room; any other record is found by
the origin it opened; and every record leads on to the figures that count it and the
sections of the report that cite those figures.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from goldenthread.core import history, pages
from goldenthread.core.charts import Chart, Layer, Node, thread_path
from goldenthread.core.viewer import Viewer
from goldenthread.report import assemble, registry, tracing
from goldenthread.report.rules import may_read_editions
from goldenthread.thread import queries as thread
from goldenthread.thread.queries.path import MODELS


STEPS = ("Origin", "Finding", "Action", "Evidence", "Figure", "Section")
FIGURE, SECTION = 4, 5
# A figure worked out from hundreds of rows may be in many others; the nearest are told.
MOST_FIGURES = 12


@dataclass
class Path:
    """Nodes by step, links between them, and the circles that were read."""

    here: str
    steps: list[tuple[str, list[Node]]] = field(
        default_factory=lambda: [(name, []) for name in STEPS]
    )
    links: list[tuple[str, str]] = field(default_factory=list)
    subjects: tuple[str, ...] = ()

    def add(self, step: int, node: Node) -> None:
        if node.key not in {one.key for one in self.steps[step][1]}:
            self.steps[step][1].append(node)


def path_of(kind: pages.Kind, record: Any, viewer: Viewer, on: date) -> Path:
    """The whole path of a record within what the viewer may see."""
    path = Path(here=f"{kind.name}:{record.key}")
    stands = record if type(record) in MODELS else _origin_of(record, viewer)
    if stands is not None:
        _add_thread(path, stands, viewer)
    if stands is not record:
        _add_record(path, kind, record, stands)
    if may_read_editions(viewer):
        _add_report(path, record, viewer, on)
    return path


def _origin_of(record: Any, viewer: Viewer) -> Any:
    """The origin a source record opened, if it opened one."""
    return thread.origins(viewer).filter(source_key=record.key).first()


def _add_thread(path: Path, record: Any, viewer: Viewer) -> None:
    graph = thread.thread_of(record, viewer)
    names = {}
    for one in graph.nodes:
        kind = pages.KINDS.get(one.kind)
        if kind and not kind.may_read(viewer):
            continue
        key = names[one.id] = f"{one.kind}:{one.key}"
        label = one.title if one.kind != "figure" else one.key
        note = " · ".join(part for part in (one.label, one.state) if part)
        path.add(one.level, Node(key=key, label=label, url=one.url, note=note))
    path.links += [
        (names[a], names[b]) for a, b in graph.edges if a in names and b in names
    ]
    path.subjects = graph.subjects


def _add_record(path: Path, kind: pages.Kind, record: Any, origin: Any) -> None:
    """The source record itself, before the origin it opened."""
    step = SECTION if kind.name == "section" else 0
    node = Node(
        key=path.here,
        label=kind.title(record),
        url=kind.url(record),
        note=kind.label.capitalize(),
    )
    if step == 0:
        if origin is not None:
            _tell_apart(path, origin)
        path.steps[0][1].insert(0, node)
    else:
        path.add(step, node)
    if origin is not None:
        path.links += [
            (path.here, later)
            for earlier, later in path.links
            if earlier == f"origin:{origin.key}"
        ]


def _tell_apart(path: Path, origin: Any) -> None:
    """The origin bears the title of its record: say which of the two it is."""
    nodes = path.steps[0][1]
    for place, node in enumerate(nodes):
        if node.key == f"origin:{origin.key}":
            nodes[place] = replace(node, note="Source of learning")


def _add_report(path: Path, record: Any, viewer: Viewer, on: date) -> None:
    edition = tracing.newest_edition(viewer)
    if edition is None:
        return
    answers = registry.answers(registry.scope_of(edition, on))
    keys = _figure_keys(path, record, answers)
    for key in keys[:MOST_FIGURES]:
        figure = answers.figure(key)
        address = reverse("view_figure", args=[edition.key, key])
        shown = assemble.shown(figure, answers[key])
        path.add(
            FIGURE,
            Node(key=f"figure:{key}", label=figure.label, url=address, note=shown),
        )
        if path.here != f"figure:{key}":
            path.links.append((path.here, f"figure:{key}"))
    for key, section in tracing.sections_citing(edition, set(keys[:MOST_FIGURES])):
        name = f"section:{section.key}"
        path.add(
            SECTION,
            Node(
                key=name,
                label=str(section),
                url=reverse("view_section", args=[section.key]),
                note=edition.label,
            ),
        )
        path.links.append((f"figure:{key}", name))


def _figure_keys(path: Path, record: Any, answers: Any) -> list[str]:
    """Figures that count the record, that it cites, or that the thread already names."""
    from goldenthread.report.models import Section

    named = [node.key.partition(":")[2] for node in path.steps[FIGURE][1]]
    path.steps[FIGURE] = (STEPS[FIGURE], [])
    known = [key for key in named if key in answers]
    if isinstance(record, Section):
        cited = tracing.cited_in(record.body)
        return known + [key for key in sorted(cited) if key in answers]
    return list(dict.fromkeys(known + tracing.figures_with(record, answers)))


def draw(path: Path, title: str) -> Chart:
    """The path as a drawing with its table twin."""
    layers = [Layer(name, tuple(nodes)) for name, nodes in path.steps]
    return thread_path(f"Thread of {title}", layers, path.links, here=path.here)


def log(path: Path, *, by: Viewer, at: datetime) -> None:
    """What was shown on the path, and that figures were counted for it (L1, L2)."""
    history.record_read(
        by=by,
        at=at,
        action="view_thread",
        kind="thread",
        rows=sum(len(nodes) for _, nodes in path.steps),
        subjects=path.subjects,
    )
