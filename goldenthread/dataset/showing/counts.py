"""What an indicator counts, named so that two of them that count the same are seen to.

All counts of one kind of event are one family with one name; whatever narrows them is a
member of a dimension: which source, whether an earlier referral went before. Then
“contacts from police” is a cell of “contacts by source”, the part of a share and the
rest of it add up to its base, and disclosure control sees all of it at once.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from goldenthread.engine.errors import IndicatorError


if TYPE_CHECKING:
    from goldenthread.engine.indicators.model import Condition, Indicator

Named = tuple[tuple[str, str], ...]
PERIOD, WHOLE = "period", "ALL"
YES = "yes"
# Every member of a dimension but that of what is not known; several members as one.
KNOWN, JOINT = "any known", "+"
START, END, OPEN = "START", "END", "OPEN"


@dataclass(frozen=True)
class Counted:
    """Where an indicator's counts stand: the family, the moment, and members.

    `upper` are the cells of the count, or of a share's part; `lower` those of a share's
    base or of what a length is the middle of, and None for a count.
    """

    family: str
    moment: str
    upper: Named
    lower: Named | None


def counted(one: Indicator) -> Counted:
    """The place of an indicator's counts. IndicatorError for one not to be shown.

    A mean gives away a sum of days, which no rule for counts protects; a stock that is
    counted from some days on is no part of those open.
    """
    from goldenthread.engine.indicators.model import Basis, Unit

    moment = OPEN if one.basis == Basis.STOCK else str(one.at)
    if one.open_for or one.open_below or one.base_open_for or one.recent:
        raise IndicatorError(f"{one.key} cannot be shown: it counts a part of its own.")
    base = _members(one.among)
    both = _together(base, _members(one.where))
    if one.unit in (Unit.COUNT, Unit.RATE):
        return Counted(one.of, moment, both, None)
    if one.unit == Unit.SHARE:
        return Counted(one.of, moment, both, base)
    if one.unit == Unit.MEDIAN_DAYS and one.value_link is None and moment == END:
        return Counted(one.of, moment, base, base)
    raise IndicatorError(f"{one.key} cannot be shown: nothing protects what it tells.")


def _together(first: Named, second: Named) -> Named:
    """Both narrowings. Of one dimension narrowed twice, the second is within the first."""
    return tuple(sorted({**dict(first), **dict(second)}.items()))


def _members(given: Condition) -> Named:
    found = dict.fromkeys(given.known, KNOWN)
    found |= {word: JOINT.join(sorted(codes)) for word, codes in given.words}
    for field in fields(given):
        held = getattr(given, field.name)
        if field.name in ("words", "known") or held in ((), None):
            continue
        for each in held if isinstance(held, tuple) else (held,):
            found[f"{field.name} {_words(each)}"] = YES
    return tuple(sorted(found.items()))


def _words(held: object) -> str:
    """A condition in words that stay the same from release to release."""
    if not hasattr(held, "__dataclass_fields__"):
        return str(held)
    parts = ((one.name, getattr(held, one.name)) for one in fields(held))  # type: ignore[arg-type]
    return " ".join(
        f"{name} {'+'.join(map(str, said)) if isinstance(said, tuple) else said}"
        for name, said in parts
        if said not in ((), None, False)
    )
