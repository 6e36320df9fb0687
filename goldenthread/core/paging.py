"""A long list cut into pages without counting all of it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet


# Beyond this a list says “more than”: counting every row of a long record would make
# each of its pages slower than the page itself. Searching narrows it.
COUNTED = 500
# Pages that can be gone to beyond the present one, where more is there than counted.
AHEAD = 4


class LongPaginator(Paginator):
    """Counts so many rows and no further; the pages after the present one go on.

    `reach` is how far it counts, `more` whether there was more than that.
    """

    def __init__(self, rows: QuerySet[Any], per_page: int, number: Any) -> None:
        super().__init__(rows, per_page)
        here = (
            int(number) if str(number or "").isascii() and str(number).isdigit() else 1
        )
        self.reach = max(COUNTED, (min(here, 10**6) + AHEAD) * per_page)

    @cached_property
    def _counted(self) -> int:
        if isinstance(self.object_list, list):
            return len(self.object_list)
        return self.object_list.order_by()[: self.reach + 1].count()

    @property
    def count(self) -> int:
        return min(self._counted, self.reach)

    @property
    def more(self) -> bool:
        return self._counted > self.reach


def keys_of_page(keys: QuerySet[Any], number: Any, per_page: int) -> Page:
    """A page of a list's keys, read and counted by one query.

    The database has to find and sort the whole list for its first page; the few
    keys it counts come with it at little cost, and a second query would do it all again.
    """
    paginator = LongPaginator(keys, per_page, number)
    paginator.object_list = list(keys[: paginator.reach + 1])
    return paginator.get_page(number)


def page_of(rows: QuerySet[Any], number: Any, per_page: int) -> Page:
    """The page of a number as an address gives it; the nearest there is otherwise."""
    return LongPaginator(rows, per_page, number).get_page(number)
