"""Journeys of a release: a batch of whole children at a time."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from goldenthread.engine.errors import EngineError
from goldenthread.engine.journeys.shapes import (
    FAULTS,
    NONE,
    SPANS,
    STEPS,
    Journeys,
    Move,
    Rules,
)
from goldenthread.engine.journeys.sweeps import (
    DAY_BITS,
    FAR,
    SHIFT,
    Intervals,
    Ints,
    Runs,
    sweep,
)


COLUMNS = ["event", "child", "agency", "kind", "on", "until"]
BATCH = 1 << 20
# Batches that are worked out at once; the memory is that of as many and one.
AT_ONCE = 2
MOVES = tuple(Move)
# Almost no number of these comes twice in a row: a dictionary only makes them larger.
NUMBERS = {"child", "event"}
# Room for the place of a kind beside child and day.
KIND_BITS = 6


def journeys(events: pa.Table, rules: Rules | None = None) -> Journeys:
    """Journeys of events in the shape EVENTS (these columns: COLUMNS), in any order.

    Days are whole days, both ends included. An unknown kind is refused.
    """
    known = rules or Rules.load()
    walk = _Walk(events.select(COLUMNS).combine_chunks(), known)
    return Journeys(walk.steps(), walk.spans(), walk.faults())


def write(events: Path, folder: Path, rules: Rules | None = None) -> dict[str, int]:
    """Write `steps`, `spans` and `faults` of a release's events; rows of each.

    The events must lie by child, as a release has them. Memory is that of a batch.
    """
    known = rules or Rules.load()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    shapes = {"steps": STEPS, "spans": SPANS, "faults": FAULTS}
    beside = {name: folder / f"{name}.parquet.beside" for name in shapes}
    counts = dict.fromkeys(shapes, 0)
    writers: dict[str, pq.ParquetWriter] = {}
    try:
        for name, shape in shapes.items():
            os.close(os.open(beside[name], os.O_CREAT | os.O_WRONLY, 0o600))
            writers[name] = pq.ParquetWriter(
                beside[name], shape, use_dictionary=[*set(shape.names) - NUMBERS]
            )
        for found in _walked(by_child(events), known):
            for name in shapes:
                part = getattr(found, name)
                writers[name].write_table(part)
                counts[name] += part.num_rows
    except BaseException:
        for name in shapes:
            beside[name].unlink(missing_ok=True)
        raise
    finally:
        for one in writers.values():
            one.close()
    for name in shapes:
        os.replace(beside[name], folder / f"{name}.parquet")
    return counts


def _walked(batches: Iterable[pa.Table], rules: Rules) -> Iterator[Journeys]:
    """Journeys of each batch, in order; some are worked out while others are written.

    Numpy and Arrow let go of Python's lock for most of what is done here.
    """
    waiting: deque[Future[Journeys]] = deque()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for batch in batches:
            waiting.append(pool.submit(journeys, batch, rules))
            if len(waiting) > AT_ONCE:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def by_child(events: Path, size: int = BATCH) -> Iterator[pa.Table]:
    """Events in pieces that no child is cut by."""
    file = pq.ParquetFile(events, read_dictionary=["agency", "kind"])
    held: list[pa.RecordBatch] = []
    last = -1
    for batch in file.iter_batches(size, columns=COLUMNS):
        child = batch["child"].to_numpy()
        if int(child[0]) < last or bool((child[1:] < child[:-1]).any()):
            raise EngineError(f"The events of {events.name} do not lie by child.")
        last = int(child[-1])
        cut = int(np.searchsorted(child, child[-1]))
        if cut:
            yield pa.Table.from_batches(
                [*held, batch.slice(0, cut)]
            ).unify_dictionaries()
            held = []
        held.append(batch.slice(cut))
    if held:
        yield pa.Table.from_batches(held).unify_dictionaries()


class _Walk:
    """One batch in the order of steps, in numbers."""

    def __init__(self, events: pa.Table, rules: Rules) -> None:
        self.rules = rules
        self.ids = events["child"].to_numpy()
        kind = self._kinds(events["kind"])
        day = events["on"].cast(pa.int32()).to_numpy().astype(np.int64)
        number = events["event"].to_numpy()
        order = _order(self.ids, day, kind, number)
        if order is not None:
            events = events.take(pa.array(order))
            self.ids, kind, day = self.ids[order], kind[order], day[order]
        self.events, self.kind, self.day = events, kind, day
        self.starts = np.ones(len(day), bool)
        self.starts[1:] = self.ids[1:] != self.ids[:-1]
        # Children by their place in the batch: fewer bits than their numbers.
        self.child = np.cumsum(self.starts, dtype=np.int64) - 1
        self.intervals = self._intervals()
        self.runs = sweep(self.intervals, len(rules.states))

    def _kinds(self, column: pa.ChunkedArray) -> Ints:
        """Each event's place in the order of kinds."""
        coded = (
            column.combine_chunks().dictionary_encode()
            if not pa.types.is_dictionary(column.type)
            else column.unify_dictionaries().combine_chunks()
        )
        if isinstance(coded, pa.ChunkedArray):
            coded = coded.chunk(0)
        places = {kind: place for place, kind in enumerate(self.rules.order)}
        words = coded.dictionary.to_pylist()
        strange = [one for one in words if one not in places]
        if strange:
            raise EngineError(f"There is no kind of event {strange[0]}.")
        table = np.array([places[one] for one in words], np.int64)
        found: Ints = table[coded.indices.to_numpy()]
        return found

    def _intervals(self) -> Intervals:
        level = np.full(len(self.rules.order), -1, np.int64)
        for place, state in enumerate(self.rules.states):
            level[self.rules.order.index(state)] = place
        own = level[self.kind]
        lasting = own >= 0
        until = self.events["until"].cast(pa.int32())
        last = pc.fill_null(until, FAR - 1).to_numpy().astype(np.int64)
        return Intervals(self.child, self.day, last + 1, own).only(lasting)

    def steps(self) -> pa.Table:
        """In the shape STEPS."""
        count = len(self.day)
        first = np.flatnonzero(self.starts)
        place = np.arange(count) - first[self.child]
        gap = np.zeros(count, np.int64)
        gap[:-1] = self.day[1:] - self.day[:-1]
        ends = np.ones(count, bool)
        ends[:-1] = self.starts[1:]
        return _shaped(
            STEPS,
            child=self.events["child"],
            step=place,
            event=self.events["event"],
            agency=self.events["agency"],
            kind=self.events["kind"],
            on=self.events["on"],
            until=self.events["until"],
            to_next=pa.array(gap, mask=ends),
            first_of_agency=self._first_of_agency(),
            state=_words((NONE, *self.rules.states), self._state_on_day() + 1),
        )

    def _first_of_agency(self) -> NDArray[np.bool_]:
        coded = self.events["agency"].combine_chunks()
        if isinstance(coded, pa.ChunkedArray):
            coded = coded.chunk(0)
        if not pa.types.is_dictionary(coded.type):
            coded = coded.dictionary_encode()
        codes = coded.indices.to_numpy()
        found = np.zeros(len(codes), bool)
        for one in range(len(coded.dictionary)):
            where = np.flatnonzero(codes == one)
            child = self.child[where]
            found[where[np.diff(child, prepend=-1) != 0]] = True
        return found

    def _state_on_day(self) -> Ints:
        """The answer of the run each event's day lies in; -1 before the first."""
        if not len(self.runs.child):
            return np.full(len(self.day), -1, np.int64)
        asked = self.child << DAY_BITS | (self.day + SHIFT)
        begun = self.runs.child << DAY_BITS | (self.runs.first + SHIFT)
        place = np.searchsorted(begun, asked, side="right") - 1
        mine = (place >= 0) & (self.runs.child[place] == self.child)
        return np.where(mine, self.runs.answer[place], -1)

    def spans(self) -> pa.Table:
        """In the shape SPANS."""
        runs = self.runs
        before = np.full(len(runs.answer), -2, np.int64)
        same = np.zeros(len(runs.answer), bool)
        same[1:] = runs.child[1:] == runs.child[:-1]
        before[1:][same[1:]] = runs.answer[:-1][same[1:]]
        move = np.select(
            [before == -2, runs.answer == -1, before == -1, runs.answer > before],
            [
                MOVES.index(one)
                for one in (Move.ENTRY, Move.EXIT, Move.RE_ENTRY, Move.UP)
            ],
            MOVES.index(Move.DOWN),
        )
        return _shaped(
            SPANS,
            **self._between(runs),
            state=_words((NONE, *self.rules.states), runs.answer + 1),
            move=_words(MOVES, move),
        )

    def faults(self) -> pa.Table:
        """In the shape FAULTS."""
        parts = [FAULTS.empty_table()]
        for state in self.rules.single:
            of_state = self.intervals.level == self.rules.states.index(state)
            own = self.intervals.only(of_state)
            one = Intervals(own.child, own.first, own.after, own.level * 0)
            runs = sweep(one, 1, least=2)
            after, twice = runs.after, runs.answer == 0
            parts.append(
                _shaped(
                    FAULTS,
                    **self._between(runs, after, twice),
                    fault=_words((f"TWO_AT_ONCE_{state}",), runs.answer[twice]),
                )
            )
        return pa.concat_tables(parts).unify_dictionaries()

    def _between(
        self, runs: Runs, after: Ints | None = None, which: Any = slice(None)
    ) -> dict[str, Any]:
        ends = (runs.after if after is None else after)[which]
        first = np.flatnonzero(self.starts)
        return {
            "child": self.ids[first[runs.child[which]]],
            "on": _days(runs.first[which]),
            "until": _days(ends - 1, ends == FAR),
        }


def _order(ids: Any, day: Ints, kind: Ints, number: Any) -> Ints | None:
    """The order of steps, or none where the events lie in it.

    A release lies by child, day and number already: packed in one number each, such
    rows are almost in order, and a stable sort of those takes one walk over them.
    """
    if bool((ids[1:] < ids[:-1]).any() or (number[1:] < number[:-1]).any()):
        return np.lexsort((number, kind, day, ids))
    place = np.cumsum(np.diff(ids, prepend=ids[:1]) != 0, dtype=np.int64)
    keys = (place << DAY_BITS | (day + SHIFT)) << KIND_BITS | kind
    if not bool((keys[1:] < keys[:-1]).any()):
        return None
    return np.argsort(keys, kind="stable")


def _days(day: Ints, mask: Any = None) -> pa.Array:
    return pa.array(day.astype(np.int32), mask=mask).cast(pa.date32())


def _words(known: tuple[str, ...], codes: Ints) -> pa.Array:
    return pa.DictionaryArray.from_arrays(
        pa.array(codes.astype(np.int32)), pa.array([str(one) for one in known])
    )


def _shaped(shape: pa.Schema, **columns: Any) -> pa.Table:
    return pa.table({name: columns[name] for name in shape.names}).cast(shape)
