"""Records in, children's numbers out: exact agreement first, then what Splink weighs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from goldenthread.engine.errors import LinkError
from goldenthread.engine.link import cascade, cleaning, scoring
from goldenthread.engine.link.deciding import Decision, Verdict, in_force
from goldenthread.engine.link.joining import Groups, Joined, join
from goldenthread.engine.link.model import Model, load
from goldenthread.engine.link.numbering import numbers


Ints = npt.NDArray[np.int64]
Tokens = npt.NDArray[np.uint64]

MAPPING = pa.schema(
    [
        pa.field("token", pa.uint64(), nullable=False),
        pa.field("child", pa.uint64(), nullable=False),
    ]
)
_PAIR = [
    pa.field("left", pa.uint64(), nullable=False),
    pa.field("right", pa.uint64(), nullable=False),
    pa.field("probability", pa.float64(), nullable=False),
    # EXACT (rule: the columns), MODEL, PERSON (rule: number of the decision); in doubts
    # why the two were left apart: UNSURE, SAME_TABLE, DECIDED.
    pa.field("how", pa.string(), nullable=False),
    pa.field("rule", pa.string()),
    # For each comparison of the model in order: its weight as a power of two, and what
    # the commonness of the value adds; empty unless MODEL or a doubt.
    pa.field("weights", pa.list_(pa.float64())),
    pa.field("commons", pa.list_(pa.float64())),
]
LINKS = pa.schema([*_PAIR, pa.field("child", pa.uint64(), nullable=False)])
DOUBTS = pa.schema(_PAIR)
# Linked children whose records do not agree on the day of birth.
DIFFERING = pa.schema(
    [
        pa.field("child", pa.uint64(), nullable=False),
        pa.field("token", pa.uint64(), nullable=False),
        pa.field("born", pa.date32(), nullable=False),
    ]
)
MOST_TABLES = 62


@dataclass(frozen=True)
class Linked:
    """What linking found. Tables have the shapes MAPPING, LINKS, DOUBTS, DIFFERING.

    `unheard` are decisions about a record that is not among these.
    """

    model: Model
    mapping: pa.Table
    links: pa.Table
    doubts: pa.Table
    differing: pa.Table
    unheard: tuple[int, ...]


def link(
    identities: pa.Table,
    *,
    model: Model | None = None,
    decisions: Iterable[Decision] = (),
    known: pa.Table | None = None,
    threads: int = 2,
    memory: str = cleaning.MEMORY,
    score: scoring.Scorer = scoring.score,
) -> Linked:
    """Link records (shape IDENTITIES): which are one child, under which number, and why.

    `known` is the mapping of an earlier run: its numbers are kept where records allow.
    Decisions of people go before everything. `score` weighs pairs elsewhere than on
    DuckDB. The same input gives the same answer.
    Raises LinkError for records, decisions or a mapping that cannot be used.
    """
    model = model or load()
    table = cleaning.checked(identities)
    with cleaning.database(threads, memory) as con:
        cleaning.clean(con, table)
        return _linked(con, model, in_force(decisions), _known(known), score)


def _known(known: pa.Table | None) -> tuple[Tokens, Tokens]:
    """Tokens and children of an earlier mapping, checked."""
    try:
        table = (known if known is not None else MAPPING.empty_table()).select(
            MAPPING.names
        )
        table = table.cast(MAPPING)
    except (KeyError, pa.ArrowInvalid, ValueError) as why:
        raise LinkError(
            f"The earlier mapping is not one of token and child: {why}."
        ) from why
    tokens, children = (column.to_numpy() for column in table.columns)
    if len(np.unique(tokens)) != len(tokens):
        raise LinkError("The earlier mapping has a token twice.")
    if len(children) and children.min() == 0:
        raise LinkError("The earlier mapping has a child without a number.")
    return tokens, children


def _linked(
    con: duckdb.DuckDBPyConnection,
    model: Model,
    decisions: list[Decision],
    known: tuple[Tokens, Tokens],
    score: scoring.Scorer,
) -> Linked:
    tokens = con.execute("SELECT token FROM records ORDER BY unique_id").fetchnumpy()[
        "token"
    ]
    heard, unheard = _heard(decisions, tokens)
    keys = cascade.keys(con, model.exact)
    # Rows of one token are one record, spelt in several ways.
    same = np.cumsum(np.append(True, tokens[1:] != tokens[:-1])) - 1
    parts, loose = _loosened(cascade.parts([same, *keys]), same, heard)
    groups = Groups.of(_tables(con, parts))
    _decide(groups, heard, parts)
    _rejoin(groups, keys, parts, loose)
    _with_parts(con, parts)
    pairs = score(con, model, len(parts))
    left, right = (pairs.column(name).to_numpy() for name in ("left", "right"))
    chance = pairs.column("probability").to_numpy()
    joined = join(groups, parts[left], parts[right], chance, model.thresholds)
    group = groups.labels()[parts]
    child = numbers(tokens, group, *known)
    return Linked(
        model,
        _mapping(tokens, child),
        _links(model, keys, pairs, joined, tokens, child, heard),
        _doubts(model, pairs, joined, tokens, child),
        _differing(con, child),
        unheard,
    )


Heard = list[tuple[Decision, int, int]]


def _heard(decisions: list[Decision], tokens: Tokens) -> tuple[Heard, tuple[int, ...]]:
    """Decisions with the rows of both records, and the numbers of those without."""
    row = {token: n for n, token in enumerate(tokens.tolist())} if decisions else {}
    heard = [
        (d, row[d.one], row[d.other])
        for d in decisions
        if {d.one, d.other} <= row.keys()
    ]
    return heard, tuple(
        d.number for d in decisions if not {d.one, d.other} <= row.keys()
    )


def _loosened(
    parts: Ints, same: Ints, heard: Heard
) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """Parts, from 0, and which rows are loose: of a part people decided about.

    Every record of such a part is one by itself; rows of one token (`same`) stay one.
    """
    touched = [parts[row] for _, *rows in heard for row in rows]
    loose = np.isin(parts, np.array(touched, dtype=np.int64))
    parts = np.where(loose, parts.max() + 1 + same, parts)
    return np.asarray(np.unique(parts, return_inverse=True)[1], dtype=np.int64), loose


def _mapping(tokens: Tokens, child: Tokens) -> pa.Table:
    """One row a token, in rising order."""
    first = np.append(True, tokens[1:] != tokens[:-1])
    return pa.table({"token": tokens[first], "child": child[first]}, schema=MAPPING)


def _tables(con: duckdb.DuckDBPyConnection, parts: Ints) -> list[int]:
    """For each part the tables its records are of, as bits."""
    rows = con.execute(
        "SELECT dense_rank() OVER (ORDER BY agency, contract) - 1 AS t "
        "FROM records ORDER BY unique_id"
    ).fetchnumpy()["t"]
    if rows.max() >= MOST_TABLES:
        raise LinkError(f"The records are of more than {MOST_TABLES} tables.")
    order = np.argsort(parts, kind="stable")
    bits = np.left_shift(np.int64(1), rows[order].astype(np.int64))
    starts = np.flatnonzero(np.append(True, np.diff(parts[order]) > 0))
    result: list[int] = np.bitwise_or.reduceat(bits, starts).tolist()
    return result


def _decide(groups: Groups, heard: Heard, parts: Ints) -> None:
    """People's joins, then what they keep apart."""
    for decision, one, other in heard:
        if decision.verdict is Verdict.JOIN:
            a, b = groups.find(int(parts[one])), groups.find(int(parts[other]))
            if a != b:
                groups.join(a, b)
    for decision, one, other in heard:
        if decision.verdict is Verdict.SPLIT:
            groups.keep_apart(int(parts[one]), int(parts[other]))


def _rejoin(
    groups: Groups, keys: list[Ints], parts: Ints, loose: npt.NDArray[np.bool_]
) -> None:
    """Records of loosened parts that agree exactly, unless people keep them apart."""
    for key in keys:
        rows = np.flatnonzero(loose & (key >= 0))
        rows = rows[np.argsort(key[rows], kind="stable")]
        for one, other in zip(rows[:-1].tolist(), rows[1:].tolist(), strict=True):
            a, b = groups.find(int(parts[one])), groups.find(int(parts[other]))
            if key[one] == key[other] and a != b and not groups.forbidden(a, b):
                groups.join(a, b)


def _with_parts(con: duckdb.DuckDBPyConnection, parts: Ints) -> None:
    con.register("parts", pa.table({"unique_id": np.arange(len(parts)), "part": parts}))
    con.execute(
        "CREATE OR REPLACE TABLE records AS "
        "SELECT r.*, p.part FROM records r JOIN parts p USING (unique_id)"
    )
    con.unregister("parts")


def _links(
    model: Model,
    keys: list[Ints],
    pairs: pa.Table,
    joined: Joined,
    tokens: Tokens,
    child: Tokens,
    heard: Heard,
) -> pa.Table:
    """Every link that was made, with how."""
    exact = [
        _exact(key, ", ".join(rule), tokens, child)
        for key, rule in zip(keys, model.exact, strict=True)
    ]
    used = pairs.filter(pa.array(joined.used))
    rows = _weighed(model, used, tokens)
    rows["child"] = child[used.column("left").to_numpy()]
    rows["how"], rows["rule"] = ["MODEL"] * used.num_rows, [None] * used.num_rows
    people = [(d, a, b) for d, a, b in heard if d.verdict is Verdict.JOIN]
    said = {
        "left": tokens[[a for _, a, _ in people]],
        "right": tokens[[b for *_, b in people]],
        "probability": np.ones(len(people)),
        "how": ["PERSON"] * len(people),
        "rule": [str(d.number) for d, *_ in people],
        "weights": [None] * len(people),
        "commons": [None] * len(people),
        "child": child[[a for _, a, _ in people]],
    }
    tables = [pa.table(said, schema=LINKS), *exact, pa.table(rows, schema=LINKS)]
    return pa.concat_tables(tables)


def _exact(key: Ints, rule: str, tokens: Tokens, child: Tokens) -> pa.Table:
    """Records that agree with the first that has the same key, and went with it."""
    rows = np.flatnonzero(key >= 0)
    _, first, index = np.unique(key[rows], return_index=True, return_inverse=True)
    left, right = rows[first][index], rows
    kept = (tokens[left] != tokens[right]) & (child[left] == child[right])
    left, right = left[kept], right[kept]
    count = len(left)
    return pa.table(
        {
            "left": tokens[left],
            "right": tokens[right],
            "probability": np.ones(count),
            "how": pa.array(["EXACT"]).take(pa.array(np.zeros(count, dtype=np.int64))),
            "rule": pa.array([rule]).take(pa.array(np.zeros(count, dtype=np.int64))),
            "weights": pa.nulls(count, LINKS.field("weights").type),
            "commons": pa.nulls(count, LINKS.field("commons").type),
            "child": child[left],
        },
        schema=LINKS,
    )


def _weighed(model: Model, pairs: pa.Table, tokens: Tokens) -> dict[str, object]:
    """Columns that pairs of the model share, weights as lists in its order."""
    made: dict[str, object] = {
        "left": tokens[pairs.column("left").to_numpy()],
        "right": tokens[pairs.column("right").to_numpy()],
        "probability": pairs.column("probability"),
    }
    width = len(model.comparisons)
    for name, letter in (("weights", "w"), ("commons", "t")):
        columns = [pairs.column(f"{letter}_{each.name}") for each in model.comparisons]
        flat = np.stack(
            [pc.cast(column, pa.float64()).to_numpy() for column in columns], 1
        )
        offsets = pa.array(np.arange(0, flat.size + 1, width, dtype=np.int32))
        made[name] = pa.ListArray.from_arrays(offsets, pa.array(flat.ravel()))
    return made


def _doubts(
    model: Model, pairs: pa.Table, joined: Joined, tokens: Tokens, child: Tokens
) -> pa.Table:
    """Pairs left apart, the likeliest of each two children; surest first."""
    left, right = (child[pairs.column(name).to_numpy()] for name in ("left", "right"))
    apart = np.flatnonzero((left != right) & (np.array(joined.why, dtype=object) != ""))
    chance = pairs.column("probability").to_numpy()[apart]
    apart = apart[np.argsort(-chance, kind="stable")]
    ends = np.sort(np.stack([left[apart], right[apart]]), axis=0)
    first = (
        np.sort(np.unique(ends, axis=1, return_index=True)[1]) if len(apart) else apart
    )
    kept = pairs.take(pa.array(apart[first]))
    rows = _weighed(model, kept, tokens)
    rows["how"] = [joined.why[row] for row in apart[first].tolist()]
    rows["rule"] = [None] * kept.num_rows
    return pa.table(rows, schema=DOUBTS)


def _differing(con: duckdb.DuckDBPyConnection, child: Tokens) -> pa.Table:
    con.register(
        "found", pa.table({"unique_id": np.arange(len(child)), "child": child})
    )
    rows = con.execute(
        """SELECT DISTINCT child, token, born FROM (
            SELECT * FROM records JOIN found USING (unique_id)
            WHERE born IS NOT NULL
            QUALIFY min(born) OVER (PARTITION BY child)
                <> max(born) OVER (PARTITION BY child)
        ) ORDER BY ALL"""
    ).to_arrow_table()
    con.unregister("found")
    return rows.cast(DIFFERING)
