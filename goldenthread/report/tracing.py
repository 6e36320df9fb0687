"""From a record up to the figures it is counted in and the sections that cite them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from django.db.models import Model, QuerySet

from goldenthread.core.figures import Answers, Scope
from goldenthread.core.viewer import Viewer
from goldenthread.report import blocks, narrative, registry
from goldenthread.report.models import Edition, Section
from goldenthread.report.queries import editions


@cache
def _counting(scope: Scope) -> dict[str, type[Model]]:
    """Which model a figure counts rows of, where it says so; asks the database nothing."""
    return {
        key: figure.rows(scope).model
        for key, figure in registry.figures().items()
        if figure.rows is not None
    }


def figures_with(record: Any, answers: Answers) -> list[str]:
    """Keys of the figures that count this very record."""
    return [
        key
        for key, rows in _rows_of_its_kind(record, answers)
        if rows.order_by().filter(pk=record.pk).exists()
    ]


def _rows_of_its_kind(
    record: Any, answers: Answers
) -> Iterator[tuple[str, QuerySet[Any]]]:
    """Figures that count records like this one, with the rows of each.

    No figure is worked out for it, but those of the record's own room that do not say
    beforehand which rows they come from.
    """
    model, counting = type(record), _counting(_any_scope(answers.scope))
    own = registry.of_room(record._meta.app_label)
    for key, figure in registry.figures().items():
        if counting.get(key) is model and figure.rows is not None:
            yield key, figure.rows(answers.scope)
        elif key in own and figure.rows is None and not figure.inputs:
            rows = answers[key].rows
            if rows is not None and rows.model is model:
                yield key, rows


def _any_scope(scope: Scope) -> Scope:
    """One scope stands for all, so that the answer is kept."""
    return replace(scope, as_at=scope.end)


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
        cited = cited_in(section.body) | set(section.outcomes)
        found += [(key, section) for key in sorted(cited & keys)]
    return found


def cited_in(body: str) -> set[str]:
    """Figures a text cites, itself or in a table it places."""
    found = narrative.references(body)
    return set(found.figures).union(*(blocks.cited_by(one) for one in found.blocks))


def newest_edition(viewer: Viewer) -> Edition | None:
    """The edition a record's thread leads to: the newest of the newest year."""
    return editions(viewer).first()
