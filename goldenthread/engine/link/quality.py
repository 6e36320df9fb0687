"""How good links are, where the truth is known: pairs of records, counted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Quality:
    """Of the pairs linked the share that is right, of the true pairs the share linked."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def quality(true: npt.NDArray[np.uint64], found: npt.NDArray[np.uint64]) -> Quality:
    """Precision and recall over all pairs of records; a row a record in both.

    Without any pair linked precision is 1, without any true pair recall is 1.
    """
    both = np.unique(np.stack([true, found]), axis=1, return_counts=True)[1]
    right, linked, real = _pairs(both), _pairs(_sizes(found)), _pairs(_sizes(true))
    return Quality(right / linked if linked else 1.0, right / real if real else 1.0)


def _sizes(labels: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    return np.asarray(np.unique(labels, return_counts=True)[1], dtype=np.int64)


def _pairs(sizes: npt.NDArray[np.int64]) -> int:
    return int((sizes * (sizes - 1) // 2).sum())
