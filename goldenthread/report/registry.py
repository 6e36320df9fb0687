"""Every figure the rooms offer, by key."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from goldenthread.core.figures import Answers, Figure, Scope


ROOMS = (
    "partnership",
    "governance",
    "reviews",
    "thread",
    "audits",
    "panels",
    "training",
    "dataset",
)


@cache
def figures() -> dict[str, Figure]:
    """All figures by key, in the order of the rooms; two of one key is a mistake."""
    found: dict[str, Figure] = {}
    for room in ROOMS:
        name = f"goldenthread.{room}.figures"
        if find_spec(f"goldenthread.{room}") is None or find_spec(name) is None:
            continue
        for figure in import_module(name).FIGURES:
            if figure.key in found:
                raise RuntimeError(f"Two figures are called {figure.key}.")
            found[figure.key] = figure
    return found


@cache
def of_room(room: str) -> tuple[str, ...]:
    """Keys of the figures one room offers."""
    name = f"goldenthread.{room}.figures"
    if room not in ROOMS or find_spec(name) is None:
        return ()
    return tuple(figure.key for figure in import_module(name).FIGURES)


def answers(scope: Scope) -> Answers:
    """A fresh computation of any figure in a scope."""
    return Answers(figures().values(), scope)


def scope_of(edition, as_at: date) -> Scope:
    """The scope of an edition's figures: its year, as the records stand on a day."""
    return Scope(
        partnership_id=edition.partnership_id,
        label=edition.label,
        start=edition.starts_on,
        end=edition.ends_on,
        as_at=as_at,
    )
