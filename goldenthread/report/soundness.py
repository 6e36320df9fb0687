"""What the rooms find unsound in a year's records: totals that differ, dates outside.

A room offers `queries.unsound(scope)`, answering pairs of where and one sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

from goldenthread.report import registry
from goldenthread.report.assemble import Problem
from goldenthread.report.models import Edition


def problems(edition: Edition) -> Iterator[Problem]:
    """Every unsound record of the edition's year, room by room."""
    scope = registry.scope_of(edition, edition.ends_on)
    for room in registry.ROOMS:
        name = f"goldenthread.{room}.queries"
        if find_spec(f"goldenthread.{room}") is None or find_spec(name) is None:
            continue
        offer = getattr(import_module(name), "unsound", None)
        for where, sentence in offer(scope) if offer else ():
            yield Problem(where, sentence)
