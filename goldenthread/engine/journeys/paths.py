"""Which ways through the states are common."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from goldenthread.engine.journeys.shapes import NONE


PATHS = pa.schema(
    [
        pa.field("path", pa.string(), nullable=False),
        pa.field("children", pa.int64(), nullable=False),
    ]
)
ARROW = " > "


def common_paths(spans: pa.Table, longest: int = 8) -> pa.Table:
    """How many children went through the same states in the same order.

    Takes SPANS, gives PATHS, the commonest first. A path of more than `longest` states
    is cut there and ends in “…”. Counts are raw: small ones are hidden by the part that
    does disclosure control, not here.
    """
    states = spans["state"].cast(pa.string()).combine_chunks()
    table = pa.table({"child": spans["child"], "state": states})
    ways = table.group_by("child", use_threads=False).aggregate([("state", "list")])
    shown = [_told(one, longest) for one in ways["state_list"].to_pylist()]
    counted = pc.value_counts(pa.array(shown, pa.string()))
    found = pa.table(
        {"path": counted.field("values"), "children": counted.field("counts")}
    )
    order = [("children", "descending"), ("path", "ascending")]
    return found.sort_by(order).cast(PATHS)


def _told(states: list[str], longest: int) -> str:
    """A way, with “out” for the time in no state."""
    words = ["out" if one == NONE else one for one in states]
    return ARROW.join(words if len(words) <= longest else [*words[:longest], "…"])
