"""The data files that say which published column is which indicator."""

from __future__ import annotations

import pytest

from goldenthread.engine.benchmarks import sources
from goldenthread.engine.benchmarks.shapes import Level, Mark
from goldenthread.engine.errors import BenchmarkError, IndicatorError


WHOLE = (sources.FOLDER / "dfe_cin_referrals.toml").read_text(encoding="utf-8")


def test_the_sources_kept_fit_the_indicators_of_today():
    found = {one.key: one for one in sources.load()}
    assert len(found) >= 6
    matched = {line.indicator for one in found.values() for line in one.lines}
    assert {"referrals", "re_referral", "care_open_rate", "plans_open_2_years"} <= (
        matched
    )


@pytest.mark.parametrize(
    ("old", "new", "error", "words"),
    [
        ('"referrals"', '"referals"', IndicatorError, "no indicator referals"),
        ("version = 1", "version = 9", BenchmarkError, "compare it again"),
        ('"COUNT"', '"PERCENT"', BenchmarkError, "is a COUNT, not measured PERCENT"),
        ('"SAME"', '"LIKE"', BenchmarkError, "a match one of SAME, NEAR"),
        ("caveat = ", "remark = ", BenchmarkError, "remark means nothing here"),
        ('licence = "Open Government Licence v3.0"', "", BenchmarkError, "licence is"),
        ("YEAR_ENDED_31_MARCH", "SCHOOL_YEAR", BenchmarkError, "reads"),
        ('authority = "new_la_code"', "", BenchmarkError, "which area"),
        ("[period]", "[period", BenchmarkError, "cannot be read"),
    ],
)
def test_a_source_that_is_wrong_is_refused_by_its_name(
    tmp_path, old, new, error, words
):
    (tmp_path / "mine.toml").write_text(WHOLE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(error, match=words):
        sources.load(tmp_path)


def test_a_near_match_says_in_what_it_differs(tmp_path):
    lines = [one for one in WHOLE.splitlines() if not one.startswith("caveat")]
    (tmp_path / "mine.toml").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(BenchmarkError, match="needs a caveat"):
        sources.load(tmp_path)


def test_every_authority_lies_in_a_region_and_codes_of_one_number_in_one_name():
    known = sources.areas()
    authorities = [one for one in known.values() if one.level == Level.AUTHORITY]
    assert len(authorities) > 150
    assert all(known[one.region].level == Level.REGION for one in authorities)
    names: dict[str, set[str]] = {}
    for one in authorities:
        names.setdefault(one.number, set()).add(one.name)
    assert {len(found) for found in names.values()} == {1}
    meant = [one.name for one in authorities if not one.former]
    assert len(meant) == len(set(meant))


def test_no_mark_is_a_number():
    for sign, mark in sources.marks().items():
        assert not sign.isdigit()
        assert mark in set(Mark)
