"""Names that a package looks up when they are first used.

So that the console's help does not load the libraries that read, link and count. The
package keeps the same names under TYPE_CHECKING for those who read its types.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def names_of(
    package: str, where: Mapping[str, tuple[str, ...]]
) -> Callable[[str], Any]:
    """A package's `__getattr__`.

    `where` says of each module of the package which names it gives; “public=own” where
    the package calls it otherwise.
    """
    known = {}
    for module, names in where.items():
        for name in names:
            public, _, own = name.partition("=")
            known[public] = (module, own or public)

    def look_up(name: str) -> Any:
        if name not in known:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module, own = known[name]
        return getattr(import_module(f"{package}.{module}"), own)

    return look_up
