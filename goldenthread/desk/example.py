"""The example partnership: every room's facts, loaded in order, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec

from django.db import transaction

from goldenthread.core.access import Refused
from goldenthread.core.example import World
from goldenthread.core.viewer import Viewer, system
from goldenthread.partnership.models import Partnership


# (room, function): a later step leans on what an earlier one added to the world.
STEPS = (
    ("core", "load"),
    ("partnership", "load"),
    ("subjects", "load"),
    ("thread", "load"),
    ("governance", "load"),
    ("reviews", "load"),
    ("audits", "load"),
    ("panels", "load"),
    ("training", "load"),
    ("dataset", "load"),
    ("dataset", "load_county"),
    ("dataset", "load_journeys"),
    ("dataset", "load_assurance"),
    ("dataset", "load_samples"),
    ("audits", "load_sampled"),
    ("thread", "load_after"),
    ("dataset", "load_dashboards"),
    # Tests of effect are registered before their results are there.
    ("thread", "load_effect"),
    ("dataset", "load_after"),
    ("audits", "load_after"),
    ("thread", "load_verdicts"),
    ("training", "load_after"),
    ("report", "load"),
)


def load_example(
    *, at: datetime, tell: Callable[[str], None] = lambda words: None
) -> World:
    """Load the example into an empty database; refuses one that holds a partnership."""
    if Partnership.objects.exists():
        raise Refused("The database already holds a partnership: nothing was loaded.")
    world = World()
    with transaction.atomic():
        for room, loader in _steps():
            tell(room)
            loader(by=loading_viewer(), at=at, world=world)
    return world


def loading_viewer() -> Viewer:
    """The loader as a viewer: the first partnership, once there is one."""
    viewer = system("example")
    first = Partnership.objects.order_by("pk").first()
    return replace(viewer, partnership_id=first.pk) if first else viewer


def _steps() -> Iterator[tuple[str, Callable]]:
    for room, name in STEPS:
        module = f"goldenthread.{room}.example"
        if find_spec(f"goldenthread.{room}") and find_spec(module):
            loader = getattr(import_module(module), name, None)
            if loader is not None:
                yield room, loader
