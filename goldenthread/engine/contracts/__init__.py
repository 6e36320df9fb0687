"""What an agency's table holds, said in data files: columns, codes, keys, events.

A contract is read by `load`, `load_set` or `load_file`; adding one is adding a file.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any


if TYPE_CHECKING:
    from goldenthread.engine.contracts.loading import (
        load as load,
    )
    from goldenthread.engine.contracts.loading import (
        load_codes as load_codes,
    )
    from goldenthread.engine.contracts.loading import (
        load_file as load_file,
    )
    from goldenthread.engine.contracts.loading import (
        load_set as load_set,
    )
    from goldenthread.engine.contracts.loading import (
        names as names,
    )
    from goldenthread.engine.contracts.model import (
        CodeList as CodeList,
    )
    from goldenthread.engine.contracts.model import (
        Contract as Contract,
    )
    from goldenthread.engine.contracts.model import (
        Every as Every,
    )
    from goldenthread.engine.contracts.model import (
        Field as Field,
    )
    from goldenthread.engine.contracts.model import (
        Role as Role,
    )
    from goldenthread.engine.contracts.model import (
        Sensitivity as Sensitivity,
    )
    from goldenthread.engine.contracts.model import (
        Severity as Severity,
    )
    from goldenthread.engine.contracts.model import (
        Type as Type,
    )

LOADING = frozenset({"load", "load_codes", "load_file", "load_set", "names"})
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
