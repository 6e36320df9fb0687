"""One child in a release: its records, and who must not see it.

Nothing here decides who may ask. A record is an agency's number for a person; its token
is a keyed hash of the two, so that a number typed on a page finds its record without
opening a single identity.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goldenthread.core.viewer import Viewer
from goldenthread.dataset import shelf
from goldenthread.dataset.models import JourneyBar, Release, Supply
from goldenthread.dataset.rules import sees_across
from goldenthread.partnership.models import Agency


if TYPE_CHECKING:
    import pyarrow as pa


def told(token: int) -> str:
    """A token as rows, forms and the history hold it."""
    return f"{token:016x}"


def token_of(code: str, number: str) -> int:
    """The token of an agency's number for a person, as it was made at intake."""
    from goldenthread.engine.intake.handing import token

    return token(code, " ".join(number.split()), shelf.key())


def senders(viewer: Viewer) -> dict[str, Agency]:
    """Names in the data → agencies; a lead is offered the own agency's only."""
    found = Supply.objects.filter(agreement__partnership_id=viewer.partnership_id)
    if not sees_across(viewer):
        found = found.filter(agency_id=viewer.agency_id or 0)
    supplies = found.select_related("agency").order_by("agency__name", "code")
    return {one.code: one.agency for one in supplies}


def every_sender(partnership_id: int) -> dict[str, Agency]:
    """Names in the data → agencies, for services; pages ask `senders`."""
    found = Supply.objects.filter(agreement__partnership_id=partnership_id)
    return {one.code: one.agency for one in found.select_related("agency")}


def child_of(release: Release, token: int) -> int | None:
    """The child a record belongs to in a release; none where it holds no such record."""
    found = _mapping(release, "token", [token])
    return int(found.column("child")[0].as_py()) if found.num_rows else None


def records_of(release: Release, children: Iterable[int]) -> dict[int, list[int]]:
    """The tokens of each child's records, in order."""
    asked = sorted(set(children))
    found: dict[int, list[int]] = {one: [] for one in asked}
    for row in _mapping(release, "child", asked).to_pylist():
        found[row["child"]].append(row["token"])
    return {child: sorted(tokens) for child, tokens in found.items()}


def children_of(release: Release, tokens: Collection[int]) -> dict[int, int]:
    """The child of each record that the release holds."""
    rows = _mapping(release, "token", sorted(tokens)).to_pylist()
    return {row["token"]: row["child"] for row in rows}


def agencies_of(release: Release, tokens: Iterable[int]) -> dict[int, str]:
    """Which agency each record is of, by its name in the data."""
    import numpy as np

    known, codes, words = _agencies(_place(release).folder, release.name)
    asked = np.array(sorted(set(tokens)), np.uint64)
    places = np.minimum(np.searchsorted(known, asked), max(len(known) - 1, 0))
    return {
        int(token): words[codes[place]]
        for token, place in zip(asked, places, strict=True)
        if len(known) and known[place] == token
    }


def numbers_of(release: Release, tokens: Collection[int]) -> dict[int, str]:
    """The agency's own number behind each token: opens the sealed identities.

    Only for who may be told it: the service that asks has decided that.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    identities = _place(release).vault.open(release.name)
    wanted = pa.array(sorted(tokens), pa.uint64())
    found = identities.filter(pc.is_in(identities.column("token"), wanted))
    rows = found.select(["token", "local_id"]).to_pylist()
    return {row["token"]: row["local_id"] for row in rows}


def kept_from(viewer: Viewer, release: Release | None) -> frozenset[str]:
    """Tokens of every record of each child the viewer is barred from.

    A bar holds for the child: for all records that the release in force has put
    together with the one that was declared.
    """
    if viewer.person_id is None:
        return frozenset()
    held = JourneyBar.objects.filter(person=viewer.person_id, lifted_at__isnull=True)
    declared = {int(one, 16) for one in held.values_list("token", flat=True)}
    if not declared or release is None:
        return frozenset(map(told, declared))
    children = set(children_of(release, declared).values())
    beside = [
        token for found in records_of(release, children).values() for token in found
    ]
    return frozenset(map(told, {*declared, *beside}))


def _place(release: Release) -> shelf.Shelf:
    return shelf.of(release.partnership_id)


def _mapping(release: Release, column: str, values: list[int]) -> pa.Table:
    path = _place(release).links / release.name / "mapping.parquet"
    return among(path, {column: values})


def among(path: Path, wanted: dict[str, list[int]]) -> pa.Table:
    """Rows of a file of which one of these columns holds one of these numbers."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    asked: Any = None
    for column, values in wanted.items():
        one = pc.field(column).isin(pa.array(values, pa.uint64()))
        asked = one if asked is None else asked | one
    return pq.read_table(path, filters=asked)


@lru_cache(maxsize=4)
def _agencies(folder: Path, name: str) -> tuple[Any, Any, list[str]]:
    """Every token with its agency, from the sealed identities; no name is kept."""
    import numpy as np

    table = shelf.Shelf(folder).vault.open(name).select(["token", "agency"])
    tokens = table.column("token").to_numpy()
    coded = table.column("agency").unify_dictionaries().combine_chunks()
    coded = coded.chunk(0) if hasattr(coded, "chunk") else coded
    known, first = np.unique(tokens, return_index=True)
    return known, coded.indices.to_numpy()[first], coded.dictionary.to_pylist()
