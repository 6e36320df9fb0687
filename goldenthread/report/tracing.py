"""From a record up to the figures it is counted in and the sections that cite them."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db.models import Model

from goldenthread.core.figures import Answers, Scope
from goldenthread.core.viewer import Viewer
from goldenthread.report import narrative, registry
from goldenthread.report.models import Edition, Section
from goldenthread.report.queries import editions


@cache
def _models(keys: tuple[str, ...], scope: Scope) -> dict[str, type[Model]]:
    """Which model each figure counts rows of; the same for every scope, found once."""
    answers = registry.answers(scope)
    found = {}
    for key in keys:
        rows = answers[key].rows
        if rows is not None:
            found[key] = rows.model
    return found


def figures_with(record: Any, answers: Answers) -> list[str]:
    """Keys of the figures that count this very record."""
    keys = tuple(registry.figures())
    counting = _models(keys, _any_scope(answers.scope))
    found = []
    for key, model in counting.items():
        if model is not type(record):
            continue
        rows = answers[key].rows
        if rows is not None and rows.order_by().filter(pk=record.pk).exists():
            found.append(key)
    return found


def _any_scope(scope: Scope) -> Scope:
    """One scope a year stands for all of its days, so that the answer is kept."""
    return Scope(scope.partnership_id, scope.label, scope.start, scope.end, scope.end)


def figures_from(keys: list[str], answers: Answers) -> list[tuple[str, str]]:
    """Edges from each figure to those worked out from it, one step up."""
    wanted = set(keys)
    edges = []
    for key in registry.figures():
        edges += [(one, key) for one in answers[key].inputs if one in wanted]
    return edges


def sections_citing(edition: Edition, keys: set[str]) -> list[tuple[str, Section]]:
    """Pairs of a figure's key and a section that cites it, in reading order."""
    found = []
    for section in edition.sections.order_by("number"):
        cited = set(narrative.references(section.body).figures) | set(section.outcomes)
        found += [(key, section) for key in sorted(cited & keys)]
    return found


def newest_edition(viewer: Viewer) -> Edition | None:
    """The edition a record's thread leads to: the newest of the newest year."""
    return editions(viewer).first()
