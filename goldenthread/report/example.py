"""The example's edition for 2024-25 and what its source printed."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

from goldenthread.core.example import World, read_rows
from goldenthread.core.viewer import Viewer
from goldenthread.report import guidance, services
from goldenthread.report.models import Edition, GuidanceEdition


FACTS = Path(__file__).parent / "example"
FENCE = "+++\n"


def load(*, by: Viewer, at: datetime, world: World) -> None:
    """Load the checklist, the printed claims, and the edition with its sections."""
    guidance.load_reference(by=by, at=at)
    partnership = world["partnership.shropshire"]
    _load_claims(partnership, by, at)
    edition = _load_edition(partnership, by, at)
    world["edition.2024-25"] = edition
    services.start_drafting(edition, by=by, at=at)


def _load_claims(partnership: Any, by: Viewer, at: datetime) -> None:
    for row in read_rows(FACTS / "printed.toml")["claim"]:
        values = {name: value for name, value in row.items() if name != "key"}
        values |= {
            "partnership": partnership,
            "label": "2024-25",
            "figure_key": row["key"],
        }
        services.add_claim(by=by, at=at, values=values)


def _load_edition(partnership: Any, by: Viewer, at: datetime) -> Edition:
    folder = FACTS / "edition-2024-25"
    facts = read_rows(folder / "edition.toml")
    edition = services.add_edition(
        by=by,
        at=at,
        values={
            "partnership": partnership,
            "label": "2024-25",
            "title": facts["title"],
            "starts_on": facts["period_from"],
            "ends_on": facts["period_to"],
            "guidance": GuidanceEdition.objects.get(code=facts["guidance"]),
            "source_name": "the printed 2024-25 report",
            "terms": facts.get("term", []),
        },
    )
    for path in sorted(folder.glob("*.md")):
        services.add_section(by=by, at=at, values=section_values(path), parent=edition)
    for gap in facts.get("gap", []):
        services.admit_gap(by=by, at=at, values=dict(gap), parent=edition)
    for decision in facts.get("disclosure", []):
        services.allow_disclosure(by=by, at=at, values=dict(decision), parent=edition)
    return edition


def section_values(path: Path) -> dict[str, Any]:
    """A section file's front matter and text; its address is the file's own name."""
    _, front, body = path.read_text(encoding="utf-8").split(FENCE, 2)
    facts = tomllib.loads(front)
    return {
        "number": facts["number"],
        "title": facts["title"],
        "slug": path.stem.partition("-")[2],
        "elements": facts.get("elements", []),
        "outcomes": facts.get("outcomes", []),
        "body": body.strip() + "\n",
    }
