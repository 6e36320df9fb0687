"""Profiles are data: those that come with the engine, and what is refused."""

import tomllib
from importlib.resources import files

import pytest

from goldenthread.engine.disclosure.profiles import (
    CONFIDENCE,
    profile,
    profiles,
    read,
    read_file,
)
from goldenthread.engine.disclosure.tables import Mark
from goldenthread.engine.errors import NoSuchProfile, ProfileError


TEXT = files("goldenthread.engine.disclosure").joinpath("profiles.toml").read_text()
ROW = TEXT[TEXT.index("[partnership]") : TEXT.index("[dfe-children-in-need]")]


def test_every_profile_says_for_whom_and_on_what_it_rests():
    told = {(one.for_whom != "", one.source != "") for one in profiles().values()}
    assert told == {(True, True)}
    assert {one.confidence for one in profiles().values()} <= set(CONFIDENCE)


@pytest.mark.parametrize("name", list(profiles()))
def test_what_stands_behind_a_shown_number(name):
    """Every count that could be printed as a number, tried one by one."""
    one = profile(name)
    behind = {}
    for count in range(200):
        if not (one.hide_small and one.small[0] <= count <= one.small[1]):
            behind.setdefault(one.rounded(count), []).append(count)
    for shown, counts in list(behind.items())[:-1]:
        assert one.behind(shown) == (min(counts), max(counts))


@pytest.mark.parametrize(
    ("count", "base", "rounded"),
    [(0, 5, 0), (2, 5, 0), (3, 5, 5), (7, 5, 5), (8, 5, 10), (5, 10, 10), (4, 10, 0)],
)
def test_halves_are_rounded_up(count, base, rounded):
    row = ROW.replace("round_to = 1", f"round_to = {base}")
    assert read(row, "x")["partnership"].rounded(count) == rounded


def test_signs_of_the_three_marks():
    one = profile("partnership")
    assert [one.sign(mark) for mark in Mark] == ["c", ":", "z"]


def test_an_unknown_name_is_told_with_those_there_are():
    with pytest.raises(NoSuchProfile) as refused:
        profile("public")
    assert str(refused.value) == (
        "There is no disclosure profile “public”; there are "
        + ", ".join(tomllib.loads(TEXT))
        + "."
    )


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("round_to = 1\n", "", "the profile “partnership” has no “round_to”"),
        ("round_to", "rounded_to", "the profile “partnership” has no “round_to”"),
        ("small = [1, 5]", "small = [5, 1]", "“small” must be two counts"),
        ("small = [1, 5]", "small = [1]", "“small” must be two counts"),
        ("small = [1, 5]", "small = [-1, 5]", "“small” must be two counts"),
        ("round_to = 1", "round_to = 0", "“round_to” must be a whole number from 1"),
        ("round_to = 1", "round_to = true", "“round_to” must be a whole number"),
        ('interval = "RANGE"', "interval = 0", "“interval” must be RANGE or"),
        ('interval = "RANGE"', 'interval = "ANY"', "“interval” must be RANGE or"),
        ("hide_small = true", 'hide_small = "no"', "“hide_small” must be true or"),
        ('confidence = "S"', 'confidence = "sure"', "“confidence” must be one of"),
        ('"c", not', '"5", not', "“signs” must give one word for each"),
        ('"c", not', '":", not', "“signs” must give one word for each"),
        ("smallest_denominator = 10", "smallest_denominator = -1", "number from 0"),
        ("title = ", "title = 3 #", "“title” must be words"),
        ("[partnership]", "[partnership", "is not a toml file"),
    ],
)
def test_a_faulty_profile_is_refused(old, new, words):
    assert old in ROW
    with pytest.raises(ProfileError) as refused:
        read(ROW.replace(old, new), "own.toml")
    assert words in str(refused.value)
    assert str(refused.value).startswith("own.toml")


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ProfileError) as refused:
        read_file(tmp_path / "none.toml")
    assert str(refused.value).startswith("none.toml cannot be read:")


def test_a_file_of_ones_own_is_read(tmp_path):
    (tmp_path / "own.toml").write_text(ROW, encoding="utf-8")
    assert list(read_file(tmp_path / "own.toml")) == ["partnership"]
