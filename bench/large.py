"""The example with a release of many made-up events in force, as large as is asked for.

The events are written straight into the shape of a release (`events.py`): files of
agencies are not read, and nothing is linked. From there on it is the product's own
work: the release is sorted and kept by the store, its figures are worked out, protected,
and drawn as maps. Figures are worked out of those definitions that pages show.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bench import serving


SENT = (date(2020, 4, 1), date(2025, 3, 31))
MADE_AT = datetime(2025, 5, 1, 9, tzinfo=UTC)
Tell = Callable[[str], None]


def opened(home: Path) -> None:
    """Django in this process, in that home."""
    os.environ |= serving.around(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "goldenthread.config.settings"
    import django  # late: settings read the variables above

    django.setup()


def make(home: Path, events: int, tell: Tell) -> None:
    """The home with its release, made once; how long each part took is told."""
    if (home / "large").exists():
        return
    serving.load(home)
    opened(home)
    from goldenthread.dataset import mapping, shelf, showing
    from goldenthread.dataset.models import Release

    release = Release.objects.get(state="PUBLISHED")
    place = shelf.of(release.partnership_id)
    step = _Steps(tell)
    made = step("sorted, kept, figures worked out", lambda: _built(place, events))
    covered = _all_covered()
    step("protected", lambda: showing.protect(place, made.name, covered=covered))
    step("maps", lambda: mapping.make(place, made.name, covered=covered))
    # The example's release is put aside: what is said of it stands beside the new one.
    Release.objects.filter(pk=release.pk).update(
        name=made.name,
        events=made.manifest.counts["events"],
        children=made.manifest.counts["children"],
        first_day=SENT[0],
        last_day=SENT[1],
    )
    (home / "large").touch()


def covered(release: Any) -> dict[str, list[tuple[date, date]]]:
    """Which days of each contract lie in a release in force of a bench's home."""
    if release.first_day == SENT[0]:
        return _all_covered()
    found: dict[str, list[tuple[date, date]]] = {}
    for one in release.submissions.select_related("supply"):
        days = (one.starts_on, one.ends_on)
        found.setdefault(one.supply.contract, []).append(days)
    return found


def _all_covered() -> dict[str, list[tuple[date, date]]]:
    from goldenthread.dataset import shelf

    return {name: [SENT] for name in shelf.contract_titles()}


class _Steps:
    def __init__(self, tell: Tell) -> None:
        self.tell = tell

    def __call__(self, name: str, work: Callable[[], Any]) -> Any:
        begun, used = time.perf_counter(), time.process_time()
        found = work()
        took, busy = time.perf_counter() - begun, time.process_time() - used
        self.tell(f"{name}: {took:.0f} s, {busy:.0f} s of processor")
        return found


def _built(place: Any, many: int) -> Any:
    from bench import events
    from goldenthread.engine.store import Input
    from goldenthread.engine.store.commands import areas_in

    larger = areas_in(place.larger_areas)
    folder = events.made(many, tuple(larger["area"].to_pylist()))
    return place.store.build(
        folder / "events.parquet",
        folder / "children.parquet",
        inputs=(Input("events", "0" * 64),),
        made_at=MADE_AT,
        makers={"cube": lambda beside: _cube(beside, larger)},
    )


def _cube(beside: Path, larger: Any) -> None:
    from goldenthread.dataset import showing
    from goldenthread.dataset.mapping.offer import offer
    from goldenthread.engine.indicators import cube, load

    told = [one.indicator for one in showing.offered().indicators]
    told += [one.indicator for one in offer().indicators]
    cube.make(beside, load().of(*dict.fromkeys(told)), areas=larger)
