"""Agencies' data in plain Python: no Django, no settings, no clock, no database.

    from goldenthread.engine import Store, check, contract, profile, protect

    found = check("police_contacts.csv", contract("police_contacts"), today=today)
    release = Store(Path("store")).current()
    shown = protect([table], profile("partnership"))

What a number means, who may see it and how it is shown are decided above. Names are
looked up when they are first used, so that importing the engine costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenthread.engine.lazily import names_of


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

WHERE = {
    "contracts": ("contract=load",),
    "disclosure": ("attack", "profile", "protect"),
    "errors": ("EngineError",),
    "indicators": ("catalogue=load",),
    "intake": ("check", "mark"),
    "journeys": ("journeys_of=journeys",),
    "link.linking": ("link_records=link",),
    "signals": ("chart", "rare_chart"),
    "store": ("Release", "Store", "Vault"),
    "synth.writing": ("invent_county=write",),
}
__getattr__ = names_of(__name__, WHERE)
