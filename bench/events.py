"""Made-up events and children of a county, as a release has them: by child and day.

Kinds in the shares they have, five years, three hundred small areas, a child with
fifteen events. Written in pieces, so that memory is that of a piece.
"""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.engine import HOME
from goldenthread.engine.shapes import CHILDREN, EVENTS


PIECE = 5_000_000
# As many rows as the store puts into one group.
GROUP = 122_880
AREAS = tuple(f"E0100{one:04d}" for one in range(300))
# Kind, how many in a thousand, share that ends, sorts, outcomes.
KINDS: dict[str, tuple[int, float, tuple[str, ...], tuple[str, ...]]] = {
    "CONTACT": (190, 0, (), ("NFA", "REFERRED", "ADVICE")),
    "EARLY_HELP": (60, 0.8, (), ("MET", "STEP_UP", "STEP_DOWN")),
    "EARLY_HELP_CONTACT": (60, 0, (), ("ADVICE", "NFA")),
    "HUB_ATTENDANCE": (120, 0, ("PLAY",), ()),
    "REFERRAL": (70, 0, (), ("NFA", "ACCEPTED")),
    "ASSESSMENT": (60, 0.95, ("SEEN",), ("SUPPORT", "NFA")),
    "STRATEGY_DISCUSSION": (25, 0, (), ()),
    "SECTION_47": (25, 0.9, (), ("CONFERENCE", "NO_CONFERENCE")),
    "CONFERENCE": (10, 0, (), ("PLAN", "NO_PLAN")),
    "NEED": (40, 0.8, ("N1", "N2"), ("NFA", "EARLY_HELP")),
    "PLAN": (8, 0.8, ("NEG", "EMO", "PHY", "SAB"), ()),
    "CARE": (5, 0.6, ("V2", "C2"), ("HOME", "ADOPTED")),
    "PLACEMENT": (15, 0.7, ("FOSTER",), ("IN", "OUT")),
    "POLICE_CONTACT": (90, 0, ("MISSING", "VICTIM"), ()),
    "MISSING": (20, 0.9, ("MISSING", "ABSENT"), ("YES", "NO")),
    "RETURN_INTERVIEW": (12, 0, (), ("HELD",)),
    "HEALTH_VISIT": (130, 0, ("ONE_YEAR", "TARGETED"), ("SEEN", "DECLINED")),
    "ABSENCE": (60, 0.9, (), ()),
}


def made(many: int, areas: tuple[str, ...] = AREAS) -> Path:
    """A folder with `events.parquet` and `children.parquet` of that size, made once."""
    # The shapes are in the name: where they have gained a column, others are made.
    shape = f"{len(EVENTS)}-{len(CHILDREN)}"
    shape += "" if areas == AREAS else f"-{areas[0]}-{len(areas)}"
    folder = HOME / f"events-{many}-{shape}"
    if not (folder / "children.parquet").exists():
        folder.mkdir(parents=True, exist_ok=True)
        _in_pieces(folder / "events.parquet", partial(_events, areas), many)
        _in_pieces(folder / "children.parquet", _children, many)
    return folder


def _in_pieces(path: Path, make: Any, many: int) -> None:
    beside = path.with_suffix(".beside")
    writer = None
    for piece, begun in enumerate(range(0, many, PIECE)):
        rows = make(piece, begun, min(PIECE, many - begun))
        writer = writer or pq.ParquetWriter(beside, rows.schema)
        writer.write_table(rows, row_group_size=GROUP)
    if writer:
        writer.close()
    os.replace(beside, path)


def _events(areas: tuple[str, ...], piece: int, begun: int, many: int) -> pa.Table:
    chance = np.random.default_rng((1, piece))
    child = np.sort(chance.integers(1, many // 15 + 1, many)).astype("u8")
    day = chance.integers(18_353, 20_179, many).astype("i4")
    day = day[np.lexsort((day, child))]
    weight = np.array([one for one, *_ in KINDS.values()], float)
    kind = chance.choice(len(KINDS), many, p=weight / weight.sum()).astype("i4")
    ends = np.array([one for _, one, *_ in KINDS.values()])[kind]
    lasts = chance.gamma(1.2, 120, many).astype("i4")
    columns: dict[str, Any] = {
        "event": np.arange(begun + 1, begun + many + 1, dtype="u8"),
        "child": child + np.uint64(begun // 15),
        "agency": _words(
            chance, many, ("LOCAL_AUTHORITY", "POLICE", "HEALTH", "SCHOOL")
        ),
        "contract": _words(chance, many, ("a",)),
        "kind": pa.DictionaryArray.from_arrays(kind, list(KINDS)),
        "on": pa.array(day).cast(pa.date32()),
        "until": pa.array(day + lasts, mask=chance.random(many) >= ends).cast(
            pa.date32()
        ),
        "source": _words(chance, many, ("POLICE", "SCHOOL", "HEALTH", "INDIVIDUAL")),
        "sort": _by_kind(chance, kind, 2),
        "outcome": _by_kind(chance, kind, 3),
        "area": _words(chance, many, areas),
        "team": _words(chance, many, ("NORTH", "SOUTH")),
    }
    for one in EVENTS:
        if one.name not in columns:
            plain = pa.string() if pa.types.is_dictionary(one.type) else one.type
            columns[one.name] = pa.nulls(many, plain)
    return pa.table({name: columns[name] for name in EVENTS.names})


def _words(chance: Any, many: int, words: tuple[str, ...]) -> pa.Array:
    codes = chance.integers(0, len(words), many).astype("i4")
    return pa.DictionaryArray.from_arrays(codes, list(words))


def _by_kind(chance: Any, kind: Any, place: int) -> pa.Array:
    """A word of those the kind has, at random; none where it has none."""
    words = sorted({word for facts in KINDS.values() for word in facts[place]})
    codes, none = np.zeros(len(kind), "i4"), np.ones(len(kind), bool)
    for one, facts in enumerate(KINDS.values()):
        if facts[place]:
            where = np.flatnonzero(kind == one)
            own = np.array([words.index(word) for word in facts[place]], "i4")
            codes[where] = own[chance.integers(0, len(own), len(where))]
            none[where] = False
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=none), words)


def _children(piece: int, begun: int, events: int) -> pa.Table:
    chance = np.random.default_rng((2, piece))
    many = events // 15
    month = chance.integers(0, 216, many) + (2005 - 1970) * 12
    known = {
        "child": np.arange(begun // 15 + 1, begun // 15 + many + 1, dtype="u8"),
        "born": month.astype("M8[M]").astype("M8[D]"),
        "sex": _words(chance, many, ("F", "M")),
        "ethnicity": _words(chance, many, ("WHITE", "MIXED", "ASIAN", "BLACK")),
        "disabled": chance.random(many) < 0.1,
    }
    for one in CHILDREN:
        if pa.types.is_boolean(one.type):
            known.setdefault(one.name, chance.random(many) < 0.9)
        elif one.name not in known:
            plain = pa.string() if pa.types.is_dictionary(one.type) else one.type
            known[one.name] = pa.nulls(many, plain)
    return pa.table({name: known[name] for name in CHILDREN.names}).cast(CHILDREN)
