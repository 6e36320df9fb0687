"""Blocks drawn from training: what was taught, how often, to how many, and reflections.

Numbers of people are attendances. A total with one estimate in it is about that number.
"""

from __future__ import annotations

from collections.abc import Iterable

from goldenthread.core.documents.nodes import Node, Quote, QuoteNode
from goldenthread.report.blocks import Context, block
from goldenthread.report.blocks.kit import table
from goldenthread.training import queries
from goldenthread.training.presenters import words
from goldenthread.training.queries import Delivery
from goldenthread.training.states import Mode, QuoteKind


SOURCE = "Attendances, not people: somebody who came twice is counted twice."
NO_SPLIT = "How the attendances divide between the rows is not known."
UNSPLIT = "Not known"
COLUMNS = ("What", "How", "Sessions", "Attendances", "Length")
NUMERIC = (2, 3)


@block("table:training_webinars")
def webinars(context: Context) -> tuple[Node, ...]:
    found = queries.deliveries(queries.webinars(context.scope))
    rows = [
        (one.course.title, one.sessions, _attendances([one]), _length(one))
        for one in found
    ]
    return table(
        f"Webinars on learning from case reviews, {context.scope.label}",
        ("Title", "Webinars", "Attendances", "Length"),
        rows,
        numeric=(1, 2),
        total=("In all", sum(one.sessions for one in found), _attendances(found), ""),
        source=SOURCE,
    )


@block("table:training_unit")
def unit(context: Context) -> tuple[Node, ...]:
    found = queries.deliveries(queries.unit_sessions(context.scope))
    return table(
        f"Training run by the business unit, {context.scope.label}",
        COLUMNS,
        [_row(one, _attendances([one])) for one in found],
        numeric=NUMERIC,
        total=_total(found),
        source=SOURCE,
    )


@block("table:training_pool")
def pool(context: Context) -> tuple[Node, ...]:
    """The pool's sessions by how they were held; a made-up split is not shown."""
    found = queries.deliveries(queries.pool_sessions(context.scope))
    made_up = queries.pool_sessions(context.scope, invented=True).exists()
    source = f"{SOURCE} {NO_SPLIT}" if made_up else SOURCE
    return table(
        f"Training run by the pool’s trainers, {context.scope.label}",
        COLUMNS,
        [_row(one, UNSPLIT if made_up else _attendances([one])) for one in found],
        numeric=NUMERIC,
        total=_total(found),
        source=source,
    )


def _row(one: Delivery, attendances: str) -> tuple:
    how = Mode(one.mode).label
    return one.course.title, how, one.sessions, attendances, _length(one)


def _total(found: list[Delivery]) -> tuple:
    return "In all", "", sum(one.sessions for one in found), _attendances(found), ""


def _attendances(found: Iterable[Delivery]) -> str:
    """Counted attendances added up; one estimate among them makes the sum one too."""
    known = [one for one in found if one.attendances is not None]
    if not known:
        return words.NOT_RECORDED
    about = "about " if any(one.approximate for one in known) else ""
    return f"{about}{sum(one.attendances or 0 for one in known):,}"


def _length(one: Delivery) -> str:
    told = words.length_words(one.shortest, one.longest, one.length_unit)
    return told or words.NOT_RECORDED


@block("quotes:case_reviews")
def case_reviews(context: Context) -> tuple[Node, ...]:
    """Reflections from the webinars, each under the title of its webinar."""
    return _quotes(context, QuoteKind.CASE_REVIEWS, "Reflections from the webinars")


@block("quotes:learners")
def learners(context: Context) -> tuple[Node, ...]:
    return _quotes(context, QuoteKind.LEARNERS, "Reflections from learners")


def _quotes(context: Context, kind: str, caption: str) -> tuple[Node, ...]:
    """Only what may leave: `quotes_to_publish` holds back the rest."""
    told = kind == QuoteKind.CASE_REVIEWS
    found = tuple(
        Quote(one.words, one.course.title if told else "")
        for one in queries.quotes_to_publish(context.scope, kind)
    )
    return (QuoteNode(caption, found),)
