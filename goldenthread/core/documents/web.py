"""A document as a self-contained web page: no script, nothing from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

from django.template.loader import render_to_string

from goldenthread.core.documents.nodes import ChartNode, Document, Meaning


SHEET = Path(__file__).parent / "sheet.css"
ICON = Path(__file__).parents[1] / "static" / "core" / "favicon.svg"


def page(
    document: Document,
    evidence: tuple[Meaning, ...] = (),
    *,
    sheet: str = "",
    icon: str = "",
    paged: bool = False,
) -> str:
    """The whole document as one HTML page; `sheet` is the address of its style sheet."""
    context = {
        "document": document,
        "evidence": evidence,
        "sheet": sheet,
        "icon": icon,
        "paged": paged,
    }
    return render_to_string("core/documents/document.html", context)


def write(
    document: Document,
    evidence: tuple[Meaning, ...],
    folder: Path,
    *,
    sheet: str = "document.css",
) -> list[Path]:
    """Write the folder: index.html, its sheet, and each chart as a file of its own."""
    (folder / "charts").mkdir(parents=True, exist_ok=True)
    files = {
        folder / "index.html": page(document, evidence, sheet=sheet),
        folder / sheet: SHEET.read_text(encoding="utf-8"),
    }
    for name, chart in charts(document):
        files[folder / "charts" / f"{name}.svg"] = standalone(chart.chart.svg)
    for path, words in files.items():
        path.write_text(words, encoding="utf-8")
    return list(files)


def charts(document: Document) -> list[tuple[str, ChartNode]]:
    """Every chart with a file name from its title; two of one title are numbered."""
    found: list[tuple[str, ChartNode]] = []
    taken: dict[str, int] = {}
    for part in document.parts:
        for node in part.nodes:
            if isinstance(node, ChartNode):
                name = re.sub(r"[^a-z0-9]+", "-", node.chart.title.lower()).strip("-")
                taken[name] = taken.get(name, 0) + 1
                suffix = f"-{taken[name]}" if taken[name] > 1 else ""
                found.append((f"{name}{suffix}", node))
    return found


def standalone(svg: str) -> str:
    """The drawing as a file: an SVG of its own names its language."""
    if "xmlns=" in svg[:200]:
        return svg
    return svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
