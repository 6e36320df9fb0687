"""Immutable releases of accepted events, swapped in one move; identities sealed apart.

>>> store = Store(Path("store"))
>>> release = store.build(events, children, inputs=…, made_at=…)
>>> store.current().connect().execute("select count(*) from events")
"""

from __future__ import annotations

from goldenthread.engine.store.manifest import Input, Manifest
from goldenthread.engine.store.releases import Release
from goldenthread.engine.store.stores import Store
from goldenthread.engine.store.vault import Vault


__all__ = ["Input", "Manifest", "Release", "Store", "Vault"]
