"""`goldenthread engine indicators`, `indicator` and `cube`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from goldenthread.engine.spark import options


LIST = """\
List the indicators: key, unit, stock or flow, and what each counts. With --store and
--to work them all out instead, by every breakdown, into a Parquet file: here, or on
Spark (--engine spark) with the same answers. A release has its cube already; this is for
events that outgrow one machine, and for other areas. Raw figures, not for publication.
"""
ONE = """\
Print one indicator from the cube of the current release, by month, quarter or year and
by a breakdown (agency, area, age, sex, ethnicity, …). These are raw figures, without
disclosure control: they are for the analyst, not for publication.
"""


def add(commands: Any) -> None:
    listed = commands.add_parser("indicators", help="list indicators", description=LIST)
    listed.add_argument("keys", nargs="*", metavar="KEY", help="only these")
    listed.add_argument("--store", type=Path, help="the store's folder")
    listed.add_argument("--release", help="another release than the current one")
    listed.add_argument("--to", type=Path, metavar="FILE", help="Parquet to write")
    listed.add_argument("--areas", type=Path, help="CSV: area and its larger areas")
    options.add(listed)
    listed.set_defaults(run=indicators)
    found = commands.add_parser("indicator", help="one indicator", description=ONE)
    found.add_argument("key", help="as `goldenthread engine indicators` lists it")
    found.add_argument("--store", type=Path, required=True, help="the store's folder")
    found.add_argument("--release", help="another release than the current one")
    found.add_argument(
        "--by",
        default="all",
        help="a breakdown, or a pair that is kept, as age,area (default: the whole)",
    )
    found.add_argument("--every", default="month", choices=("month", "quarter", "year"))
    found.add_argument(
        "--population", type=Path, help="CSV: population,year,by,value,number"
    )
    found.add_argument(
        "--against",
        metavar="VALUE",
        help="beside each figure, how many times that of this value: of rates by "
        "ethnicity, against WHITE, the relative rate index",
    )
    found.set_defaults(run=indicator)


def indicators(wanted: argparse.Namespace) -> None:
    from goldenthread.engine.errors import IndicatorError
    from goldenthread.engine.indicators import load

    catalogue = load().of(*wanted.keys) if wanted.keys else load()
    cluster = options.cluster(wanted)
    if wanted.store and wanted.to:
        return _work_out(wanted, catalogue, cluster)
    if wanted.store or wanted.to or cluster:
        raise IndicatorError("Indicators are worked out from a --store --to a file.")
    for one in catalogue.indicators:
        print(f"{one.key}\t{one.unit}\t{one.basis}\t{one.definition}")
    return None


def _work_out(wanted: argparse.Namespace, catalogue: Any, cluster: Any) -> None:
    import pyarrow.parquet as pq

    from goldenthread.engine import spark
    from goldenthread.engine.indicators import cube
    from goldenthread.engine.store import Store
    from goldenthread.engine.store.commands import areas_in

    store = Store(wanted.store)
    release = store.release(wanted.release) if wanted.release else store.current()
    paths = release.path("events"), release.path("children"), wanted.to
    areas = areas_in(wanted.areas) if wanted.areas else None
    if cluster:
        spark.cube(cluster, *paths, catalogue, areas=areas)
    else:
        cube.write(*paths, catalogue, areas=areas)
    count = pq.read_metadata(wanted.to).num_rows
    print(
        f"{count:,} figures of {len(catalogue.indicators)} indicators, release "
        f"{release.name}, by {wanted.engine}"
    )


def indicator(wanted: argparse.Namespace) -> None:
    from goldenthread.engine.indicators import load
    from goldenthread.engine.indicators.answers import (
        answer,
        population_from,
        relative,
    )
    from goldenthread.engine.indicators.model import Every
    from goldenthread.engine.store import Store

    catalogue = load()
    one = catalogue[wanted.key]
    store = Store(wanted.store)
    release = store.release(wanted.release) if wanted.release else store.current()
    population = population_from(wanted.population) if wanted.population else None
    figures = answer(
        release.path("cube"),
        one,
        catalogue,
        by=wanted.by,
        every=Every(wanted.every),
        population=population,
    )
    print(f"{one.label} (version {one.version}, release {release.name})")
    print(f"{one.definition}{' ' + one.caveat if one.caveat else ''}")
    if aside := release.manifest.counts.get("aside"):
        print(
            f"{aside:,} events of this release cannot be true and count in no figure; "
            "`goldenthread engine faults` lists them."
        )
    index = relative(figures, wanted.against) if wanted.against else ()
    head = "period\tvalue\tnumerator\tdenominator\tfigure\tpopulation year"
    print(head + (f"\tagainst {wanted.against}" if index else ""))
    for place, each in enumerate(figures):
        of = "" if each.denominator is None else each.denominator
        year = each.year or ""
        cells = (
            each.period,
            each.value,
            each.numerator,
            of,
            f"{each.figure:.6g}",
            year,
        )
        print("\t".join(map(str, cells)) + _times(index, place))


def _times(index: Any, place: int) -> str:
    if not index:
        return ""
    times = index[place][1]
    return "\t" if times is None else f"\t{times:.3g}"
