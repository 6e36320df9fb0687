"""The shipped edition's text and claims hold together, whatever the rooms compute."""

import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

import goldenthread


REPORT = Path(goldenthread.__file__).parent / "report"
EDITION = REPORT / "example" / "edition-2024-25"
SECTIONS = sorted(EDITION.glob("[0-9][0-9]-*.md"))
REFERENCE = re.compile(
    r"\{\{(figure|table|chart|list|quotes|briefing):([a-z0-9_.]+)\}\}"
)
# Digits that are a name or a year, and so not a figure.
NAMED = re.compile(
    r"\b20\d\d(-\d\d)?\b|Children Act (1989|2004)|[Ss]ection (11|47)\b|the 1989 Act"
)
KINDS = {
    "NUMBER",
    "PERCENT",
    "MONEY",
    "DATE",
    "FREQUENCY_WORD",
    "TREND_WORD",
    "APPROX",
    "AT_LEAST",
    "AT_MOST",
    "ALL_OF",
}
TRENDS = {"RISING", "FALLING", "LEVEL", "HIGH", "LOW", "SEASONAL"}


def load(path: Path) -> dict:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def parts(path: Path) -> tuple[dict, str]:
    _, head, body = path.read_text(encoding="utf-8").split("+++\n", 2)
    return tomllib.loads(head), body


def claims() -> list[dict]:
    return load(REPORT / "example" / "printed.toml")["claim"]


def test_sections_are_the_thirteen_parts_and_the_contacts():
    assert [parts(path)[0]["number"] for path in SECTIONS] == list(range(1, 15))


@pytest.mark.parametrize("path", SECTIONS, ids=lambda path: path.stem)
def test_section_says_what_it_answers(path):
    head, body = parts(path)
    assert set(head) == {"number", "title", "source_part", "elements", "outcomes"}
    assert path.name.startswith(f"{head['number']:02}-")
    assert body.strip()


@pytest.mark.parametrize("path", SECTIONS, ids=lambda path: path.stem)
def test_section_types_no_figure(path):
    """Each number is a live reference; only years and names of law are typed."""
    _, body = parts(path)
    assert re.findall(r".*\d.*", NAMED.sub("", REFERENCE.sub("", body))) == []


@pytest.mark.parametrize("path", SECTIONS, ids=lambda path: path.stem)
def test_section_references_are_well_formed(path):
    _, body = parts(path)
    assert "{{" not in REFERENCE.sub("", body)
    alone = [line for line in body.splitlines() if line.startswith("{{")]
    blocks = [m[0] for m in REFERENCE.finditer(body) if m[1] != "figure"]
    assert blocks == alone


@pytest.mark.parametrize("path", SECTIONS, ids=lambda path: path.stem)
def test_section_headings_step_down_one_at_a_time(path):
    levels = [len(marks) for marks in re.findall(r"^(#+) ", parts(path)[1], re.M)]
    assert all(level in {2, 3} for level in levels)
    assert levels[:1] in ([], [2])
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_no_block_is_drawn_twice():
    found = [
        match[0]
        for path in SECTIONS
        for match in REFERENCE.finditer(parts(path)[1])
        if match[1] != "figure"
    ]
    assert sorted(found) == sorted(set(found))


def test_every_required_element_is_met_or_admitted_as_a_gap():
    checklist = load(REPORT / "reference" / "checklist.toml")
    edition = load(EDITION / "edition.toml")
    code = edition["guidance"]
    required = {e["code"] for e in checklist["element"] if code in e["editions"]}
    met = {element for path in SECTIONS for element in parts(path)[0]["elements"]}
    gaps = {gap["element"] for gap in edition["gap"]}
    assert met | gaps == required
    assert met & gaps == set()
    assert all(len(gap["reason"]) > 20 for gap in edition["gap"])


def test_checklist_elements_name_known_editions():
    checklist = load(REPORT / "reference" / "checklist.toml")
    known = {edition["code"] for edition in checklist["edition"]}
    codes = [element["code"] for element in checklist["element"]]
    assert codes == list(dict.fromkeys(codes))
    for element in checklist["element"]:
        assert set(element) == {
            "code",
            "editions",
            "words",
            "needs",
            "source",
            "confidence",
        }
        assert set(element["editions"]) <= known
        assert element["needs"] in {"ACTIVITY", "OUTCOME"}
        assert element["confidence"] in {"V", "S", "M"}


def test_checklist_editions_follow_without_a_gap():
    editions = load(REPORT / "reference" / "checklist.toml")["edition"]
    assert [e.get("valid_to") for e in editions] == [
        *[later["valid_from"] for later in editions[1:]],
        None,
    ]


def test_claims_are_complete_and_each_key_is_claimed_once():
    found = claims()
    keys = [claim["key"] for claim in found]
    assert len(keys) == len(set(keys))
    assert len(keys) >= 120
    for claim in found:
        assert {"key", "printed", "value", "precision", "kind", "where"} <= set(claim)
        assert claim["kind"] in KINDS
        assert "verdict" not in claim


def test_trend_claims_name_the_series_they_would_need():
    trends = [claim for claim in claims() if claim["kind"] == "TREND_WORD"]
    assert trends
    assert {claim["value"] for claim in trends} <= TRENDS
    assert all(claim["series"] for claim in trends)
