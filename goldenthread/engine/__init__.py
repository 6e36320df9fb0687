"""Agencies' data in plain Python: no Django, no settings, no clock, no database.

    from goldenthread.engine import Store, check, contract, profile, protect

    found = check("police_contacts.csv", contract("police_contacts"), today=today)
    release = Store(Path("store")).current()
    shown = protect([table], profile("partnership"))

What a number means, who may see it and how it is shown are decided above. Names are
looked up when they are first used, so that importing the engine costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any


if TYPE_CHECKING:
    from goldenthread.engine.contracts import load as contract
    from goldenthread.engine.disclosure import attack, profile, protect
    from goldenthread.engine.errors import EngineError
    from goldenthread.engine.indicators import load as catalogue
    from goldenthread.engine.intake import check, mark
    from goldenthread.engine.journeys import journeys as journeys_of
    from goldenthread.engine.link.linking import link as link_records
    from goldenthread.engine.signals import chart, rare_chart
    from goldenthread.engine.store import Release, Store, Vault
    from goldenthread.engine.synth.writing import write as invent_county

__all__ = [
    "EngineError",
    "Release",
    "Store",
    "Vault",
    "attack",
    "catalogue",
    "chart",
    "check",
    "contract",
    "invent_county",
    "journeys_of",
    "link_records",
    "mark",
    "profile",
    "protect",
    "rare_chart",
]

# Public name: its module, and its name there.
WHERE = {
    "EngineError": ("errors", "EngineError"),
    "Release": ("store", "Release"),
    "Store": ("store", "Store"),
    "Vault": ("store", "Vault"),
    "attack": ("disclosure", "attack"),
    "catalogue": ("indicators", "load"),
    "chart": ("signals", "chart"),
    "check": ("intake", "check"),
    "contract": ("contracts", "load"),
    "invent_county": ("synth.writing", "write"),
    "journeys_of": ("journeys", "journeys"),
    "link_records": ("link.linking", "link"),
    "mark": ("intake", "mark"),
    "profile": ("disclosure", "profile"),
    "protect": ("disclosure", "protect"),
    "rare_chart": ("signals", "rare_chart"),
}


def __getattr__(name: str) -> Any:
    if name not in WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, known_as = WHERE[name]
    return getattr(import_module(f"{__name__}.{module}"), known_as)
