"""The registry of the example's records, and its reading of data files."""

from decimal import Decimal

import pytest

from goldenthread.core.example import HandleTaken, UnknownHandle, World, read_rows


def test_world_gives_back_what_was_added():
    world = World()
    world["agency.council"] = "the council"
    world.add("agency.police", "the police")

    assert world["agency.council"] == "the council"
    assert world.under("agency.") == {
        "agency.council": "the council",
        "agency.police": "the police",
    }
    assert (len(world), list(world)) == (2, ["agency.council", "agency.police"])
    assert "agency.council" in world
    assert "agency.nobody" not in world


def test_world_names_the_nearest_handles_when_one_is_unknown():
    world = World()
    world["agency.council"] = "the council"

    with pytest.raises(UnknownHandle) as refused:
        world["agency.counsil"]

    assert str(refused.value) == (
        "The example has nothing called “agency.counsil” yet. "
        "Did you mean agency.council?"
    )


def test_world_keeps_one_record_under_a_handle():
    world = World()
    world["post.chair"] = "first"

    with pytest.raises(HandleTaken, match=r"“post\.chair” is used twice"):
        world["post.chair"] = "second"
    world.replace("post.chair", "second")

    assert world["post.chair"] == "second"


def test_world_resolves_named_entries_one_or_many():
    world = World()
    world["agency.council"] = "the council"
    world["agency.police"] = "the police"
    row = {"title": "x", "agency": "agency.council", "with": ["agency.police"]}

    assert world.resolved(row, "agency", "with", "absent") == {
        "title": "x",
        "agency": "the council",
        "with": ["the police"],
    }


def test_rows_are_exact_decimals(tmp_path):
    path = tmp_path / "ledger.toml"
    path.write_text("[[row]]\namount = 869.33\n", encoding="utf-8")

    assert World.rows(path) == {"row": [{"amount": Decimal("869.33")}]}


def test_rows_that_cannot_be_read_name_the_file(tmp_path):
    path = tmp_path / "ledger.toml"
    path.write_text("[[row\n", encoding="utf-8")

    with pytest.raises(ValueError, match=r"^ledger\.toml cannot be read: "):
        read_rows(path)
