"""Maps of a release as they may be shown: made once, kept, read by the pages.

`make` counts by small area, joins areas until their counts are large enough, and keeps
what disclosure control lets through. A page reads what was kept and counts nothing.
"""

from goldenthread.dataset.mapping.kept import (
    Index,
    Kept,
    Spot,
    View,
    areas,
    edition,
    index,
    indicator,
    outline,
)
from goldenthread.dataset.mapping.making import make
from goldenthread.dataset.mapping.series import with_areas


__all__ = [
    "Index",
    "Kept",
    "Spot",
    "View",
    "areas",
    "edition",
    "index",
    "indicator",
    "make",
    "outline",
    "with_areas",
]
