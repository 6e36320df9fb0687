"""The tables of journeys, and the rules they are made by."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import pyarrow as pa

from goldenthread.engine.errors import EngineError
from goldenthread.engine.shapes import WORD, Kind


RULES = Path(__file__).with_name("rules.toml")
# In no state at all: not known to any service, or not any more.
NONE = "NONE"


class Move(StrEnum):
    ENTRY = "ENTRY"  # into the first state ever
    RE_ENTRY = "RE_ENTRY"  # into a state after having been in none
    UP = "UP"
    DOWN = "DOWN"
    EXIT = "EXIT"  # into none


# One row for each event, in the order of child, day, kind and number.
STEPS = pa.schema(
    [
        pa.field("child", pa.uint64(), nullable=False),
        # Counted from nought within the child.
        pa.field("step", pa.int32(), nullable=False),
        pa.field("event", pa.uint64(), nullable=False),
        pa.field("agency", WORD, nullable=False),
        pa.field("kind", WORD, nullable=False),
        pa.field("on", pa.date32(), nullable=False),
        pa.field("until", pa.date32()),
        # Days from this event's first day to the next event's; empty for the last.
        pa.field("to_next", pa.int32()),
        # Whether no event of this agency about the child came before.
        pa.field("first_of_agency", pa.bool_(), nullable=False),
        # The state the child is in at the end of that day.
        pa.field("state", WORD, nullable=False),
    ]
)

# One row for each time a child stands in a state: the days from the first to the last,
# both included; without a last day where it goes on. `move` is how it came there.
SPANS = pa.schema(
    [
        pa.field("child", pa.uint64(), nullable=False),
        pa.field("state", WORD, nullable=False),
        pa.field("on", pa.date32(), nullable=False),
        pa.field("until", pa.date32()),
        pa.field("move", WORD, nullable=False),
    ]
)

# One row for each time a child stands twice in a state that there is only one of.
FAULTS = pa.schema(
    [
        pa.field("child", pa.uint64(), nullable=False),
        pa.field("fault", WORD, nullable=False),
        pa.field("on", pa.date32(), nullable=False),
        pa.field("until", pa.date32()),
    ]
)


@dataclass(frozen=True)
class Journeys:
    """Steps, spans and faults of the same children."""

    steps: pa.Table
    spans: pa.Table
    faults: pa.Table


@dataclass(frozen=True)
class Rules:
    """States from the least to the most, those there is one of, the order of kinds."""

    states: tuple[str, ...]
    single: tuple[str, ...]
    order: tuple[str, ...]

    @staticmethod
    def load(path: Path = RULES) -> Rules:
        """Rules from a file; EngineError for what does not fit together."""
        facts = tomllib.loads(path.read_text(encoding="utf-8"))
        states, single, order = (
            tuple(facts[name]) for name in ("states", "single", "order")
        )
        if not set(single) <= set(states):
            raise EngineError(f"{path.name}: what is single must be a state.")
        if set(order) != set(Kind) or len(order) != len(Kind):
            raise EngineError(f"{path.name}: order must name every kind once.")
        return Rules(states, single, order)
