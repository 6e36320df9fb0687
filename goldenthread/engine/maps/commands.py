"""`goldenthread engine areas …` and `goldenthread engine map`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any


if TYPE_CHECKING:
    from goldenthread.engine.maps.areas import Areas

LOAD = """
Load areas of one level from a GeoJSON file in longitude and latitude into a store's
folder. Codes are those of the Office for National Statistics; what is broken is told.

  goldenthread engine areas load lsoa.geojson --store var/store --level lsoa \\
      --code-property LSOA21CD --name-property LSOA21NM
"""
MAP = """
Draw counts and rates by area. COUNTS.csv and PEOPLE.csv have a column of area codes (or,
with --postcodes, COUNTS.csv one of postcodes) and a column of numbers; the heading of
the numbers is what is counted. An area without a line in COUNTS.csv is not available:
give 0 where nothing happened.

Small areas are joined with neighbours until the profile lets them be shown; with
--apart they stay apart, and what is small is hidden.
"""


def add(commands: Any) -> None:
    areas = commands.add_parser(
        "areas",
        help="load areas and postcodes for maps",
        description="Areas and postcodes in a store's folder, for maps.",
    )
    inner = areas.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _load(inner)
    _postcodes(inner)
    listed = inner.add_parser(
        "list", help="what is loaded", description="What is loaded."
    )
    listed.add_argument("--store", type=Path, required=True)
    listed.set_defaults(run=list_areas)
    _map(commands)


def _load(commands: Any) -> None:
    made = commands.add_parser(
        "load",
        help="areas from GeoJSON",
        description=LOAD,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("file", type=Path, metavar="FILE.geojson")
    made.add_argument("--store", type=Path, required=True, help="the store's folder")
    made.add_argument("--level", required=True, help="lsoa, msoa, ward, …")
    made.add_argument("--code-property", required=True)
    made.add_argument("--name-property", required=True)
    made.set_defaults(run=load)


def _postcodes(commands: Any) -> None:
    made = commands.add_parser(
        "postcodes",
        help="which postcode lies in which area, from csv",
        description="Load a table of postcodes and the areas they lie in. The areas of "
        "the level are loaded first.",
    )
    made.add_argument("file", type=Path, metavar="FILE.csv")
    made.add_argument("--store", type=Path, required=True)
    made.add_argument("--level", required=True)
    made.add_argument("--postcode-column", default="postcode")
    made.add_argument("--area-column", required=True)
    made.set_defaults(run=load_postcodes)


def _map(commands: Any) -> None:
    made = commands.add_parser(
        "map",
        help="draw counts and rates by area",
        description=MAP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("counts", type=Path, metavar="COUNTS.csv")
    made.add_argument("people", type=Path, metavar="PEOPLE.csv")
    made.add_argument("--store", type=Path, required=True)
    made.add_argument("--level", required=True)
    made.add_argument("--profile", required=True, help="its name; see `profiles`")
    made.add_argument("--title", required=True)
    made.add_argument("--per", type=int, default=10_000)
    made.add_argument("--classes", type=int, default=5)
    made.add_argument("--postcodes", action="store_true", help="counts by postcode")
    made.add_argument("--apart", action="store_true", help="small areas stay apart")
    made.add_argument(
        "--smooth", action="store_true", help="even out with the neighbours"
    )
    made.add_argument("--svg", type=Path, metavar="OUT.svg")
    made.add_argument("--geojson", type=Path, metavar="OUT.geojson")
    made.add_argument(
        "--published",
        action="append",
        default=[],
        type=Path,
        metavar="EDITION.json",
        help="an earlier edition that was kept; the oldest first",
    )
    made.add_argument("--keep", type=Path, metavar="EDITION.json")
    made.set_defaults(run=draw)


def load(wanted: argparse.Namespace) -> int:
    from goldenthread.engine.maps import areas

    found = areas.read(
        wanted.file, wanted.level, wanted.code_property, wanted.name_property
    )
    path = areas.keep(found, wanted.store)
    print(f"{len(found.by_code)} areas of level {wanted.level} in {path}")
    return 0


def load_postcodes(wanted: argparse.Namespace) -> int:
    from goldenthread.engine.maps import areas, places

    known = areas.kept(wanted.store, wanted.level)
    found = places.read(wanted.file, known, wanted.postcode_column, wanted.area_column)
    path = places.keep(found, wanted.store)
    print(f"{len(found.areas):,} postcodes in {path}")
    return 0


def list_areas(wanted: argparse.Namespace) -> int:
    from goldenthread.engine.maps import areas

    for level, about in areas.levels().items():
        if (wanted.store / areas.FOLDER / f"{level}.json").exists():
            number = len(areas.kept(wanted.store, level).by_code)
            print(f"{level}: {number} areas ({about['title']})")
    return 0


def draw(wanted: argparse.Namespace) -> int:
    """Read, make safe, draw."""
    from goldenthread.engine import private
    from goldenthread.engine.disclosure import kept as editions
    from goldenthread.engine.disclosure.profiles import profile
    from goldenthread.engine.maps import areas, collections, drawing, figures, numbers

    known = areas.kept(wanted.store, wanted.level)
    counted, counts = numbers.read(wanted.counts)
    if wanted.postcodes:
        counts = _by_area(counts, wanted.store, known)
    _, people = numbers.read(wanted.people)
    made = figures.make(
        known,
        counted,
        counts,
        people,
        profile(wanted.profile),
        per=wanted.per,
        number=wanted.classes,
        merged=not wanted.apart,
        even=wanted.smooth,
        published=[editions.kept(path) for path in wanted.published],
        name=wanted.keep.stem if wanted.keep else "map",
    )
    if wanted.svg:
        private.write(wanted.svg, drawing.svg(made, wanted.title))
    if wanted.geojson:
        private.write(wanted.geojson, collections.geojson(made))
    if wanted.keep:
        editions.keep(made.edition, wanted.keep)
    print(drawing.describe(made))
    return 0


def _by_area(counts: dict[str, int], store: Path, known: Areas) -> dict[str, int]:
    """Counts by postcode as counts by area; an area without any is nought."""
    from goldenthread.engine.maps import places

    found = dict.fromkeys(known.by_code, 0)
    lost = 0
    spots = places.kept(store, known).of(counts)
    for area, number in zip(spots, counts.values(), strict=True):
        if area is None:
            lost += number
        else:
            found[area] += number
    if lost:
        print(f"{lost:,} counted at postcodes in no area, left out.", file=sys.stderr)
    return found
