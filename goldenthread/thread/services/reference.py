"""The first theme tree and the four systems domains, from dated reference rows."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from goldenthread.core.example import read_rows
from goldenthread.core.viewer import Viewer
from goldenthread.thread import rules
from goldenthread.thread.models import SystemsDomain, Theme
from goldenthread.thread.services.learning import add_domain, add_theme


ROWS = Path(__file__).parent.parent / "reference"


def load_reference(
    *, by: Viewer, at: datetime
) -> tuple[dict[str, Theme], dict[str, SystemsDomain]]:
    """Give the viewer's partnership its first themes and domains.

    Answers themes by slug and domains by code. Refuses words that already stand.
    """
    rules.require_may_keep(by)
    return _themes(by, at), _domains(by, at)


def _themes(by: Viewer, at: datetime) -> dict[str, Theme]:
    facts = read_rows(ROWS / "themes.toml")
    themes: dict[str, Theme] = {}
    for row in facts["theme"]:
        values = {
            "name": row["name"],
            "synonyms": "\n".join(row.get("synonyms", ())),
            "definition": row["definition"],
            "parent": themes[row["parent"]] if "parent" in row else None,
            "starts_on": facts["starts_on"],
        }
        themes[row["slug"]] = add_theme(by=by, at=at, values=values)
    return themes


def _domains(by: Viewer, at: datetime) -> dict[str, SystemsDomain]:
    facts = read_rows(ROWS / "domains.toml")
    domains: dict[str, SystemsDomain] = {}
    for position, row in enumerate(facts["domain"], 1):
        fixed: dict[str, Any] = {
            "starts_on": facts["starts_on"],
            "position": position,
        }
        domains[row["code"]] = add_domain(by=by, at=at, values=row | fixed)
    return domains
