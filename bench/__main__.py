"""python -m bench [pages|report|learned|map|upload|dashboards|make]: see README.md."""

from __future__ import annotations

import argparse
from pathlib import Path

from bench import places
from goldenthread.config import environment


def main() -> None:
    wanted = _arguments().parse_args()
    if wanted.what == "upload":
        # A home and a server of its own, as a new copy has them.
        from bench import upload

        print(upload.table(upload.measure(wanted.rows, wanted.workers)))
        return
    if wanted.what in ("dashboards", "map"):
        _served(wanted)
        return
    places.set_up(wanted.home)
    if wanted.what == "learned":
        _learned(wanted)
        return
    larger = places.LONG if wanted.long else places.MANY
    if wanted.what == "make" or wanted.fresh or not places.made(larger):
        places.make(larger, wanted.times, print)
    if wanted.what == "pages":
        _pages(wanted)
    if wanted.what == "report":
        _report()


def _served(wanted: argparse.Namespace) -> None:
    """In a home of its own: the example, or with a release of so many events."""
    from bench import dashboards, heat, large, serving

    named = f"events-{wanted.events}" if wanted.events else "dashboards"
    home = (wanted.home or environment.ROOT / "var" / "bench" / named).resolve()
    if wanted.events:
        large.make(home, wanted.events, print)
    else:
        serving.load(home)
    if wanted.what == "dashboards":
        dashboards.measure(home, wanted.people, wanted.seconds, wanted.workers)
    else:
        heat.run(home, wanted.runs, wanted.workers)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "what",
        choices=("make", "pages", "report", "learned", "map", "upload", "dashboards"),
    )
    parser.add_argument("--times", type=int, default=100, help="how many years")
    parser.add_argument(
        "--long", action="store_true", help="twenty years of a busy partnership instead"
    )
    parser.add_argument("--runs", type=int, default=11, help="answers of each page")
    parser.add_argument("--only", default="", help="pages whose name holds this")
    parser.add_argument("--slowest", type=int, help="show so many, by ratio")
    parser.add_argument("--fresh", action="store_true", help="make the databases anew")
    parser.add_argument(
        "--findings",
        type=int,
        nargs="+",
        default=[1_000, 30_000],
        help="sizes of record to be asked what was learned before",
    )
    parser.add_argument(
        "--rows", type=int, default=1_000_000, help="rows of the file to be sent"
    )
    parser.add_argument("--people", type=int, default=50, help="at once (dashboards)")
    parser.add_argument(
        "--seconds", type=int, default=30, help="of each load (dashboards)"
    )
    parser.add_argument(
        "--workers", type=int, default=2, help="processes of the server"
    )
    parser.add_argument(
        "--events", type=int, help="a release of so many events (dashboards, map)"
    )
    parser.add_argument("--home", type=Path, help="where they are kept (var/bench)")
    return parser


def _pages(wanted: argparse.Namespace) -> None:
    from bench import pages

    larger = places.LONG if wanted.long else places.MANY
    found = pages.measure(larger, wanted.runs, wanted.only)
    shown = found
    if wanted.slowest:
        shown = sorted(found, key=lambda one: -one.judged)[: wanted.slowest]
    print(pages.table(shown))
    print()
    print(pages.summary(found))


def _learned(wanted: argparse.Namespace) -> None:
    from bench import learned

    print(learned.table(learned.measure(wanted.findings, wanted.runs, print)))


def _report() -> None:
    from bench import report

    print(report.table(report.load()))
    print()
    with places.using(places.ONE):
        print(report.table(report.build()))


if __name__ == "__main__":
    main()
