"""Common paths as counts, after disclosure control."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goldenthread.dataset import shelf, showing
from goldenthread.dataset.models import Release


if TYPE_CHECKING:
    from goldenthread.engine.disclosure import Edition


COUNTED = "children by path"
WHOLE, OTHERS = "ALL", "OTHERS"


def common_paths(release: Release) -> Edition:
    """How many children went the same way, after disclosure control."""
    return kept_paths(shelf.of(release.partnership_id), release.name)


def kept_paths(place: shelf.Shelf, release: str) -> Edition:
    """The same by a release's name: worked out once, when it is built, and kept.

    A way that only a few children went is told of no more than that there are such.
    """
    from goldenthread.engine.disclosure import profile, protect
    from goldenthread.engine.disclosure.kept import kept

    path = place.editions / release / "paths.json"
    if path.is_file():
        return kept(path)
    partners = profile("partners")
    earlier = [kept(one) for one in sorted(place.editions.glob("*/paths.json"))]
    table = _table_of_paths(_counts(place, release), partners.small[1])
    name = f"{release}/paths"
    done = protect([table], partners, published=earlier, name=name)
    showing.keep_edition(place, release, done.edition, "paths")
    return done.edition


def _counts(place: shelf.Shelf, name: str) -> dict[str, int]:
    import pyarrow as pa

    from goldenthread.engine.journeys import SPANS, common_paths, journeys
    from goldenthread.engine.journeys.walks import by_child

    events = place.release(name).path("events")
    spans = [journeys(batch).spans for batch in by_child(events)]
    found = common_paths(pa.concat_tables([SPANS.empty_table(), *spans]))
    return {row["path"]: row["children"] for row in found.to_pylist()}


def _table_of_paths(counts: dict[str, int], few: int) -> Any:
    from goldenthread.engine.disclosure import Dimension, Table

    shown = {path: count for path, count in counts.items() if count > few}
    rest = sum(counts.values()) - sum(shown.values())
    parts = {**shown, OTHERS: rest}
    dimension = Dimension.flat("path", tuple(parts), WHOLE)
    cells = {(path,): count for path, count in parts.items()}
    return Table(COUNTED, (dimension,), {**cells, (WHOLE,): sum(counts.values())})
