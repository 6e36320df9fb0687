"""Counting what hangs on each row of a list, one row at a time.

A count over a join is worked out for every row of the table before the first page of a
list can be cut off; this one only for the rows of the page.
"""

from __future__ import annotations

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce


def number_of(rows: QuerySet, to: str, *, of: str = "pk") -> Coalesce:
    """How many of the rows lead to the outer row by their field `to`.

    `of` names what is counted instead, each once: the sources of findings, say.
    """
    leading = rows.order_by().filter(**{to: OuterRef("pk")})
    number = Count(of, distinct=True)
    counted = leading.values(to).annotate(number_of_rows=number)
    return Coalesce(Subquery(counted.values("number_of_rows")), 0)
