"""The documents: links lead somewhere, commands exist, versions agree, and no
workplace is named."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from goldenthread import __version__
from goldenthread.config import cli, rooms


ROOT = Path(__file__).resolve().parents[1]
BUILT = {".venv", "node_modules", "var", "dist", "build", ".git"}
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
COMMAND = re.compile(r"(?:^|[`/\s])goldenthread ((?:[a-z][a-z_-]*)(?: [a-z][a-z-]*)?)")
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
PATH = re.compile(r"`((?:goldenthread|tests|docs|scripts|bench)/[\w./-]+)`")
# What belongs to one machine or one way of working, and to nobody who reads this.
FOREIGN = (
    "/work" + "/",
    "../sha" + "red",
    "pypi." + "org",
    "registry." + "npmjs",
    "/root" + "/",
)


def pages() -> list[Path]:
    found = ROOT.rglob("*.md")
    return sorted(
        path
        for path in found
        if not BUILT & set(path.relative_to(ROOT).parts) and "example" not in path.parts
    )


PAGES = pytest.mark.parametrize(
    "page", pages(), ids=lambda page: str(page.relative_to(ROOT))
)


def anchors(page: Path) -> set[str]:
    """The addresses of a page's headings, as they are made where it is shown."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-") for words in headings
    }


@PAGES
def test_every_relative_link_leads_somewhere(page):
    broken = []
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        found = (page.parent / name).resolve() if name else page
        if not found.exists() or (anchor and anchor not in anchors(found)):
            broken.append(target)
    assert broken == []


@PAGES
def test_every_file_named_in_full_exists(page):
    named = PATH.findall(page.read_text(encoding="utf-8"))
    real = [one for one in named if "<" not in one and "var/" not in one]
    assert [one for one in real if not (ROOT / one).exists()] == []


@PAGES
def test_every_command_named_exists(page):
    known = {entry.words for entry in cli.entries()} | {"manage"}
    first = {words.split(" ")[0] for words in known}
    unknown = []
    for code in CODE.findall(page.read_text(encoding="utf-8")):
        for words in COMMAND.findall(code):
            one, _, two = words.partition(" ")
            whole = f"{one} {two}"
            # “two words” shows how a command is named.
            if one in known or whole in known or whole == "two words":
                continue
            unknown.append(whole if one in first else one)
    assert unknown == []


@PAGES
def test_no_page_names_a_workplace(page):
    text = page.read_text(encoding="utf-8")
    assert [word for word in FOREIGN if word in text] == []


def tracked() -> list[Path]:
    done = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False
    )
    names = done.stdout.decode().split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def test_no_file_names_a_workplace():
    """Lock files name packages and no host; that is held in test_repository."""
    found = []
    for path in tracked():
        if path.suffix in {".png", ".ico", ".woff2"} or path == Path(__file__):
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [(path.name, word) for word in FOREIGN[:2] if word in text]
    assert found == []


def test_versions_agree():
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    # What is not released yet stands above the newest version.
    newest = re.search(r"^## (\d\S*)", changes, re.MULTILINE)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert newest is not None
    assert newest[1] == __version__
    # The package's version is read from the code, so it is written once only.
    assert project["project"]["dynamic"] == ["version"]


def test_the_readme_types_no_count_of_figures():
    """How many figures there are is asked of the program, not written down."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"\b\d+ (?:figures|tests|tables|rooms)\b", text) == []


def test_the_drawing_shows_every_room():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    house = text.split("```")[1]
    drawn = set(re.findall(r"^\s+(\w+)\[\1: ", house, re.MULTILINE))
    assert drawn == set(rooms.names_built())


def test_the_room_table_for_developers_names_every_room():
    text = (ROOT / "DEVELOPERS.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| \[?`(\w+)`\]?(?:\(\S+\))? \|", text, re.MULTILINE))
    assert set(rooms.names_built()) <= listed


def test_every_decision_is_listed_in_order():
    folder = ROOT / "docs" / "adr"
    listed = re.findall(r"\((\d{4}-\S+\.md)\)", (folder / "README.md").read_text())
    assert listed == sorted(path.name for path in folder.glob("[0-9]*.md"))


def test_every_setting_of_the_environment_is_told():
    told = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
    asked: set[str] = set()
    for path in (ROOT / "goldenthread").rglob("*.py"):
        asked |= set(re.findall(r'"(GOLDENTHREAD_[A-Z_]+)"', path.read_text()))
    assert sorted(name for name in asked if name not in told) == []


@pytest.mark.parametrize("picture", sorted((ROOT / "docs" / "pictures").glob("*")))
def test_pictures_are_small_and_used(picture):
    used = "".join(page.read_text(encoding="utf-8") for page in pages())
    assert picture.name in used
    assert picture.stat().st_size <= 200_000
