"""Small tables of events and children, by hand and by number."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pyarrow as pa

from goldenthread.engine.shapes import CHILDREN, EVENTS, IDENTITIES
from goldenthread.engine.store import Input


FIRST = datetime(2025, 4, 1, 9, tzinfo=UTC)


def events(*rows: dict) -> pa.Table:
    """Rows with what is said of them; the rest is a contact of child 1 on 1 April."""
    plain = {
        "event": 1,
        "child": 1,
        "agency": "COUNCIL",
        "contract": "annex-a-1",
        "kind": "CONTACT",
        "on": date(2025, 4, 1),
    }
    return pa.Table.from_pylist([plain | row for row in rows], schema=EVENTS)


def children(*rows: dict) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=CHILDREN)


def identities(count: int) -> pa.Table:
    rows = [
        {
            "token": one,
            "agency": "COUNCIL",
            "contract": "annex-a-1",
            "local_id": f"C{one}",
            "forename": "Sample",
            "surname": "Specimen",
        }
        for one in range(count)
    ]
    return pa.Table.from_pylist(rows, schema=IDENTITIES)


def some_events(count: int) -> pa.Table:
    day = date(2024, 4, 1)
    return events(
        *(
            {"child": one % 7, "on": day + timedelta(days=37 * one % 365)}
            for one in range(count)
        )
    )


def some_children() -> pa.Table:
    return children(*({"child": one, "born": date(2015, 1, 1)} for one in range(7)))


def went_in(word: str) -> tuple[Input, ...]:
    return (Input("contacts.csv", word * 8),)


def build(store, count: int, *, hours: int = 0, **further):
    """A release of so many events, made so many hours after the first."""
    return store.build(
        some_events(count),
        some_children(),
        inputs=went_in(f"{count:08d}"),
        made_at=FIRST + timedelta(hours=hours),
        **further,
    )
