"""The partnership's priorities, offered by the room above that keeps them."""

from __future__ import annotations

from collections.abc import Callable

from goldenthread.core.viewer import Viewer


Listed = Callable[[Viewer], list[tuple[str, str]]]
_OFFERED: list[Listed] = []


def offer_priorities(listed: Listed) -> None:
    """A room says which priorities there are: (key, words), in their order."""
    _OFFERED[:] = [listed]


def priorities(viewer: Viewer) -> list[tuple[str, str]]:
    """Priorities an action may serve; none where no room keeps any."""
    return [one for listed in _OFFERED for one in listed(viewer)]
