"""A small invented county with its release, made once a run, for tests of the dataset."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from goldenthread.dataset import shelf, showing
from goldenthread.dataset.example import keep_place
from goldenthread.dataset.models import Release
from goldenthread.dataset.states import ReleaseState
from goldenthread.engine import store


CHILDREN, SEED = 1_000, 11
MADE_AT = datetime(2025, 4, 22, 9, tzinfo=UTC)
SENT = (date(2022, 4, 1), date(2025, 3, 31))


def whole_years(made: store.Release) -> dict[str, list[tuple[date, date]]]:
    """The county sends three whole years of everything."""
    names = made.events(["contract"]).column("contract").unique().to_pylist()
    return {name: [SENT] for name in names}


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented county as the generator writes it: files of agencies, areas."""
    from goldenthread.engine import invent_county

    place = tmp_path_factory.mktemp("county") / "county"
    invent_county(place, CHILDREN, SEED)
    return place


@pytest.fixture(scope="session")
def county_shelf(county: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shelf with one release of the whole county, for copying."""
    from goldenthread.engine.store.commands import cube_maker
    from goldenthread.engine.taking import folder, release

    place = shelf.Shelf(tmp_path_factory.mktemp("shelf") / "shelf")
    keep_place(place, county / "county")
    sent = folder.read(county / "files", MADE_AT.date())
    made, _ = release.keep(
        sent,
        folder.handed(sent, shelf.key()),
        release.Places(place.store, place.vault, place.links),
        MADE_AT,
        makers={"cube": cube_maker(place.larger_areas)},
    )
    showing.protect(place, made.name, covered=whole_years(made))
    return place.folder


@pytest.fixture
def published(county_shelf: Path) -> Callable[[int], Release]:
    """Put the county's release on a partnership's shelf and in force."""

    def put(partnership_id: int) -> Release:
        place = shelf.of(partnership_id)
        shutil.copytree(county_shelf, place.folder, dirs_exist_ok=True)
        made = place.store.current()
        days = made.events(["on"]).column("on")
        return Release.objects.create(
            partnership_id=partnership_id,
            name=made.name,
            title="Invented county",
            state=ReleaseState.PUBLISHED,
            asked_at=MADE_AT,
            built_at=MADE_AT,
            published_at=MADE_AT,
            events=made.manifest.counts["events"],
            children=made.manifest.counts["children"],
            first_day=min(days.to_pylist()),
            last_day=max(days.to_pylist()),
            invented=True,
        )

    return put
