"""Counts go out so that no small one can be worked out from them.

`protect` hides or rounds, `attack` works out what can be worked out. Both are loaded
when they are first asked for: the solver behind them is heavy.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any


_WHERE = {
    "Bounds": "attacker",
    "attack": "attacker",
    "Dimension": "tables",
    "Mark": "tables",
    "Table": "tables",
    "Edition": "editions",
    "Profile": "profiles",
    "profile": "profiles",
    "Protected": "protecting",
    "protect": "protecting",
    "Ratio": "ratios",
}
__all__ = tuple(_WHERE)


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
