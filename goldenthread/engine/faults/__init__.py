"""What is wrong in what agencies sent, told by agency so that each corrects its own.

>>> make = maker(areas, (aside(sent), births(linked)))  # while a release is built
>>> told(store.current().faults(), "POLICE")
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenthread.engine.lazily import names_of


if TYPE_CHECKING:
    from goldenthread.engine.faults.finding import find, maker, together
    from goldenthread.engine.faults.telling import Records, lines, rules

__all__ = ["Records", "find", "lines", "maker", "rules", "together"]

__getattr__ = names_of(
    __name__,
    {
        "finding": ("find", "maker", "together"),
        "telling": ("Records", "lines", "rules"),
    },
)
