"""Common paths in words and a chart; no database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from goldenthread.core.calendars import long_date
from goldenthread.core.charts import Bar, bar_chart
from goldenthread.core.pages import Cell, Fact, Section, fact
from goldenthread.dataset.models import Release
from goldenthread.dataset.presenters.events import state_words
from goldenthread.dataset.queries.paths import OTHERS, WHOLE


MOST_DRAWN = 12
LEAD = (
    "Which ways children went through early help, need, protection and care, as the "
    "agencies’ linked records tell it: as counts, after disclosure control."
)
NO_RELEASE = "No release is published yet, so there is no way to count."


def path_words(path: str) -> str:
    if path == WHOLE:
        return "All children in any state"
    if path == OTHERS:
        return "Any other way, each of a few children"
    words = [
        "out" if one == "out" else one if one == "…" else state_words(one).lower()
        for one in path.split(" > ")
    ]
    told = ", then ".join(words)
    return f"{told[:1].upper()}{told[1:]}"


def paths_section(release: Release, edition: Any) -> Section:
    from goldenthread.engine.disclosure import Mark

    table = edition.tables[0]
    cells = {key[0]: value for key, value in table.cells.items()}
    ways = [one for one in cells if one not in (WHOLE, OTHERS)]
    counts = {
        one: None if isinstance(cells[one], Mark) else cells[one] for one in cells
    }
    ways.sort(key=lambda one: (-(counts[one] or 0), one))
    drawn = bar_chart(
        "Common ways through the services",
        [
            Bar(path_words(one), counts[one], _count_words(cells[one]))
            for one in ways[:MOST_DRAWN]
        ],
        columns=("Way", "Children"),
    )
    shown = [*ways, *(one for one in (OTHERS,) if cells[one] != 0)]
    return Section(
        title=drawn.title,
        chart=drawn,
        columns=("Way", "Children"),
        rows=tuple(_path_row(one, cells) for one in shown),
        total=_path_row(WHOLE, cells),
    )


def _path_row(path: str, cells: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        Cell(text=path_words(path)),
        Cell(text=_count_words(cells[path]), numeric=True),
    )


def _count_words(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else "Hidden: few children"


def paths_facts(release: Release) -> tuple[Fact, ...]:
    return (
        fact("Release", str(release)),
        fact("Events", f"{day(release.first_day)} to {day(release.last_day)}"),
        fact(
            "Disclosure control",
            "Ways of five children and fewer are told together, and no small count can "
            "be worked out from the rest.",
        ),
    )


def day(value: Any) -> str:
    return long_date(value) if value else "an unknown day"
