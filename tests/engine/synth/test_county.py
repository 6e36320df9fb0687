"""Areas cover the county without gap or overlap; the files are whole; the truth is known."""

import json
import re
import stat
from collections import Counter
from datetime import date
from itertools import pairwise

import numpy as np
import polars as pl
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldenthread.engine import cli
from goldenthread.engine.errors import SynthError
from goldenthread.engine.shapes import CHILDREN, EVENTS, IDENTITIES
from goldenthread.engine.synth import county, numbers, people
from goldenthread.engine.synth.data import LEVELS, dirt, figures_from
from goldenthread.engine.synth.faults import typed
from goldenthread.engine.synth.telling import pieces
from goldenthread.engine.synth.writing import write


POSTCODE = re.compile(r"[A-PR-UWYZ][A-HK-Y]?[0-9][0-9A-Z]? [0-9][ABD-HJLNP-UW-Z]{2}")


FIGURE = {"name": "a", "years": {1: 1}, "unit": "", "source": "", "tag": "V"}


def sides(ring):
    return list(pairwise(map(tuple, ring)))


def size(ring):
    return sum(x * v - u * y for (x, y), (u, v) in sides(ring)) / 2


def rings(collection):
    return [f["geometry"]["coordinates"][0] for f in collection["features"]]


def test_areas_wards_and_divisions_tile_the_same_county():
    drawn = county.draw(20_000, 2)
    made = county.geography(drawn, 2, np.ones(drawn.areas, dtype=np.int64))
    whole = [
        sum(map(size, rings(made[name]))) for name in ("areas", "wards", "divisions")
    ]
    assert whole[1:] == pytest.approx([whole[0]] * 2)
    for ring in (ring for name in made for ring in rings(made[name])):
        assert ring[0] == ring[-1]
        assert size(ring) > 0  # anticlockwise


def test_neighbours_share_their_boundary_point_by_point():
    drawn = county.draw(5_000, 9)
    made = county.geography(drawn, 9, np.ones(drawn.areas, dtype=np.int64))["areas"]
    seen = Counter(side for ring in rings(made) for side in sides(ring))
    inner = [side for side in seen if side[::-1] in seen]
    assert max(seen.values()) == 1
    outer = 3 * 2 * (drawn.rows + drawn.columns)
    assert len(seen) - len(inner) == outer


def test_codes_are_no_real_ones_and_postcodes_have_a_valid_shape():
    codes = county.postcodes(county.draw(300_000, 1))
    assert len(set(codes)) == len(codes)
    assert all(POSTCODE.fullmatch(code) for code in codes)
    assert {
        county.area_code(0)[0],
        county.ward_code(3)[0],
        county.division_code(1)[0],
    } == {"X"}
    last = county.postcode(county.draw(12_000_000, 1).areas * county.POSTCODES_PER_AREA)
    assert POSTCODE.fullmatch(last)


def plain_nhs_check(nine):
    """The tenth digit as the NHS data dictionary tells it, digit by digit."""
    left = (
        11 - sum(int(d) * w for d, w in zip(nine, range(10, 1, -1), strict=True)) % 11
    )
    return {11: "0", 10: None}.get(left, str(left))


def test_nhs_numbers_have_their_check_digit_and_never_meet():
    one, two = numbers.nhs_numbers(0, 500), numbers.nhs_numbers(500, 500)
    assert len(set(one) | set(two)) == 1000
    assert all(number[9] == plain_nhs_check(number[:9]) for number in [*one, *two])
    assert all(number.startswith("9") for number in one)


@settings(derandomize=True, max_examples=50)
@given(st.integers(0, 10**9 - 1))
def test_pupil_numbers_have_their_check_letter(number):
    [upn] = numbers.upns(np.array([number]))
    total = sum(int(digit) * weight for weight, digit in enumerate(upn[1:], start=2))
    assert upn[0] == "ABCDEFGHJKLMNPQRTUVWXYZ"[total % 23]
    assert re.fullmatch(r"[A-Z]009[0-9]{9}", upn)


def test_families_share_home_and_siblings_are_born_apart():
    drawn = county.draw(5_000, 1)
    made = people.people(drawn, 1, 0, people.persons(5_000))
    first = np.unique(made.family, return_index=True)[1]
    own = np.searchsorted(made.family[first], made.family)
    assert (made.place == made.place[first][own]).all()
    together = (made.family[1:] == made.family[:-1]) & (made.born[1:] == made.born[:-1])
    assert (made.twin[1:][together]).all()
    names = np.stack([made.family, made.forename])
    assert np.unique(names, axis=1).shape[1] > 0.9995 * len(made)
    assert 0 < together.mean() < 0.05


def test_the_same_seed_tells_the_same_and_another_another():
    def told(seed):
        return next(pieces(1_000, seed)).events

    assert told(4).equals(told(4))
    assert not told(4).equals(told(5))


def test_pieces_number_children_and_events_on_and_add_up():
    parts = list(pieces(6_000, seed=2, size=2_500))
    children = np.concatenate([p.children.column("child").to_numpy() for p in parts])
    events = np.concatenate([p.events.column("event").to_numpy() for p in parts])
    assert (children == np.arange(1, people.persons(6_000) + 1)).all()
    assert (events == np.arange(1, len(events) + 1)).all()
    kinds = sum(p.events.column("kind").to_pylist().count("REFERRAL") for p in parts)
    assert kinds == round(1736 * 6 / 59.393) + round(1522 * 6 / 59.393) + round(
        1504 * 6 / 59.393
    )


def test_nothing_happens_before_birth_or_after_its_own_end(events):
    early = events.filter(pl.col("on") < pl.col("born"))
    assert set(early["kind"].unique()) <= {"HEALTH_VISIT"}
    assert events.filter(pl.col("until") < pl.col("on")).is_empty()
    assert events["on"].max() <= date(2025, 4, 20)


@pytest.mark.parametrize("kind", ["NEED", "PLAN", "CARE", "PLACEMENT", "EARLY_HELP"])
def test_states_of_a_kind_do_not_overlap(events, kind):
    rows = events.filter(pl.col("kind") == kind).sort("child", "on")
    before = pl.col("until").fill_null(date(9999, 1, 1)).shift().over("child")
    assert rows.filter(pl.col("on") <= before).is_empty()


def test_who_is_looked_after_is_in_need_at_the_start(events):
    care = events.filter((pl.col("kind") == "CARE") & (pl.col("year") > 2022))
    need = events.filter(pl.col("kind") == "NEED").select(
        "child", since="on", to="until"
    )
    inside = (pl.col("since") <= pl.col("on")) & (
        pl.col("to").is_null() | (pl.col("to") >= pl.col("on"))
    )
    met = care.join(need, on="child").filter(inside)
    assert met["event"].n_unique() == care.height


def test_what_is_written_has_the_shapes_and_the_truth_fits(small):
    place, about = small
    assert pq.read_schema(place / "truth/children.parquet") == CHILDREN
    # Parquet knows no whole seconds: moments come back in thousandths.
    events = pq.read_table(place / "truth/events.parquet")
    assert (
        events.cast(EVENTS).schema.names
        == pq.read_schema(place / "sent/events.parquet").names
    )
    assert pq.read_schema(place / "sent/identities.parquet") == IDENTITIES
    records = pl.read_parquet(place / "truth/records.parquet")
    sent = pl.read_parquet(place / "sent/events.parquet")
    true = pl.read_parquet(place / "truth/events.parquet")
    assert (
        records["token"].n_unique()
        == records.height
        == about["rows"]["sent/identities"]
    )
    back = sent.join(records, left_on="child", right_on="token").sort("event")
    assert (back["child_right"] == true["child"]).all()
    assert records.group_by("system", "local_id").len()["len"].max() == 1
    assert records["system"].n_unique() == 6


def test_files_are_private_and_boundaries_are_there(small):
    place, about = small
    modes = {
        stat.S_IMODE(path.stat().st_mode) for path in place.rglob("*") if path.is_file()
    }
    assert modes == {0o600}
    areas = json.loads((place / "county/areas.geojson").read_text())
    assert (
        sum(f["properties"]["population"] for f in areas["features"])
        == about["population_0_17"]
    )
    homes = pl.read_csv(place / "county/postcodes.csv")
    sent = pl.read_parquet(place / "sent/identities.parquet")["postcode"].drop_nulls()
    assert set(sent) <= set(homes["postcode"])


def test_dirtier_records_differ_more_from_the_truth(tmp_path):
    wrong = []
    for level in LEVELS:
        place = tmp_path / level
        write(place, 1_500, seed=1, level=level)
        sent = pl.read_parquet(place / "sent/identities.parquet")
        records = pl.read_parquet(place / "truth/records.parquet").select(
            "token", "child"
        )
        true = pl.read_parquet(place / "truth/people.parquet")
        both = sent.join(records, on="token").join(true, on="child", suffix="_true")
        same = [both[n] == both[f"{n}_true"] for n in ("forename", "surname", "born")]
        wrong.append(1 - (same[0] & same[1] & same[2]).mean())
    assert 0.01 < wrong[0] < 0.04 < wrong[1] < 0.15 < wrong[2] < 0.35


def test_refusals_are_one_sentence_and_leave_nothing_behind(tmp_path, monkeypatch):
    for children, seed, level, words in (
        (999, 1, "clean", "between 1,000 and 12,000,000"),
        (2_000, -1, "clean", "from 0 on"),
        (2_000, 1, "filthy", "clean, middling, heavy"),
    ):
        with pytest.raises(SynthError, match=words):
            write(tmp_path / "county", children, seed, level)
    (tmp_path / "taken").mkdir()
    with pytest.raises(SynthError, match="already"):
        write(tmp_path / "taken", 1_000, 1)

    def full(*args):
        raise OSError("No space left on device")

    monkeypatch.setattr("goldenthread.engine.synth.writing._geography", full)
    with pytest.raises(SynthError, match="No space"):
        write(tmp_path / "county", 1_000, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


@pytest.mark.parametrize(
    "table, words",
    [
        ({"county": 1, "figure": [{"name": "a"}]}, "lacks"),
        (
            {
                "county": 1,
                "figure": [FIGURE | {"tag": "Q"}],
            },
            "no tag",
        ),
        (
            {
                "county": 1,
                "figure": [FIGURE | {"years": {1: -1}}],
            },
            "below",
        ),
        (
            {
                "county": 1,
                "figure": [FIGURE] * 2,
            },
            "twice",
        ),
        ({"figure": []}, "for how many children"),
    ],
)
def test_figures_that_do_not_say_what_they_must_are_refused(table, words):
    with pytest.raises(SynthError, match=words):
        figures_from(table)


@settings(derandomize=True, max_examples=100)
@given(st.text("abcdef", min_size=3, max_size=8), *[st.floats(0, 0.999)] * 3)
def test_a_typing_error_is_one(text, which, where, what):
    wrong = typed(text, which, where, what, "abcdefghijklmnopqrstuvwxyz")
    assert wrong[0] == text[0]
    assert abs(len(wrong) - len(text)) <= 1


def test_dirt_levels_rise():
    for name, share in dirt("clean").items():
        assert share <= dirt("middling")[name] <= dirt("heavy")[name] < 1


def test_from_the_shell(tmp_path, capsys):
    words = ["synth", "--children", "1000", "--out", str(tmp_path / "c")]
    assert cli.main(words) == 0
    assert "Doggershire" in capsys.readouterr().out
    assert cli.main(words) == 1
    assert "already" in capsys.readouterr().err
