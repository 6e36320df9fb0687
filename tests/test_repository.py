"""Promises about the repository itself."""

import configparser
import json
import re
from pathlib import Path

import pytest

from goldenthread.config.rooms import ROOMS


ROOT = Path(__file__).resolve().parents[1]
LOCKS = ["requirements.txt", "requirements-dev.txt", "requirements-spark.txt"]
PINNED = re.compile(r"^([a-z0-9][a-z0-9-]*)(?:\[[a-z,]+\])?==(\S+)", re.MULTILINE)


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def pins(name: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for package, version in PINNED.findall(read(name)):
        found.setdefault(package, set()).add(version)
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_lock_names_no_host(name):
    assert re.findall(r"https?://\S+|--\S*(?:index|links|host)\S*", read(name)) == []


@pytest.mark.parametrize("name", LOCKS)
def test_lock_has_a_hash_for_each_pin(name):
    parts = re.split(r"^(?=[a-z0-9])", read(name), flags=re.MULTILINE)[1:]
    assert [part for part in parts if "--hash=sha256:" not in part] == []


def test_locks_agree():
    run, test, spark = (pins(name) for name in LOCKS)
    assert {name: test.get(name) for name in run} == run
    assert not set(spark) & set(test), "Spark is kept apart from what running needs"


def test_assets_lock_names_no_registry():
    packages = json.loads(read("package-lock.json"))["packages"]
    own = {name: facts for name, facts in packages.items() if name}
    assert [name for name, facts in own.items() if "resolved" in facts] == []
    assert [name for name, facts in own.items() if "integrity" not in facts] == []


def test_each_dependency_says_why_it_is_there():
    """A comment stands above each dependency, or above the one it belongs with."""
    inside, commented, unsaid = False, False, []
    for line in read("pyproject.toml").splitlines():
        if re.match(r"(dependencies|dev|spark) = \[", line):
            inside, commented = True, False
        elif line == "]":
            inside = False
        elif inside and line.strip().startswith("#"):
            commented = True
        elif inside and not commented:
            unsaid.append(line.strip())
    assert unsaid == []


def test_style_sheet_is_the_version_the_tags_name():
    """govuk-frontend-django 0.22 writes the markup of govuk-frontend 6.0.0."""
    wanted = json.loads(read("package.json"))["dependencies"]["govuk-frontend"]
    assert (pins("requirements.txt")["govuk-frontend-django"], wanted) == (
        {"0.22.0"},
        "6.0.0",
    )


def folders() -> set[str]:
    packages = (ROOT / "goldenthread").glob("*/__init__.py")
    return {path.parent.name for path in packages}


def test_every_folder_is_a_declared_room():
    assert folders() - set(ROOMS) - {"engine"} == set()


def test_files_of_every_room_are_under_contract():
    """A new room is declared in .importlinter, in the contract about files."""
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    listed = [
        name
        for contract in contracts.sections()
        if contract.endswith("files")
        for name in contracts[contract]["containers"].split()
    ]
    assert {name.removeprefix("goldenthread.") for name in listed} == (
        folders() - {"config", "core", "engine"}
    )


def test_nothing_built_is_kept():
    ignored = read(".gitignore").splitlines()
    assert {
        "/goldenthread/core/static/goldenthread.css",
        "/goldenthread/core/static/govuk/",
        "/goldenthread/core/static/vendor/",
        "/var/",
        "/node_modules/",
    } <= set(ignored)
