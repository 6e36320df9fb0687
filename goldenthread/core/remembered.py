"""What was drawn of the record, remembered in memory until anything in it changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, Protocol, TypeVar

from goldenthread.core import history


class Sized(Protocol):
    def __len__(self) -> int: ...


S = TypeVar("S", bound=Sized)


class Remembered(Generic[S]):
    """Kept by a key and by the newest change of the record, up to so many characters.

    Every change is written to the history in its own transaction, so what was drawn
    before the newest one was drawn of another record: all of it is forgotten at once,
    and no list of what a page depends on has to be kept right. The key must hold
    whatever else decides what is drawn: who may see what, the day, files on disk.

    Only for what holds nothing of the person who asks: no name, no token of a form.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._change = ""
        self._held: OrderedDict[Hashable, S] = OrderedDict()

    def of(self, key: Hashable, draw: Callable[[], S]) -> S:
        """What is remembered under the key, or what `draw` makes of it now.

        The newest change is asked for first: what is saved while `draw` reads may be in
        what it draws, and is then drawn once more.
        """
        change = history.newest_change()
        with self._lock:
            if change == self._change and key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        drawn = draw()
        with self._lock:
            self._keep(key, drawn, change)
        return drawn

    def _keep(self, key: Hashable, drawn: S, change: str) -> None:
        if change != self._change:
            self._held.clear()
            self._change = change
        self._held[key] = drawn
        self._held.move_to_end(key)
        while self._held and self.size > self._most:
            self._held.popitem(last=False)

    @property
    def size(self) -> int:
        """How many characters are held now."""
        return sum(len(one) for one in self._held.values())

    def forget(self) -> None:
        """Drop everything."""
        with self._lock:
            self._held.clear()
