"""Have we learned this before, on records of any size: time, memory, and what is found.

The record is the example, with the labelled findings of `data/alike.toml` and as many
made-up ones as wanted. A made-up one is about a matter of its own: a third of its words
are drawn from those of the labelled findings, as often as they use them, the rest from
all the words of the kept table. They make no sense; what they are is many, and not alike.

Each labelled finding is asked for in turn, as though it were being written today. Found
is how many of those that say the same stand among the first five and ten. Beside it the
same for a plain search that counts shared words.

The table of words was chosen by the labelled findings. What is found of others nobody
chose by is told by `data/alike_held_out.toml`, compared in memory with as many made-up
ones, of which a third of the words are drawn from the held-out ones in the same way.
"""

from __future__ import annotations

import gc
import random
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

from bench import pages, places


LABELLED = Path(__file__).parent / "data" / "alike.toml"
HELD_OUT = LABELLED.with_name("alike_held_out.toml")
SEED, CHUNK, EACH_SOURCE = 20250331, 2000, 15
LONGEST_AGO = 7000
TODAY = date(2025, 3, 31)
Used = tuple[list[str], list[int]]


@dataclass
class Measured:
    """One size of record: how long answers take, and what was found among the first."""

    findings: int
    first: float = 0.0
    held: int = 0
    grown: int = 0
    answers: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    found: dict[str, dict[int, float]] = field(default_factory=dict)


def labelled(path: Path = LABELLED) -> tuple[list[str], list[int]]:
    """The labelled texts and the group of each; nought belongs to no group."""
    facts = tomllib.loads(path.read_text(encoding="utf-8"))
    texts, groups = [], []
    for number, row in enumerate(facts["alike"], 1):
        texts += row["findings"]
        groups += [number] * len(row["findings"])
    alone = facts["alone"]["findings"]
    return texts + alone, groups + [0] * len(alone)


def measure(sizes: list[int], runs: int, tell: Any) -> list[Measured]:
    """Grow one database from size to size and measure at each."""
    measured = []
    with places.fresh():
        places.load_example()
        record = Record()
        for size in sorted(sizes):
            began = time.perf_counter()
            record.grow_to(size)
            tell(f"{size:,} findings made in {time.perf_counter() - began:.0f} s")
            measured.append(record.measure(runs))
    return measured


class Record:
    """The example grown, and the labelled findings in it."""

    def __init__(self) -> None:
        from goldenthread.core.likeness import table
        from goldenthread.partnership.queries import viewer_for

        self.account = pages._account()
        self.viewer = viewer_for(self.account.pk, TODAY)
        self.texts, self.groups = labelled()
        self.chance = random.Random(SEED)  # noqa: S311
        self.words = _words_by_use(self.texts)
        self.others = sorted(table.words())
        self.made = 0
        self.origins: list[Any] = []
        self.keys = self._write(self.texts)

    def grow_to(self, size: int) -> None:
        from goldenthread.thread.models import Likeness

        missing = size - Likeness.objects.count()
        made = (invented(self.chance, self.words, self.others) for _ in range(missing))
        while some := list(islice(made, CHUNK)):
            self._write(some)
        places._gather_statistics()

    def _write(self, texts: list[str]) -> list[int]:
        """Rows as the services would leave them, but for their history."""
        from django.db import transaction

        from goldenthread.core import likeness
        from goldenthread.thread.models import Finding, Likeness

        with transaction.atomic():
            found = Finding.objects.bulk_create(self._finding(text) for text in texts)
            Likeness.objects.bulk_create(
                Likeness(
                    finding=one,
                    partnership_id=self.viewer.partnership_id,
                    origin_id=one.origin_id,
                    day=one.found_on,
                    numbers=likeness.numbers_of(f"{one.title}\n{one.text}"),
                    edition=likeness.EDITION,
                    mark=one.key,
                    stamp=1_000_000 + self.made + at,
                )
                for at, one in enumerate(found)
            )
        self.made += len(found)
        return [one.pk for one in found]

    def _finding(self, text: str) -> Any:
        from goldenthread.thread.models import Finding

        title, _, rest = text.partition(". ")
        ago = timedelta(days=self.chance.randint(1, LONGEST_AGO))
        return Finding(
            origin=self._origin(),
            kind="LEARNING",
            title=title[:200],
            text=rest,
            found_on=TODAY - ago,
        )

    def _origin(self) -> Any:
        """A new source for every fifteen findings; one in ten restricted to a circle."""
        from goldenthread.core.models import new_key
        from goldenthread.thread.models import Origin

        if not self.origins or self.chance.random() < 1 / EACH_SOURCE:
            self.origins[:] = [
                Origin.objects.create(
                    partnership_id=self.viewer.partnership_id,
                    kind="AUDIT",
                    source_key=new_key(),
                    title="Audit made up for the bench",
                    happened_on=TODAY,
                    circle=new_key()
                    if self.made and self.chance.random() < 0.1
                    else "",
                )
            ]
        return self.origins[0]

    # --- Measuring ----------------------------------------------------------------

    def measure(self, runs: int) -> Measured:
        from goldenthread.thread.models import Likeness
        from goldenthread.thread.queries import learned

        one = Measured(Likeness.objects.count())
        learned._HELD.clear()
        gc.collect()
        before = _resident()
        began = time.perf_counter()
        self._ask(self.texts[0])
        one.first = time.perf_counter() - began
        one.grown = _resident() - before
        memory = next(iter(learned._HELD.values())).memory
        one.held = sum(column.nbytes for column in memory._columns())
        answers = {at: self._timed(one, at) for at in self._asked()}
        one.found["meaning and words"] = self._recall(answers)
        one.found["the same, held out"] = held_out(one.findings)
        one.found["shared words only"] = self._recall(self._by_words())
        one.pages = [self._page(text) for text in self.texts[:runs]]
        return one

    def _asked(self) -> list[int]:
        return [at for at, group in enumerate(self.groups) if group]

    def _timed(self, one: Measured, at: int) -> list[int]:
        began, worked = time.perf_counter(), time.process_time()
        found = self._ask(self.texts[at])
        one.answers.append(time.perf_counter() - began)
        one.worked.append(time.process_time() - worked)
        return [hit for hit in found if hit != self.keys[at]]

    def _ask(self, text: str) -> list[int]:
        """One more than is shown: the finding itself is among them."""
        from goldenthread.thread import presenters, queries

        found = queries.learned_before(self.viewer, text, on=TODAY, most=11)
        presenters.learned_section(found)
        return [one.finding.pk for one in found]

    def _page(self, text: str) -> float:
        """The whole answer a script gets while somebody types."""
        from django.db import connection
        from django.test import Client
        from django.urls import reverse

        from goldenthread.thread.models import Origin

        client = Client()
        client.force_login(self.account, backend=pages.BACKEND)
        open_one = Origin.objects.filter(circle="").order_by("pk")[0]
        address = reverse("look_for_alike", args=[open_one.key])
        connection.ensure_connection()
        began = time.perf_counter()
        answer = client.post(address, {"title": text}, headers={"HX-Request": "true"})
        assert answer.status_code == 200  # noqa: S101
        return time.perf_counter() - began

    def _recall(self, answers: dict[int, list[int]]) -> dict[int, float]:
        return recall(answers, self.groups, self.keys)

    def _by_words(self) -> dict[int, list[int]]:
        """The plain search: rows that share most words, the newest number last."""
        from goldenthread.core.likeness import words_of

        held: dict[str, list[int]] = defaultdict(list)
        wanted = {word for text in self.texts for word in words_of(text)}
        for pk, text in _every_text():
            for word in set(words_of(text)) & wanted:
                held[word].append(pk)
        answers = {}
        for at in self._asked():
            shared: Counter[int] = Counter()
            for word in set(words_of(self.texts[at])):
                shared.update(held[word])
            del shared[self.keys[at]]
            answers[at] = [pk for pk, _ in shared.most_common(10)]
        return answers


def invented(chance: random.Random, used: Used, others: list[str]) -> str:
    """A text of no sense: a third of its words of those used, the rest of all others."""
    words, often = used
    length = chance.randint(10, 24)
    drawn = chance.choices(words, often, k=length // 3)
    drawn += chance.sample(others, length - len(drawn))
    chance.shuffle(drawn)
    return f"{' '.join(drawn[:6]).capitalize()}. {' '.join(drawn[6:])}."


def recall(
    answers: dict[int, list[int]], groups: list[int], keys: list[int]
) -> dict[int, float]:
    """The share of those that say the same among the first five and ten."""
    found = {}
    for first in (5, 10):
        met = wanted = 0
        for at, hits in answers.items():
            same = {
                keys[other]
                for other, its in enumerate(groups)
                if its == groups[at] and other != at
            }
            met += len(same & set(hits[:first]))
            wanted += len(same)
        found[first] = met / wanted
    return found


def held_out(size: int) -> dict[int, float]:
    """What is found of the held-out findings among as many, by the numbers alone."""
    from goldenthread.core.likeness import Memory, Row, numbers_of, table

    texts, groups = labelled(HELD_OUT)
    chance = random.Random(SEED)  # noqa: S311
    used, others = _words_by_use(texts), sorted(table.words())
    memory = Memory()
    for start in range(0, size, CHUNK):
        end = min(start + CHUNK, size)
        some = texts[start:end]
        some += [invented(chance, used, others) for _ in range(end - start - len(some))]
        memory.put(
            [Row(start + at, 0, 0, numbers_of(text)) for at, text in enumerate(some)]
        )
    everyone = memory.outside([])
    answers = {}
    for at, group in enumerate(groups):
        if group:
            near = memory.nearest(numbers_of(texts[at]), everyone, 11)
            answers[at] = [key for key, _ in near if key != at]
    return recall(answers, groups, list(range(len(texts))))


def _every_text() -> Iterator[tuple[int, str]]:
    from goldenthread.thread.models import Finding

    rows = Finding.objects.filter(origin__circle="").order_by("pk")
    for pk, title, text in rows.values_list("pk", "title", "text").iterator(CHUNK):
        yield pk, f"{title}\n{text}"


def _words_by_use(texts: list[str]) -> Used:
    from goldenthread.core.likeness import words_of

    used = Counter(word for text in texts for word in words_of(text))
    return list(used), list(used.values())


def _resident() -> int:
    """Memory of this process, in bytes."""
    pages_held = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages_held * 4096


def table(found: list[Measured]) -> str:
    lines = [
        f"{'findings':>10} {'answer':>9} {'processor':>9} {'page':>9} {'first':>8} "
        f"{'in memory':>10} {'grown':>9}",
    ]
    for one in found:
        lines.append(
            f"{one.findings:>10,} {_ms(median(one.answers))} {_ms(median(one.worked))} "
            f"{_ms(median(one.pages))} {one.first:>6.1f} s {_mb(one.held):>10} "
            f"{_mb(one.grown):>9}"
        )
    lines += ["", f"{'findings':>10} {'found by':<20} {'first 5':>8} {'first 10':>9}"]
    for one in found:
        for name, share in one.found.items():
            lines.append(
                f"{one.findings:>10,} {name:<20} {share[5]:>8.0%} {share[10]:>9.0%}"
            )
    lines += [""]
    for name, path in (("Labelled", LABELLED), ("Held out", HELD_OUT)):
        texts, groups = labelled(path)
        pairs = sum(
            count * (count - 1) // 2
            for group, count in Counter(groups).items()
            if group
        )
        lines.append(f"{name}: {len(texts)} findings, {pairs} pairs that say the same.")
    return "\n".join(lines)


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:>6.0f} ms"


def _mb(size: int) -> str:
    return f"{size / 1e6:,.0f} MB"
