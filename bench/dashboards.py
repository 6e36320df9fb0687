"""The dashboard of twelve charts: first, again, and for fifty people at once.

Load is a closed loop: each person asks, reads, and asks again. With a pause of one to two
seconds between an answer and the next question they are people turning pages; without
one, each is a program that asks again at once.
"""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from bench import serving
from bench.drawing_up import table


PAGE = "/dataset/dashboard/"
PAUSE = (1.0, 2.0)
READERS = (
    "executive",
    "business-unit",
    "agency-lead",
    "independent-scrutineer",
    "performance-analyst",
)
WARM = 3.0


@dataclass
class Load:
    """What so many people had of it."""

    took: list[float] = field(default_factory=list)
    errors: int = 0
    seconds: float = 0

    def row(self, name: str) -> tuple[str, ...]:
        cuts = quantiles(self.took, n=100)
        times = (median(self.took), cuts[94], cuts[98], max(self.took))
        return (
            name,
            f"{len(self.took):,}",
            f"{len(self.took) / self.seconds:.0f}",
            *(f"{one * 1000:.0f}" for one in times),
            str(self.errors),
        )


def measure(home: Path, people: int, seconds: int, workers: int) -> None:
    """Print the tables; the example lies in the home."""
    own, log = serving.around(home), home / "bench.log"
    firsts = []
    for _ in range(3):
        with serving.served(own, log, workers) as server:
            one = serving.signed_in(server.port)
            firsts.append(_timed(one))
    with serving.served(own, log, workers) as server:
        one = serving.signed_in(server.port)
        _timed(one)
        again = [_timed(one) for _ in range(101)][1:]
        rows = [
            ("first in a server begun anew, middle of three", _ms(median(firsts))),
            ("again, middle of a hundred", _ms(median(again))),
            ("again, longest of a hundred", _ms(max(again))),
        ]
        print(table(("One person", "ms"), rows))
        print()
        _at_once(home, server, people, seconds)
        print()
        print(serving.memory_table(server))


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f}"


def _timed(one: serving.Browser) -> float:
    begun = time.perf_counter()
    status, body = one.get(PAGE)
    took = time.perf_counter() - begun
    if status != 200 or body.count(b'class="gt-panel"') != 12:
        raise SystemExit("That was not the dashboard.")
    return took


def _at_once(home: Path, server: serving.Server, people: int, seconds: int) -> None:
    everybody = [
        serving.signed_in(server.port, at // len(READERS), READERS[at % len(READERS)])
        for at in range(people)
    ]
    rows = [
        _load(everybody, PAUSE, seconds).row("a pause of 1 to 2 s"),
        _load(everybody, (0, 0), seconds).row("no pause"),
    ]
    with _changing(home):
        rows.append(_load(everybody, PAUSE, seconds).row("a pause, a change a second"))
        rows.append(
            _load(everybody, (0, 0), seconds).row("no pause, a change a second")
        )
    names = (f"{people} people at once", "Answers", "a second", "median, ms")
    print(table((*names, "95 %, ms", "99 %, ms", "longest, ms", "errors"), rows))


def _load(
    everybody: list[serving.Browser], pause: tuple[float, float], seconds: int
) -> Load:
    """Everybody asks for so many seconds; the first few, while all begin, do not count."""
    found, lock = Load(seconds=seconds), threading.Lock()
    begun = time.perf_counter() + WARM
    ends = begun + seconds

    def person(one: serving.Browser, chance: random.Random) -> None:
        time.sleep(chance.uniform(0, max(pause)))
        while (now := time.perf_counter()) < ends:
            try:
                took = _timed(one)
            except (OSError, SystemExit):
                with lock:
                    found.errors += 1
                continue
            if now >= begun:
                with lock:
                    found.took.append(took)
            time.sleep(chance.uniform(*pause))

    threads = [
        threading.Thread(target=person, args=(one, random.Random(at)))  # noqa: S311
        for at, one in enumerate(everybody)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return found


class _changing:
    """Somebody changes the record once a second: everything is drawn anew after it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.stop = threading.Event()
        self.work = threading.Thread(target=self._change)

    def __enter__(self) -> None:
        self.work.start()

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.work.join()

    def _change(self) -> None:
        from bench.large import opened

        opened(self.home)
        from django.utils import timezone

        from goldenthread.core.viewer import system
        from goldenthread.partnership import services
        from goldenthread.partnership.models import Agency

        one = Agency.objects.order_by("pk").last()
        by = system("bench", partnership_id=one.partnerships.first().pk)
        number = 0
        while not self.stop.wait(1):
            number += 1
            one = services.amend_agency(
                one,
                by=by,
                at=timezone.now(),
                values={"name": f"Example Agency {number % 2}"},
                read_version=one.version,
            )
