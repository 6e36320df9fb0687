"""A web that contradicts nothing, with as much in common as can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from goldenthread.engine.disclosure.editions import Edition
from goldenthread.engine.disclosure.linear import Floats, any_point, matrix, narrowed
from goldenthread.engine.disclosure.ratios import Ratio
from goldenthread.engine.disclosure.tables import Table
from goldenthread.engine.disclosure.web import APART, REVISED_APART, TOGETHER, Web
from goldenthread.engine.errors import DisclosureError


@dataclass
class Woven:
    """A web as a matrix, with a point that fits it, and what is certain of that."""

    web: Web
    rows: csr_array
    point: Floats
    certain: Floats


def weave(
    today: Sequence[Table], published: Sequence[Edition], ratios: Sequence[Ratio] = ()
) -> Woven:
    """Take all editions together; where they contradict one another, fewer.

    Counts that were revised without its being told cannot be compared: then the editions
    of which that shows are held against themselves only, and if that is not enough, all.
    Raises `DisclosureError` when an edition contradicts itself.
    """
    for how in (TOGETHER, REVISED_APART, APART):
        web = Web(today, published, ratios, how)
        try:
            return _fitted(web)
        except DisclosureError:
            if how == APART or not published:
                raise
    raise AssertionError


def _fitted(web: Web) -> Woven:
    rows = matrix(web.equations, len(web.variables))
    spans = np.array([one.span for one in web.variables], float).reshape(-1, 2)
    low, high = narrowed(rows, spans[:, 0], spans[:, 1])
    return Woven(web, rows, any_point(rows, low, high), low == high)
