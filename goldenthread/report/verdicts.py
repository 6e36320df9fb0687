"""Does what a source printed hold against the record? Worked out, never typed in.

Pure functions: a printed claim and a computed figure in, a verdict with its sentence
out. Numbers are compared exactly first, then at the precision they were printed to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Any

from goldenthread.core import intervals
from goldenthread.core.figures import Figure, Result, State, show
from goldenthread.report.states import ClaimKind, VerdictKind


@dataclass(frozen=True)
class Claim:
    """What a source printed for a figure: words, value, the step it was printed to."""

    key: str
    printed: str
    value: str
    precision: str
    kind: str
    where: str = ""
    of: str = ""
    series: str = ""
    source: str = ""


@dataclass(frozen=True)
class Verdict:
    kind: VerdictKind
    sentence: str


NOT_PRINTED = Verdict(VerdictKind.NOT_PRINTED, "The source prints nothing for this.")
# A bound is looser than a number: "over 100" is true of 143.
BOUNDS = {ClaimKind.AT_LEAST, ClaimKind.AT_MOST}


def judge(
    claim: Claim, figure: Figure, result: Result, whole: Result | None = None
) -> Verdict:
    """The verdict on one claim; `whole` answers `claim.of` for an ALL_OF claim.

    Where the two differ, what the figure itself says of its limits is part of why.
    """
    found = _judge(claim, figure, result, whole)
    if found.kind is not VerdictKind.DIFFERS or not result.caveats:
        return found
    return _differs(" ".join((found.sentence, *result.caveats)))


def _judge(
    claim: Claim, figure: Figure, result: Result, whole: Result | None
) -> Verdict:
    if result.state is not State.KNOWN:
        reason = result.reason or "the record has no value"
        return _differs(f"The source prints “{claim.printed}”. {_sentence(reason)}")
    if claim.kind == ClaimKind.ALL_OF:
        return _all_of(claim, figure, result, whole)
    if claim.kind == ClaimKind.FREQUENCY_WORD:
        return _frequency(claim, result)
    if claim.kind == ClaimKind.TREND_WORD:
        return _trend(claim, result)
    if claim.kind == ClaimKind.DATE:
        return _date(claim, result)
    return _number(claim, figure, result)


def _sentence(words: str) -> str:
    words = words.strip()
    ended = words if words.endswith(".") else f"{words}."
    return ended[:1].upper() + ended[1:]


def _match(sentence: str) -> Verdict:
    return Verdict(VerdictKind.MATCH, sentence)


def _differs(sentence: str) -> Verdict:
    return Verdict(VerdictKind.DIFFERS, sentence)


def _number(claim: Claim, figure: Figure, result: Result) -> Verdict:
    printed, found = Decimal(claim.value), Decimal(str(result.value))
    shown = show(result.value, figure.unit, max(figure.places, _places(claim)))
    if claim.kind in BOUNDS:
        return _bound(claim, printed, found, shown)
    if printed == found:
        return _match(f"The record gives {shown}, as printed.")
    step = Decimal(claim.precision)
    half_up = _to_step(found, step, ROUND_HALF_UP)
    if printed == half_up:
        finer = show(result.value, figure.unit, figure.places + 2)
        return Verdict(
            VerdictKind.ROUNDING,
            f"The record gives {finer}, which is {claim.printed} once rounded.",
        )
    if claim.kind == ClaimKind.APPROX and abs(found - printed) * 20 <= abs(printed):
        return Verdict(
            VerdictKind.ROUNDING, f"The record gives {shown}: about what was printed."
        )
    return _differs(_why_different(claim, found, step, shown, figure, half_up))


def _why_different(
    claim: Claim,
    found: Decimal,
    step: Decimal,
    shown: str,
    figure: Figure,
    half_up: Decimal,
) -> str:
    printed = Decimal(claim.value)
    gap = abs(printed - half_up)
    start = f"The source prints {claim.printed}; the record gives {shown}"
    for mode, words in (
        (ROUND_DOWN, "rounded down"),
        (ROUND_UP, "rounded up"),
        (ROUND_HALF_EVEN, "rounded to the even digit"),
    ):
        if printed == _to_step(found, step, mode):
            return f"{start}. The printed figure would be this one {words}."
    places = max(figure.places, _places(claim))
    gap_words = show(gap, figure.unit, places)
    if gap_words.endswith("%"):
        gap_words = f"{gap_words[:-1]} percentage points"
    return f"{start}, {gap_words} apart."


def _to_step(value: Decimal, step: Decimal, mode: str) -> Decimal:
    return (value / step).quantize(Decimal(1), mode) * step


def _places(claim: Claim) -> int:
    try:
        return max(0, -Decimal(claim.precision).as_tuple().exponent)
    except ArithmeticError:
        return 0


def _bound(claim: Claim, printed: Decimal, found: Decimal, shown: str) -> Verdict:
    low = claim.kind == ClaimKind.AT_LEAST
    if found >= printed if low else found <= printed:
        return _match(f"The record gives {shown}, within “{claim.printed}”.")
    return _differs(f"The source prints “{claim.printed}”; the record gives {shown}.")


def _all_of(
    claim: Claim, figure: Figure, result: Result, whole: Result | None
) -> Verdict:
    shown = show(result.value, figure.unit, figure.places)
    target: Any = Decimal(100)
    if whole is not None:
        if whole.state is not State.KNOWN:
            return _differs(_sentence(whole.reason or "the whole is not known"))
        target = Decimal(str(whole.value))
    if Decimal(str(result.value)) == target:
        return _match(f"The record gives {shown}: all of them, as printed.")
    outcome = f"the record gives {shown} of {target}" if whole else f"it is {shown}"
    return _differs(f"The source prints “{claim.printed}”; {outcome}.")


def _frequency(claim: Claim, result: Result) -> Verdict:
    judgement = intervals.judge(claim.printed, intervals.parse(str(result.value)))
    if judgement.agreement is intervals.Agreement.AGREES:
        return _match(judgement.sentence)
    if judgement.agreement is intervals.Agreement.AMBIGUOUS:
        return _match(judgement.sentence)
    if judgement.agreement is intervals.Agreement.UNKNOWN_WORD:
        return _same_interval(claim, result)
    return _differs(judgement.sentence)


def _same_interval(claim: Claim, result: Result) -> Verdict:
    found = intervals.parse(str(result.value))
    try:
        meant = intervals.parse(claim.value)
    except intervals.IntervalError:
        return _differs(f"“{claim.printed}” cannot be compared with {found.words}.")
    if meant.same_as == found.same_as:
        return _match(f"“{claim.printed}” is {found.words}, as recorded.")
    return _differs(f"“{claim.printed}” is {meant.words}; the record: {found.words}.")


def _trend(claim: Claim, result: Result) -> Verdict:
    found = str(result.value)
    if found == claim.value:
        return _match(
            f"The series behind it is {found.lower()}, as “{claim.printed}” says."
        )
    return _differs(
        f"The source says “{claim.printed}”; the series behind it is {found.lower()}."
    )


def _date(claim: Claim, result: Result) -> Verdict:
    printed, found = date.fromisoformat(claim.value), result.value
    if printed == found:
        if claim.precision == "DAY":
            return _match("The record gives the same day.")
        return Verdict(
            VerdictKind.ROUNDING,
            f"The same {claim.precision.lower()}; the day was not printed.",
        )
    same_year = printed.year == found.year
    same_month = same_year and printed.month == found.month
    if (claim.precision == "MONTH" and same_month) or (
        claim.precision == "YEAR" and same_year
    ):
        return Verdict(
            VerdictKind.ROUNDING, f"The same {claim.precision.lower()} as printed."
        )
    return _differs(
        f"The source prints “{claim.printed}”; the record gives "
        f"{found.day} {found:%B %Y}."
    )
