"""`goldenthread engine protect`, `attack` and `profiles`."""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goldenthread.engine import private


if TYPE_CHECKING:
    from goldenthread.engine.disclosure.editions import Edition
    from goldenthread.engine.disclosure.files import Sums
    from goldenthread.engine.disclosure.profiles import Profile
    from goldenthread.engine.disclosure.ratios import Ratio

SUMS = """
A file of sums says what adds up to what:

  [[sums]]
  dimension = "month"
  total = "2024-25 Q1"
  parts = ["2024-04", "2024-05", "2024-06"]

  [whole]
  month = "2024-25"

Without one, a member called ALL is the total of the others. `whole` names the member
that stands for a count not broken down, so that tables find their common cells.
"""
PROTECT = f"""
Hide small counts, and as few others as will do, so that no small one can be worked out.

Each FILE.csv has a column for every dimension and the count in the last column; totals
are rows like others. Several files are protected together. What comes out has been
attacked together with every --published file before it is written.
{SUMS}
A file of --ratios asks for percentages and rates, hidden with either of their counts (and
with who is left: 98 of 100 in time tells that 2 were late). Counts are named as in the
headings of the last columns; `population` is a csv file beside it that is public.

  [[ratios]]
  name = "in time"
  numerator = "timely"
  denominator = "held"

  [[ratios]]
  name = "rate"
  numerator = "referrals"
  denominator = "children"
  per = 10000
  population = "children.csv"
"""
ATTACK = f"""
Work out what can be worked out of published tables, all together.

Each FILE.csv is one edition, the oldest first. Printed are the least and the most that
each hidden or rounded cell can be.
{SUMS}"""


def add(commands: Any) -> None:
    _protect(commands)
    _attack(commands)
    profiles = commands.add_parser(
        "profiles",
        help="how small counts are kept back, by who reads them",
        description="The disclosure profiles, with their source and how sure it is "
        "(V read, S seen second-hand, M from memory).",
    )
    profiles.set_defaults(run=list_profiles)


def _parser(
    commands: Any, name: str, about: str, words: str
) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = commands.add_parser(
        name,
        help=about,
        description=words,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("files", nargs="+", type=Path, metavar="FILE.csv")
    made.add_argument("--profile", required=True, help="its name; see `profiles`")
    made.add_argument("--profiles", type=Path, help="a toml file of your own profiles")
    made.add_argument("--sums", type=Path, help="a toml file: what adds up to what")
    return made


def _protect(commands: Any) -> None:
    made = _parser(
        commands, "protect", "hide what small counts could be told by", PROTECT
    )
    made.add_argument(
        "--published",
        action="append",
        default=[],
        type=Path,
        metavar="EARLIER",
        help="let out before: an edition that was kept (.json), or else the table as "
        "it was printed (.csv), under the same profile; the oldest first",
    )
    made.add_argument(
        "--keep",
        type=Path,
        metavar="EDITION.json",
        help="keep what goes out, with the true counts, as --published of next time",
    )
    made.add_argument("--to", type=Path, help="a folder for what comes out")
    made.add_argument("--ratios", type=Path, help="a toml file: percentages and rates")
    made.add_argument(
        "--seconds", type=float, default=10.0, help="then a quicker way is taken"
    )
    made.set_defaults(run=protect_files)


def _attack(commands: Any) -> None:
    made = _parser(commands, "attack", "what can be worked out of what is out", ATTACK)
    made.set_defaults(run=attack_files)


def _given(wanted: argparse.Namespace) -> tuple[Profile, Sums]:
    from goldenthread.engine.disclosure import files, profiles
    from goldenthread.engine.errors import NoSuchProfile

    sums = files.read_sums(wanted.sums) if wanted.sums else files.Sums()
    if not wanted.profiles:
        return profiles.profile(wanted.profile), sums
    own = profiles.read_file(wanted.profiles)
    if wanted.profile not in own:
        raise NoSuchProfile(f"{wanted.profiles.name} has no “{wanted.profile}”.")
    return own[wanted.profile], sums


def _editions(paths: list[Path], profile: Profile, sums: Sums) -> list[Edition]:
    from goldenthread.engine.disclosure.editions import Edition
    from goldenthread.engine.disclosure.files import read_table
    from goldenthread.engine.disclosure.kept import kept

    return [
        kept(path)
        if path.suffix == ".json"
        else Edition(str(path), (read_table(path, profile, sums),), profile)
        for path in paths
    ]


def protect_files(wanted: argparse.Namespace) -> int:
    """Read, protect, write; what was done is told on the error stream."""
    from goldenthread.engine.disclosure.files import lines, read_ratios, read_table
    from goldenthread.engine.disclosure.kept import keep
    from goldenthread.engine.disclosure.protecting import protect

    profile, sums = _given(wanted)
    tables = [read_table(path, profile, sums) for path in wanted.files]
    published = _editions(wanted.published, profile, sums)
    ratios = read_ratios(wanted.ratios, profile, sums) if wanted.ratios else ()
    done = protect(
        tables,
        profile,
        published=published,
        ratios=ratios,
        name=wanted.keep.stem if wanted.keep else "today",
        seconds=wanted.seconds,
    )
    for path, table in zip(wanted.files, done.tables, strict=True):
        _out(wanted.to, path.name, lines(table, profile))
    for name, rows in _ratios(ratios, done, profile):
        _out(wanted.to, f"{name}.csv", rows)
    if wanted.keep:
        keep(done.edition, wanted.keep)
    _tell(done, profile)
    return 0


def _ratios(
    ratios: Sequence[Ratio], done: Any, profile: Profile
) -> Iterator[tuple[str, Iterable[list[Any]]]]:
    from goldenthread.engine.disclosure.files import ratio_lines
    from goldenthread.engine.disclosure.ratios import find

    for one in ratios:
        upper = find(done.tables, one.numerator)
        values = done.ratios[one.name]
        yield one.name, ratio_lines(one, upper, values, profile)


def _out(folder: Path | None, name: str, rows: Iterable[list[Any]]) -> None:
    """Into a folder, readable by its owner only, or on the terminal."""
    if folder is None:
        csv.writer(sys.stdout, lineterminator="\n").writerows(rows)
        return
    made = io.StringIO(newline="")
    csv.writer(made).writerows(rows)
    private.make_folder(folder)
    private.write(folder / name, made.getvalue())


def _tell(done: Any, profile: Profile) -> None:
    how = "fewest possible" if done.proved else "not proved fewest: out of time"
    print(
        f"{len(done.small)} small counts hidden, {len(done.besides)} others to protect "
        f"them ({how}); profile {profile.name}.",
        file=sys.stderr,
    )
    for cells, what in (
        (
            done.already_known,
            "small counts are told more of by earlier editions than may be",
        ),
        (done.revised_by_few, "counts differ by a small count from an earlier edition"),
    ):
        if cells:
            print(f"{len(cells)} {what}.", file=sys.stderr)


def attack_files(wanted: argparse.Namespace) -> int:
    """Print every cell that was not told exactly, with its ends."""
    from goldenthread.engine.disclosure.attacker import attack
    from goldenthread.engine.progress import bar

    profile, sums = _given(wanted)
    editions = _editions(wanted.files, profile, sums)
    with bar("cells attacked") as told:
        found = attack(editions, progress=told)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["edition", "count", "cell", "least", "most"])
    for (edition, (count, named)), (low, high) in found.cells.items():
        cell = " / ".join(f"{name}={member}" for name, member in named)
        most = "" if high == float("inf") else int(high)
        out.writerow([edition, count, cell or "total", int(low), most])
    exact = len(found.exact())
    print(f"{exact} of {len(found.cells)} worked out exactly.", file=sys.stderr)
    return 0


def list_profiles(wanted: argparse.Namespace) -> int:
    from goldenthread.engine.disclosure.profiles import profiles

    for one in profiles().values():
        first, last = one.small
        how = "hidden" if one.hide_small else "rounded"
        base = f", rounded to {one.round_to}" if one.round_to > 1 else ""
        print(f"{one.name}: {one.title}. {first} to {last} {how}{base}.")
        print(f"    For: {one.for_whom}.\n    Source ({one.confidence}): {one.source}.")
    return 0
