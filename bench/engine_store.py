"""Store, indicators and journeys beside SQL by hand, pandas, and reading the same bytes.

Made-up events of a county over five years: kinds in the shares they have, three hundred
small areas, a child with fifteen events. The hand-written peers answer nineteen plain
counts and shares by month, quarter and year, whole and by five breakdowns; what links,
stocks and medians cost comes on top of that only in ours.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from bench.engine import Row, measure
from bench.events import made
from goldenthread.engine.duck import Bounds


SIZES = {"small": 1_000_000, "full": 10_000_000}
BY = ("agency", "area", "age", "sex", "ethnicity")
PLAIN = {
    "contacts": ("CONTACT", "true"),
    "contacts_police": ("CONTACT", "source = 'POLICE'"),
    "contacts_school": ("CONTACT", "source = 'SCHOOL'"),
    "contacts_health": ("CONTACT", "source = 'HEALTH'"),
    "early_help_starts": ("EARLY_HELP", "true"),
    "early_help_contacts": ("EARLY_HELP_CONTACT", "true"),
    "hub_attendances": ("HUB_ATTENDANCE", "true"),
    "referrals": ("REFERRAL", "true"),
    "referrals_police": ("REFERRAL", "source = 'POLICE'"),
    "assessments": ("ASSESSMENT", "true"),
    "section_47": ("SECTION_47", "true"),
    "strategy_discussions": ("STRATEGY_DISCUSSION", "true"),
    "conferences": ("CONFERENCE", "true"),
    "plans_started": ("PLAN", "true"),
    "need_started": ("NEED", "true"),
    "care_started": ("CARE", "true"),
    "placements_started": ("PLACEMENT", "true"),
    "police_contacts": ("POLICE_CONTACT", "true"),
    "health_visits": ("HEALTH_VISIT", "true"),
}


def rows(scale: str) -> list[Row]:
    many = SIZES[scale]
    folder = made(many)
    here, said = "bench.engine_store", f"{many:,} events"

    def row(what: str, how: str, name: str, *words: str, ours: bool = False) -> Row:
        whole = f"{said}: {what}"
        return measure(
            whole, how, f"{here}:{name}", str(folder), *words, runs=1, ours=ours
        )

    release = "events and children to a release, without its cube"
    plain = f"{len(PLAIN)} plain indicators by {len(BY)} breakdowns and 3 periods"
    every = "what one indicator costs beside all of them"
    ways = "journeys: steps, spans, faults"
    return [
        row(release, "store", "store", ours=True),
        row(release, "floor: DuckDB sorts and writes them", "floor_store"),
        row(plain, "indicators", "indicators", *PLAIN, ours=True),
        row(plain, "indicators, least memory", "least_memory", *PLAIN),
        row(plain, "SQL by hand", "by_hand"),
        row(plain, "pandas", "pandas"),
        row(plain, "floor: DuckDB reads the columns", "floor_columns"),
        row(every, "all at once", "indicators", ours=True),
        row(every, "contacts alone", "indicators", "contacts"),
        row(every, "re_referral alone", "indicators", "re_referral"),
        row(every, "plans_open alone", "indicators", "plans_open"),
        row(
            "one figure from the cube",
            "read, the middle of twenty asked",
            "answers",
            ours=True,
        ),
        row(ways, "journeys", "journeys", ours=True),
        row(ways, "SQL windows: step and next only", "windows"),
        row(ways, "floor: DuckDB scans, sorts, writes", "floor_sort"),
    ]


def store(folder: str) -> str:
    from tempfile import TemporaryDirectory

    from goldenthread.engine.store import Input, Store

    with TemporaryDirectory(dir=folder) as own:
        made = Store(Path(own)).build(
            Path(folder) / "events.parquet",
            Path(folder) / "children.parquet",
            inputs=(Input("events", "0" * 64),),
            made_at=datetime(2026, 1, 1, tzinfo=UTC),
        )
        return f"{sum(one.stat().st_size for one in made.folder.iterdir()) >> 20} MB"


def database(folder: str) -> Any:
    from goldenthread.engine.duck import connect

    spill = Path(folder) / "spill"
    db = connect(Bounds(), spill)
    for one in ("events", "children"):
        path = Path(folder) / f"{one}.parquet"
        db.execute(f"create view {one} as select * from read_parquet('{path}')")
    return db


def floor_store(folder: str) -> None:
    out = Path(folder) / "floor.parquet"
    database(folder).execute(
        'copy (select * from events order by child, "on", kind) '
        f"to '{out}' (format parquet, compression zstd)"
    )
    out.unlink()


def indicators(folder: str, *keys: str) -> str:
    return _figures(folder, keys, Bounds())


def least_memory(folder: str, *keys: str) -> str:
    """A thread of its own takes memory of its own; so do events counted at once."""
    return _figures(folder, keys, Bounds(threads=1, events=125_000))


def _figures(folder: str, keys: tuple[str, ...], bounds: Bounds) -> str:
    """Worked out and written to a file, as they are for a release."""
    from goldenthread.engine.indicators import cube, figures, load

    catalogue = load().of(*keys) if keys else load()
    place = Path(folder)
    paths = (place / f"{one}.parquet" for one in ("events", "children"))
    out, spill = place / "figures.parquet", place / "spill"
    with cube.scans(*paths, catalogue, bounds=bounds, spill=spill) as run:
        figures.write(run.told(BY), out)
        asked = f"select count(*), sum(numerator) from '{out}'"
        found = run.backend.raw_sql(asked).fetchone()
    out.unlink()
    return _said(*found)


def _said(cells: Any, total: Any) -> str:
    return f"{int(cells):,} figures, together {int(total):,}"


def by_hand(folder: str) -> str:
    """As an analyst writes it: one pass with grouping sets and conditional counts."""
    periods = {
        "month": "date_trunc('month', e.\"on\")",
        "quarter": "date_trunc('quarter', e.\"on\")",
        "year": "date_trunc('year', e.\"on\" - interval 3 month)",
    }
    dims = ("()", *BY)
    sets = ", ".join(
        f"({period})" if one == "()" else f"({period}, {one})"
        for period in periods
        for one in dims
    )
    counts = ", ".join(
        f"count(*) filter (kind = '{kind}' and {part}) as {key}"
        for key, (kind, part) in PLAIN.items()
    )
    db = database(folder)
    db.execute(
        f"""create temp table found as
        with rows as (
            select {", ".join(f"{text} as {name}" for name, text in periods.items())},
                e.kind, e.source, e.agency, e.area, c.sex, c.ethnicity,
                case when m < 0 then 'UNBORN' when m < 12 then '0' when m < 60 then '1-4'
                    when m < 120 then '5-9' when m < 192 then '10-15'
                    when m < 216 then '16-17' when m < 312 then '18-25'
                    else 'NOT_KNOWN' end as age
            from (select *, datediff('month', born, "on") as m
                from events left join (select child, born from children) using (child)) e
            left join children c using (child)
        )
        select {", ".join((*periods, *BY))}, {counts}
        from rows group by grouping sets ({sets})"""
    )
    total = " + ".join(f"sum({key})" for key in PLAIN)
    cells = " + ".join(f"count(*) filter ({key} > 0)" for key in PLAIN)
    return _said(*db.execute(f"select {cells}, {total} from found").fetchone())


def pandas(folder: str) -> str:
    """As an analyst writes it: one frame, a column of true and false for each count.

    Only the columns it needs are read.
    """
    import pandas as pd

    frame = pd.read_parquet(
        Path(folder) / "events.parquet",
        columns=["child", "kind", "on", "source", "agency", "area"],
    )
    people = pd.read_parquet(Path(folder) / "children.parquet")
    frame = frame.merge(people[["child", "born", "sex", "ethnicity"]], on="child")
    day, born = pd.to_datetime(frame["on"]), pd.to_datetime(frame["born"])
    months = (day.dt.year - born.dt.year) * 12 + day.dt.month - born.dt.month
    edges = [-9999, 0, 12, 60, 120, 192, 216, 312, 9999]
    frame["age"] = pd.cut(months, edges, right=False, labels=False)
    frame["month"] = day.dt.to_period("M")
    frame["quarter"] = day.dt.to_period("Q")
    frame["year"] = day.dt.to_period("Y-MAR")
    for key, (kind, part) in PLAIN.items():
        chosen = frame["kind"] == kind
        if part != "true":
            chosen &= frame["source"] == part.split("'")[1]
        frame[key] = chosen
    cells = total = 0
    for period in ("month", "quarter", "year"):
        for by in ((), *((one,) for one in BY)):
            found = frame.groupby([period, *by], observed=True)[list(PLAIN)].sum()
            cells += int((found > 0).sum().sum())
            total += int(found.sum().sum())
    return _said(cells, total)


def floor_columns(folder: str) -> None:
    database(folder).execute(
        'select count(kind), count("on"), count(source), count(outcome), count(sort), '
        "count(agency), count(area), count(child) from events"
    ).fetchall()


def answers(folder: str) -> str:
    """Figures from the cube, the file opened anew each time, each asked twice."""
    from goldenthread.engine.indicators import cube, load

    path = Path(folder) / "cube.parquet"
    if not path.exists():
        cube.make(Path(folder), load(), spill=Path(folder) / "spill")
    asks = questions(path)
    asks[0]()  # loads the libraries
    taken = []
    for ask in asks * 2:
        began = time.perf_counter(), time.process_time()
        ask()
        taken.append(
            (
                (time.perf_counter() - began[0]) * 1000,
                (time.process_time() - began[1]) * 1000,
            )
        )
    clock, work = (sorted(each) for each in zip(*taken, strict=True))
    middle = len(taken) // 2
    return (
        f"median {clock[middle]:.0f} ms, longest {clock[-1]:.0f} ms; "
        f"processor {work[middle]:.0f} and {work[-1]:.0f} ms"
    )


def questions(path: Path) -> list[Callable[[], Any]]:
    """Indicators of every kind, each by the whole and four breakdowns, and a pair."""
    from goldenthread.engine.indicators import load
    from goldenthread.engine.indicators.answers import read

    catalogue = load()
    asks = [
        partial(read, path, catalogue[key], by=by)
        for key in ("contacts", "re_referral", "plans_open", "plan_length")
        for by in ("all", "age", "area", "sex", "agency")
    ]
    # Two at once are the longest reads: a hundred thousand rows.
    return [*asks, partial(read, path, catalogue["contacts"], by="area,age")]


def journeys(folder: str) -> str:
    from goldenthread.engine.journeys import write

    counts = write(Path(folder) / "events.parquet", Path(folder) / "journeys")
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())


def windows(folder: str) -> None:
    _write(
        folder,
        'select child, event, agency, kind, "on", until, row_number() over w as step, '
        'lead("on") over w - "on" as to_next from events '
        'window w as (partition by child order by "on", event)',
    )


def floor_sort(folder: str) -> None:
    _write(
        folder,
        'select child, event, agency, kind, "on", until from events '
        'order by child, "on", event',
    )


def _write(folder: str, asked: str) -> None:
    out = Path(folder) / "floor.parquet"
    database(folder).execute(f"copy ({asked}) to '{out}' (format parquet)")
    out.unlink()
