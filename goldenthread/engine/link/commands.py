"""`goldenthread engine link`: which records are one child, why, and what people say."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from goldenthread.engine.spark import options


RUN = """\
Link records of several agencies. FILES are Parquet files in the shape of identities.
DIR then holds, without any name in it,
  mapping.parquet    token and child, a row a record
  links.parquet      every link with how it was made: exactly, by the model, by a person
  doubts.parquet     pairs a person should look at, the surest first
  differing.parquet  linked records that do not agree on the day of birth
  run.json           model, thresholds, counts
"""
DECIDE = """\
Say that two records are one child, or are not. The decision is added to FILE, a CSV with
number, one, other, verdict, by, on, reason; every later run with --decisions FILE keeps
to it. Of several about the same two records the last holds. One that contradicts the
others is refused.
"""


TRAIN = """\
Count the chances of a new model from a partnership's own records, without any truth: how
often names, dates and numbers agree in one child and in two. FILES are Parquet files in
the shape of identities, 1,000 records at least.

What is compared and from where on two records are one child stays as in the first model.
OUT is a new file for a person to read, with the old weights beside the new ones on the
terminal; it is adopted by naming it (`link run --model OUT`). Nothing is replaced.
"""


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "link", help="link records: which are one child, and why", description=__doc__
    )
    verbs = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_run(verbs)
    _add_why(verbs)
    _add_decide(verbs)
    _add_train(verbs)


def _verb(
    verbs: Any, name: str, what: str, description: str, run: Any
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(
        name,
        help=what,
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(run=run)
    return parser


def _add_run(verbs: Any) -> None:
    parser = _verb(verbs, "run", "link the records of files", RUN, run)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILES")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="a new place"
    )
    parser.add_argument(
        "--known",
        type=Path,
        metavar="DIR",
        help="an earlier run, whose numbers are kept",
    )
    parser.add_argument(
        "--decisions", type=Path, metavar="FILE", help="what people decided"
    )
    parser.add_argument(
        "--model", metavar="VERSION or FILE", help="another model (latest)"
    )
    options.add(parser)


def _add_why(verbs: Any) -> None:
    what = "say why two records are linked, or in doubt"
    parser = _verb(verbs, "why", what, what, why)
    parser.add_argument("place", type=Path, metavar="DIR", help="what `link run` wrote")
    parser.add_argument("tokens", nargs=2, type=int, metavar="TOKEN")


def _add_decide(verbs: Any) -> None:
    parser = _verb(
        verbs, "decide", "keep a person's word about two records", DECIDE, decide
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("verdict", choices=("join", "split"))
    parser.add_argument("tokens", nargs=2, type=int, metavar="TOKEN")
    parser.add_argument("--by", required=True, metavar="WHO")
    parser.add_argument(
        "--on", required=True, type=date.fromisoformat, metavar="YYYY-MM-DD"
    )
    parser.add_argument("--reason", required=True, metavar="WORDS")


def _add_train(verbs: Any) -> None:
    parser = _verb(verbs, "train", "count a new model's chances", TRAIN, train)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILES")
    parser.add_argument("--out", type=Path, required=True, metavar="OUT.toml")
    parser.add_argument("--version", required=True, help="its name: 2-county")
    parser.add_argument(
        "--model", metavar="VERSION or FILE", help="to begin with (latest)"
    )


def train(wanted: argparse.Namespace) -> int:
    from goldenthread.engine.link import files, training
    from goldenthread.engine.link.model import LATEST, text_of

    first = _model(wanted.model or LATEST)
    records = files.tables(wanted.files)
    counted = training.train(records, first)
    source = f"m and u counted from {records.num_rows:,} records, from {first.version}"
    base = text_of(wanted.model or LATEST)
    made = training.write(
        counted, base, wanted.out, version=wanted.version, source=source
    )
    for old, new in zip(first.comparisons, made.comparisons, strict=True):
        for before, after in zip(old.levels, new.levels, strict=True):
            print(f"{before.weight:+6.1f} {after.weight:+6.1f}  {after.says}")
    for says in counted.kept:
        print(f"Not counted, and as in the first model: {says}.")
    print(f"Model {made.version} is in {wanted.out}; read it before it is used.")
    return 0


def run(wanted: argparse.Namespace) -> int:
    from functools import partial

    from goldenthread.engine import spark
    from goldenthread.engine.link import files
    from goldenthread.engine.link.linking import link

    cluster = options.cluster(wanted)
    linking = partial(spark.link, cluster) if cluster else link
    linked = linking(
        files.tables(wanted.files),
        model=_model(wanted.model) if wanted.model else None,
        decisions=files.decisions(wanted.decisions) if wanted.decisions else (),
        known=files.table(wanted.known / "mapping.parquet") if wanted.known else None,
    )
    said = files.write(linked, wanted.out)
    print(
        f"{said['records']:,} records are {said['children']:,} children (model "
        f"{said['model']}); {said['doubts']:,} pairs in doubt; in "
        f"{said['children_whose_birth_differs']:,} the day of birth differs."
    )
    return 0


def _model(text: str) -> Any:
    from goldenthread.engine.link.model import load, load_file

    return load_file(Path(text)) if text.endswith(".toml") else load(text)


def why(wanted: argparse.Namespace) -> int:
    from goldenthread.engine.link.why import told

    for line in told(wanted.place, *wanted.tokens):
        print(line)
    return 0


def decide(wanted: argparse.Namespace) -> int:
    from goldenthread.engine.link.deciding import Verdict
    from goldenthread.engine.link.files import decide as keep

    made = keep(
        wanted.file,
        *wanted.tokens,
        Verdict(wanted.verdict.upper()),
        by=wanted.by,
        on=wanted.on,
        reason=wanted.reason,
    )
    print(f"Decision {made.number} is kept in {wanted.file}.")
    return 0
