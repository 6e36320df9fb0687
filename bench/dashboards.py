"""The dashboard of twelve charts: first, again, and for fifty people at once.

Load is a closed loop: each person asks, reads, and asks again. With a pause of one to two
seconds between an answer and the next question they are people turning pages; without
one, each is a program that asks again at once.
"""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass
from multiprocessing import get_context
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
# While the processes that ask begin, and everybody has had a first answer.
WARM = 6.0
ASKING = 5
# So many sign in first, so that every process has begun; none opens a dashboard.
BEFORE = 6


@dataclass
class Load:
    """What so many people had of it."""

    took: list[float]
    errors: int
    seconds: float

    busy: float

    def row(self, name: str) -> tuple[str, ...]:
        cuts = quantiles(self.took, n=100)
        times = (median(self.took), cuts[94], cuts[98], max(self.took))
        return (
            name,
            f"{len(self.took):,}",
            f"{len(self.took) / self.seconds:.0f}",
            *(f"{one * 1000:.0f}" for one in times),
            f"{self.busy / self.seconds:.2f}",
            str(self.errors),
        )


def measure(home: Path, people: int, seconds: int, workers: int) -> None:
    """Print the tables; the example lies in the home."""
    own, log = serving.around(home), home / "bench.log"
    firsts = []
    for _ in range(3):
        with serving.served(own, log, workers) as server:
            for at in range(BEFORE):
                one = serving.signed_in(server.port, at)
            used = serving.busy(server)
            took = _timed(one)
            firsts.append((took, serving.busy(server) - used))
    with serving.served(own, log, workers) as server:
        one = serving.signed_in(server.port)
        _timed(one)
        for _ in range(20):  # until both processes have drawn it
            _timed(one)
        used = serving.busy(server)
        again = [_timed(one) for _ in range(100)]
        used = (serving.busy(server) - used) / len(again)
        first, work = (median(each) for each in zip(*firsts, strict=True))
        rows = [
            ("first in a server begun anew, middle of three", _ms(first), _ms(work)),
            ("again, middle of a hundred", _ms(median(again)), f"{used * 1000:.1f}"),
            ("again, longest of a hundred", _ms(max(again)), ""),
        ]
        print(table(("One person", "ms", "of processor, ms"), rows))
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
    if status != 200 or body.count(b'<article class="gt-panel') != 12:
        raise SystemExit("That was not the dashboard.")
    return took


def _at_once(home: Path, server: serving.Server, people: int, seconds: int) -> None:
    everybody = [
        serving.signed_in(server.port, at // len(READERS), READERS[at % len(READERS)])
        for at in range(people)
    ]
    rows = [
        _load(server, everybody, PAUSE, seconds).row("a pause of 1 to 2 s"),
        _load(server, everybody, (0, 0), seconds).row("no pause"),
    ]
    with _changing(home):
        rows.append(
            _load(server, everybody, PAUSE, seconds).row("a pause, a change a second")
        )
        rows.append(
            _load(server, everybody, (0, 0), seconds).row("no pause, a change a second")
        )
    names = (f"{people} people at once", "Answers", "a second", "median, ms")
    print(
        table((*names, "95 %, ms", "99 %, ms", "longest, ms", "cores", "errors"), rows)
    )


def _load(
    server: serving.Server,
    everybody: list[serving.Browser],
    pause: tuple[float, float],
    seconds: int,
) -> Load:
    """Everybody asks for so many seconds; the first few, while all begin, do not count.

    People are spread over a few processes: fifty threads of one would wait for each
    other, and what they wait would be taken for the server's.
    """
    begun = time.time() + WARM
    for one in everybody:
        one.hang_up()
    groups = [
        (everybody[at::ASKING], pause, begun, begun + seconds, at)
        for at in range(ASKING)
    ]
    with get_context("spawn").Pool(ASKING) as pool:
        asking = pool.starmap_async(_ask, groups)
        time.sleep(max(0, begun - time.time()))
        used = serving.busy(server)
        time.sleep(max(0, begun + seconds - time.time()))
        used = serving.busy(server) - used
        parts = asking.get()
    took = [each for part, _ in parts for each in part]
    return Load(took, sum(errors for _, errors in parts), seconds, used)


def _ask(
    people: list[serving.Browser],
    pause: tuple[float, float],
    begun: float,
    ends: float,
    seed: int,
) -> tuple[list[float], int]:
    took: list[float] = []
    errors: list[int] = []

    def person(one: serving.Browser, chance: random.Random) -> None:
        time.sleep(max(0, begun - WARM / 2 - time.time()) + chance.uniform(*pause))
        while (now := time.time()) < ends:
            try:
                needed = _timed(one)
            except (OSError, SystemExit):
                errors.append(1)
                continue
            if now >= begun:
                took.append(needed)
            time.sleep(chance.uniform(*pause))

    threads = [
        threading.Thread(target=person, args=(one, random.Random(100 * seed + at)))  # noqa: S311
        for at, one in enumerate(people)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return took, len(errors)


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
