"""What an agency's table holds, said in data files: columns, codes, keys, events.

A contract is read by `load`, `load_set` or `load_file`; adding one is adding a file.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any


if TYPE_CHECKING:
    from goldenthread.engine.contracts.loading import (
        CONTRACTS_FOLDER,
        load,
        load_codes,
        load_file,
        load_set,
        names,
    )
    from goldenthread.engine.contracts.model import (
        CodeList,
        Contract,
        Every,
        Field,
        Role,
        Sensitivity,
        Severity,
        Type,
    )

__all__ = [
    "CONTRACTS_FOLDER",
    "CodeList",
    "Contract",
    "Every",
    "Field",
    "Role",
    "Sensitivity",
    "Severity",
    "Type",
    "load",
    "load_codes",
    "load_file",
    "load_set",
    "names",
]

LOADING = frozenset(
    {"CONTRACTS_FOLDER", "load", "load_codes", "load_file", "load_set", "names"}
)
MODEL = frozenset(
    {
        "CodeList",
        "Contract",
        "Every",
        "Field",
        "Role",
        "Sensitivity",
        "Severity",
        "Type",
    }
)


def __getattr__(name: str) -> Any:
    # Late, so that the console's help does not load the libraries behind shapes.
    if name in LOADING:
        return getattr(import_module(f"{__name__}.loading"), name)
    if name in MODEL:
        return getattr(import_module(f"{__name__}.model"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
