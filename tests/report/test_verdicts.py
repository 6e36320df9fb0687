"""Verdicts: does what a source printed hold against the record?"""

from datetime import date
from decimal import Decimal

import pytest

from goldenthread.core.figures import Figure, Result, Unit, missing
from goldenthread.report.states import VerdictKind
from goldenthread.report.verdicts import Claim, Verdict, judge


def figure(unit=Unit.COUNT, places=0):
    return Figure(
        "k", "Label", unit, "Definition", lambda scope, _: Result(), places=places
    )


def claim(kind, value, printed="", precision="1", of=""):
    return Claim("k", printed or value, value, precision, kind, of=of)


@pytest.mark.parametrize(
    "made, unit, places, value, expected",
    [
        (
            claim("NUMBER", "5"),
            Unit.COUNT,
            0,
            5,
            Verdict(VerdictKind.MATCH, "The record gives 5, as printed."),
        ),
        (
            claim("PERCENT", "3.75", "3.75%", "0.01"),
            Unit.PERCENT,
            2,
            Decimal(2500) / Decimal(667),
            Verdict(
                VerdictKind.ROUNDING,
                "The record gives 3.7481%, which is 3.75% once rounded.",
            ),
        ),
        (
            claim("PERCENT", "18.1", "18.1%", "0.1"),
            Unit.PERCENT,
            1,
            Decimal(5939300) / Decimal(329260),
            Verdict(
                VerdictKind.DIFFERS,
                "The source prints 18.1%; the record gives 18.0%. The printed figure "
                "would be this one rounded up.",
            ),
        ),
        (
            claim("NUMBER", "6"),
            Unit.COUNT,
            0,
            8,
            Verdict(
                VerdictKind.DIFFERS,
                "The source prints 6; the record gives 8, 2 apart.",
            ),
        ),
        (
            claim("AT_LEAST", "2000", "over 2000"),
            Unit.COUNT,
            0,
            2000,
            Verdict(VerdictKind.MATCH, "The record gives 2,000, within “over 2000”."),
        ),
        (
            claim("AT_MOST", "10", "less than 10%"),
            Unit.PERCENT,
            0,
            Decimal(11),
            Verdict(
                VerdictKind.DIFFERS,
                "The source prints “less than 10%”; the record gives 11%.",
            ),
        ),
        (
            claim("APPROX", "160", "160 (approx.)"),
            Unit.COUNT,
            0,
            157,
            Verdict(
                VerdictKind.ROUNDING,
                "The record gives 157: about what was printed.",
            ),
        ),
        (
            claim("FREQUENCY_WORD", "P6M", "bi-annually", "WORD"),
            Unit.INTERVAL,
            0,
            "P2Y",
            Verdict(
                VerdictKind.DIFFERS,
                "“bi-annually” ordinarily means every 6 months; the record says "
                "every 2 years.",
            ),
        ),
        (
            claim("TREND_WORD", "FALLING", "significant decrease", "WORD"),
            Unit.WORDS,
            0,
            "RISING",
            Verdict(
                VerdictKind.DIFFERS,
                "The source says “significant decrease”; the series behind it is "
                "rising.",
            ),
        ),
        (
            claim("DATE", "2024-07-01", "July 2024", "MONTH"),
            Unit.DATE,
            0,
            date(2024, 7, 16),
            Verdict(VerdictKind.ROUNDING, "The same month as printed."),
        ),
        (
            claim("DATE", "2023-04-01", "April 2023", "MONTH"),
            Unit.DATE,
            0,
            date(2024, 4, 1),
            Verdict(
                VerdictKind.DIFFERS,
                "The source prints “April 2023”; the record gives 1 April 2024.",
            ),
        ),
    ],
)
def test_judge_says_how_and_why(made, unit, places, value, expected):
    assert judge(made, figure(unit, places), Result(value=value)) == expected


def test_a_claim_about_what_the_record_does_not_hold_differs():
    verdict = judge(
        claim("TREND_WORD", "FALLING", "significant decrease", "WORD"),
        figure(Unit.WORDS),
        missing("The source claims this and gives no series."),
    )
    assert verdict == Verdict(
        VerdictKind.DIFFERS,
        "The source prints “significant decrease”. The source claims this and gives no "
        "series.",
    )


def test_all_of_is_compared_with_the_whole():
    made = claim("ALL_OF", "5", "All 5")
    assert judge(made, figure(), Result(value=5), Result(value=5)).kind == "MATCH"
    assert judge(made, figure(), Result(value=2), Result(value=5)) == Verdict(
        VerdictKind.DIFFERS, "The source prints “All 5”; the record gives 2 of 5."
    )
    full = judge(made, figure(Unit.PERCENT), Result(value=Decimal(100)))
    assert full.kind == "MATCH"


def test_what_the_figure_says_of_itself_is_part_of_why_it_differs():
    result = Result(value=10, caveats=("A family in two reviews is counted once.",))
    found = judge(claim("NUMBER", "11"), figure(), result)
    assert found == Verdict(
        VerdictKind.DIFFERS,
        "The source prints 11; the record gives 10, 1 apart. A family in two reviews is "
        "counted once.",
    )
    assert "family" not in judge(claim("NUMBER", "10"), figure(), result).sentence
