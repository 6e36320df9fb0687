"""What an agency's table holds, said in data files: columns, codes, keys, events.

A contract is read by `load`, `load_set` or `load_file`; adding one is adding a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenthread.engine.lazily import names_of


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

__getattr__ = names_of(
    __name__,
    {
        "loading": (
            "CONTRACTS_FOLDER",
            "load",
            "load_codes",
            "load_file",
            "load_set",
            "names",
        ),
        "model": (
            "CodeList",
            "Contract",
            "Every",
            "Field",
            "Role",
            "Sensitivity",
            "Severity",
            "Type",
        ),
    },
)
