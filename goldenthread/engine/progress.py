"""A bar on a terminal while something long runs; nothing where nobody looks."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO


WIDTH = 30
Told = Callable[[int, int], None]


@contextmanager
def bar(what: str, stream: TextIO | None = None) -> Iterator[Told]:
    """A function to be told how many of how many are done; it draws on a terminal only.

    The line is wiped at the end, also when something went wrong.
    """
    shown = stream or sys.stderr
    if not shown.isatty():
        yield lambda done, total: None
        return
    try:
        yield lambda done, total: _draw(shown, what, done, total)
    finally:
        shown.write("\r\x1b[K")
        shown.flush()


def _draw(stream: TextIO, what: str, done: int, total: int) -> None:
    full = WIDTH * done // max(total, 1)
    stream.write(f"\r{'█' * full}{'░' * (WIDTH - full)} {done:,} of {total:,} {what}")
    stream.flush()
