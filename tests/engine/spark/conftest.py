"""One session of Spark for all tests that want it, in one process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from goldenthread.engine.spark.sessions import Cluster, session


# Small: what is tested is whether answers are equal. Compiled quickly, not well.
HERE = Cluster(
    "local[2]",
    memory="1g",
    partitions=2,
    java="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in Path(item.fspath).parents:
            item.add_marker(pytest.mark.spark)
            # In one process, so that Spark is started once a run.
            item.add_marker(pytest.mark.xdist_group("spark"))


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """A session that is open; where Spark or Java is missing the tests fail by name."""
    with session(HERE) as found:
        yield found
