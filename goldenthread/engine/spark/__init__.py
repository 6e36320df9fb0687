"""The same figures, journeys and links on Spark. Nothing is defined here a second time.

`sessions` opens Spark; `figures`, `walks` and `pairs` run there what `indicators`,
`journeys` and `link` define. Nothing of Spark is imported before it is asked for, and
each of these opens a session for itself alone, or uses the one that is open.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any


if TYPE_CHECKING:
    import pyarrow as pa

    from goldenthread.engine.indicators import Catalogue
    from goldenthread.engine.link.linking import Linked
    from goldenthread.engine.spark.sessions import Cluster


def cube(
    cluster: Cluster,
    events: Path,
    children: Path,
    path: Path,
    catalogue: Catalogue,
    **further: Any,
) -> Path:
    """Write all figures to `path`; as `indicators.cube.write`, with the same answers.

    `further` is `areas`, `holidays` and `until`. Every worker has to see the files and
    the folder of `path` under the same names.
    """
    from goldenthread.engine.spark import figures
    from goldenthread.engine.spark.sessions import session

    with session(cluster) as found:
        return figures.make(found, events, children, path, catalogue, **further)


def journeys(cluster: Cluster, events: Path, folder: Path) -> dict[str, int]:
    """Write steps, spans and faults into `folder`; as `journeys.write`, with the same
    answers. Every worker has to see both under the same names, and needs the engine."""
    from goldenthread.engine.spark import walks
    from goldenthread.engine.spark.sessions import session

    with session(cluster) as found:
        return walks.write(found, events, folder)


def link(cluster: Cluster, identities: pa.Table, **further: Any) -> Linked:
    """Link records as `link.linking.link` does: pairs are weighed on Spark, by Splink.

    What comes before and after (cleaning, exact agreement, putting together) is done
    here. Every worker needs the engine.
    """
    from goldenthread.engine.link.linking import link as linking
    from goldenthread.engine.spark import pairs
    from goldenthread.engine.spark.sessions import session

    with session(cluster) as found:
        return linking(identities, score=pairs.scorer(found), **further)
