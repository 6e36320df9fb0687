"""Cells that hold several codes: flags of a JSON object, a list, or codes by commas.

The Standard Safeguarding Dataset keeps outcomes as an object of flags
(`{"NFA_FLAG": "Y", …}`) and factors as a list (`['1A','11A']`) or an object.
"""

from __future__ import annotations

import json
import re

from goldenthread.engine.contracts.model import CodeList


# What suppliers write for a flag that is set, and for one that is not.
YES = frozenset({"y", "yes", "true", "1", "t"})
NO = frozenset({"", "n", "no", "false", "0", "f", "null", "none"})
_APART = re.compile(r"[,;|\n]")


def is_object(text: str) -> bool:
    return text.startswith("{")


def codes_of(text: str, codes: CodeList) -> list[str] | None:
    """The codes a cell holds, in the order of the list and each once.

    None where anything in it is no code of the list, or it is no object or list at all.
    """
    named = _flags(text, codes) if is_object(text) else _listed(text)
    if named is None:
        return None
    found = [codes.code_of(one) for one in named]
    if None in found:
        return None
    return [one.code for one in codes.codes if one.code in found]


def _flags(text: str, codes: CodeList) -> list[str] | None:
    try:
        # Some suppliers write the object as Python does.
        held = json.loads(text if '"' in text else text.replace("'", '"'))
    except (ValueError, RecursionError):
        return None
    if not isinstance(held, dict):
        return None
    beside = {one.casefold() for one in codes.beside}
    named = []
    for name, value in held.items():
        said = str("" if value is None else value).strip().casefold()
        if name.casefold() in beside or said in NO:
            continue
        if said not in YES:
            return None
        named.append(name)
    return named


def _listed(text: str) -> list[str]:
    inside = text.removeprefix("[").removesuffix("]")
    parts = (one.strip(" \t'\"") for one in _APART.split(inside))
    return [one for one in parts if one]
