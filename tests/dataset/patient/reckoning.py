"""What can be worked out of notes: with every sum that a reader can think of.

Nothing here knows how tables were put together to protect them. Every count is of
codes (ages, sources, small areas) in months; whatever is made of the same codes and
months hangs together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from goldenthread.dataset.showing.counts import JOINT, KNOWN, PERIOD, WHOLE
from goldenthread.engine.disclosure import Dimension, Edition, Mark, Table
from goldenthread.engine.disclosure import profile as profile_of
from goldenthread.engine.disclosure.attacker import Bounds, ranges
from goldenthread.engine.disclosure.editions import Variable
from goldenthread.engine.disclosure.weaving import weave
from tests.dataset.patient.notes import Notes, Where


PROFILE = "partners"
# A member that is every code but those named.
ALL_BUT = "not "
REST, NOT_KNOWN = "(all others)", "NOT_KNOWN"
Codes = frozenset[str]
Truth = Mapping[Where, int]


def editions(
    notes: Mapping[str, Notes], truth: Mapping[str, Truth]
) -> dict[str, list[Edition]]:
    """By kind of event, what was read of each release as its reader writes it down.

    The truth behind it only says which counts were revised between two releases: a
    reader who takes a revised count for the same is led astray.
    """
    cells: dict[str, dict[str, dict[Where, int | Mark]]] = defaultdict(dict)
    for release, one in notes.items():
        for where, value in one.cells.items():
            cells[where[0]].setdefault(release, {})[where] = value
    broken = [one.broken_down for one in notes.values()]
    return {
        family: [
            _edition(release, family, found, truth.get(release, {}), broken)
            for release in found
        ]
        for family, found in cells.items()
    }


def _edition(
    release: str,
    family: str,
    found: Mapping[str, Mapping[Where, int | Mark]],
    truth: Truth,
    broken: Iterable[set[tuple[str, str]]],
) -> Edition:
    dimensions = _dimensions(found, broken)
    held = found[release]
    known = {where: truth.get(where, value) for where, value in held.items()}
    told, true = (
        Table(family, dimensions, _keyed(found, one)) for one in (held, known)
    )
    return Edition(release, (told,), profile_of(PROFILE), (true,))


def _names(found: Mapping[str, Mapping[Where, object]]) -> list[str]:
    return sorted(
        {name for held in found.values() for _, _, named in held for name, _ in named}
    )


def _keyed(
    found: Mapping[str, Mapping[Where, int | Mark]], held: Mapping[Where, int | Mark]
) -> dict[tuple[str, ...], int | Mark]:
    names = _names(found)
    return {
        (period, *(dict(named).get(name, WHOLE) for name in names)): value
        for (_, period, named), value in held.items()
    }


def _dimensions(
    found: Mapping[str, Mapping[Where, object]],
    broken: Iterable[set[tuple[str, str]]],
) -> tuple[Dimension, ...]:
    """Of all releases together, so that all mean the same by a name."""
    wheres = [where for held in found.values() for where in held]
    made = [Dimension(PERIOD, tuple(_period_sums({one[1] for one in wheres})))]
    for name in _names(found):
        members = {dict(one[2]).get(name, WHOLE) for one in wheres}
        whole = any((wheres[0][0], name) in held for held in broken)
        made.append(Dimension(name, tuple(_sums(members, whole)), WHOLE))
    return tuple(made)


def _period_sums(members: set[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Quarters of months, years of quarters; open counts add up to nothing over time."""
    for name in filter(None, members):
        moment, _, period = name.partition(" ")
        start, _, length = period.partition("/")
        shorter = {12: 3, 3: 1}.get(int(length))
        if moment != "OPEN" and shorter:
            year, month = map(int, start.split("-"))
            starts = [
                (year + (month - 1 + n) // 12, (month - 1 + n) % 12 + 1)
                for n in range(0, int(length), shorter)
            ]
            yield name, tuple(f"{moment} {y}-{m:02}/{shorter}" for y, m in starts)


def _sums(members: set[str], is_whole: bool) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each member as made of the smallest parts that any member tells apart.

    `is_whole`: a page offers them as all there are; otherwise there may be others.
    """
    named = {
        one: frozenset(one.removeprefix(ALL_BUT).split(JOINT))
        for one in members
        if one not in (WHOLE, KNOWN)
    }
    singles = frozenset().union(*named.values())
    others = frozenset() if is_whole else frozenset((REST, NOT_KNOWN))
    whole = singles | others
    codes: dict[str, Codes] = {
        one: whole - inside if one.startswith(ALL_BUT) else inside
        for one, inside in named.items()
    }
    codes[WHOLE] = whole
    codes[KNOWN] = codes[WHOLE] - {NOT_KNOWN}
    atoms = defaultdict(set)
    for code in codes[WHOLE]:
        lies = frozenset(one for one, inside in codes.items() if code in inside)
        atoms[lies].add(code)
    names = {frozenset(held): _named(held, codes) for held in atoms.values()}
    for one, inside in codes.items():
        parts = tuple(sorted(name for held, name in names.items() if held <= inside))
        if parts != (one,) and (one in members or one == WHOLE):
            yield one, parts


def _named(held: set[str], codes: Mapping[str, Codes]) -> str:
    """The member that is just these codes, where there is one."""
    same = (one for one, inside in codes.items() if inside == held and one != KNOWN)
    return next(same, JOINT.join(sorted(held)))


# --- The attack -----------------------------------------------------------------------


Found = tuple[str, Where, float, float]


def worked_out(
    notes: Mapping[str, Notes], truth: Mapping[str, Truth]
) -> tuple[list[Found], int]:
    """Small counts told or recovered closer than allowed; of how many it was asked."""
    interval = float(profile_of(PROFILE).interval)
    found: list[Found] = [
        (release, where, value, value)
        for release, one in notes.items()
        for where, value in one.cells.items()
        if isinstance(value, int) and _is_small(value)
    ]
    asked = 0
    for together in editions(notes, truth).values():
        bounds = _attacked(together, truth)
        asked += len(bounds.cells)
        found += list(_recovered(bounds, together, truth, interval))
    return found, asked


def _attacked(together: list[Edition], truth: Mapping[str, Truth]) -> Bounds:
    """The engine's attack on these alone; it is asked of what is small, or may be.

    What is hidden and is known to be large is not asked for: there are hundreds.
    """
    woven = weave((), together)
    told = np.array([one.told for one in woven.web.variables], dtype=float)
    asked = np.array(
        [
            one.told[0] < one.told[1] and not _is_large(one, together, truth)
            for one in woven.web.variables
        ]
    )
    used = {at for total, parts in woven.web.equations for at in (total, *parts)}
    asked &= [at in used or one.stands for at, one in enumerate(woven.web.variables)]
    low, high = ranges(woven.rows, told[:, 0], told[:, 1], asked, None)
    return Bounds(
        {
            (one.edition, one.cell): (float(low[at]), float(high[at]))
            for at, one in enumerate(woven.web.variables)
            if asked[at]
        }
    )


def _is_large(
    one: Variable, together: list[Edition], truth: Mapping[str, Truth]
) -> bool:
    known = [
        truth.get(each.name, {}).get(as_where(one.cell))
        for each in together
        if one.edition in ("", each.name)
    ]
    return all(value is not None and not _is_small(value) for value in known)


def _is_small(value: float) -> bool:
    return profile_of(PROFILE).is_small(round(value))


def _recovered(
    bounds: Bounds,
    together: Iterable[Edition],
    truth: Mapping[str, Truth],
    interval: float,
) -> Iterator[Found]:
    """Cells that no page tells, and that are small as far as anybody can tell."""
    for (edition, cell), (low, high) in bounds.cells.items():
        if high - low >= interval:
            continue
        where = as_where(cell)
        for one in together:
            if edition in ("", one.name):
                true = truth.get(one.name, {}).get(where)
                is_small = _is_small(low) and _is_small(high)
                if is_small if true is None else _is_small(true):
                    yield one.name, where, low, high


def as_where(cell: tuple[str, tuple[tuple[str, str], ...]]) -> Where:
    family, named = cell
    rest = tuple(pair for pair in named if pair[0] != PERIOD)
    return family, dict(named).get(PERIOD, ""), rest
