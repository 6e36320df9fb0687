"""Every list, detail, thread and dashboard page on both databases: queries and time."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from bench import places


LIMIT = 1.5
ROLE = "BUSINESS_UNIT"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# Opening and keeping a transaction is the same on every page.
NOT_COUNTED = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT")


@dataclass
class Measured:
    """One page: what was asked of each database, and how long each answer took.

    Queries are counted on a full page. The time is taken with as many rows on the page
    as the example can show, so that both databases draw the same page.
    """

    name: str
    address: str
    queries: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, list[float]] = field(default_factory=dict)
    work: dict[str, list[float]] = field(default_factory=dict)
    larger: str = places.MANY
    status: int = 200
    rows: int = 25

    def median(self, name: str) -> float:
        return median(self.seconds[name]) * 1000

    @property
    def ratio(self) -> float:
        return self.median(self.larger) / self.median(places.ONE)

    @property
    def work_ratio(self) -> float:
        """Of the processor time of this process, which nobody else's work disturbs.

        On SQLite that is the whole of the answer, the database included.
        """
        return median(self.work[self.larger]) / median(self.work[places.ONE])

    @property
    def grows(self) -> bool:
        return len(set(self.queries.values())) > 1

    @property
    def slows(self) -> bool:
        return self.judged >= LIMIT

    @property
    def judged(self) -> float:
        """On PostgreSQL another process does half the work: only the clock sees it."""
        return self.ratio if places.on_postgresql() else self.work_ratio


def measure(larger: str, runs: int, wanted: str = "") -> list[Measured]:
    """Every page whose name holds `wanted`, the two databases taken in turn."""
    from django.db import connections

    both = {name: places.connection_to(name) for name in (places.ONE, larger)}
    with places.using(places.ONE):
        found = [
            Measured(name, address, rows=rows, larger=larger)
            for name, address, rows in addresses()
            if wanted in f"{name} {address}"
        ]
    before = connections["default"]
    try:
        clients = {name: _client(connection) for name, connection in both.items()}
        for one in found:
            _measure(one, both, clients, runs)
    finally:
        connections["default"] = before
        for connection in both.values():
            connection.close()
    return found


def _client(connection: Any) -> Any:
    """A browser signed in as the first person of the business unit."""
    from django.db import connections
    from django.test import Client

    connections["default"] = connection
    client = Client()
    client.force_login(_account(), backend=BACKEND)
    return client


def _account() -> Any:
    from goldenthread.partnership.models import Account

    return Account.objects.filter(role=ROLE, is_active=True).order_by("pk")[0]


def _measure(one: Measured, both: dict, clients: dict, runs: int) -> None:
    """First once to warm up, counting queries; then in turn, so noise falls on both."""
    from django.db import connections

    from goldenthread.core import record_views

    for name, connection in both.items():
        connections["default"] = connection
        _answer(clients[name], one)
        asked: list[str] = []
        with connection.execute_wrapper(_noting(asked)):
            _answer(clients[name], one)
        one.queries[name] = len(asked)
    whole, record_views.PAGE_LENGTH = record_views.PAGE_LENGTH, one.rows
    for name, connection in both.items():
        connections["default"] = connection
        _answer(clients[name], one)
    gc.collect()
    for run in range(runs):
        # In turn first and second: being second costs a little.
        for name in (places.ONE, one.larger)[:: 1 if run % 2 else -1]:
            connections["default"] = both[name]
            wall, work = _answer(clients[name], one)
            one.seconds.setdefault(name, []).append(wall)
            one.work.setdefault(name, []).append(work)
    record_views.PAGE_LENGTH = whole


def _answer(client: Any, one: Measured) -> tuple[float, float]:
    """Seconds on the clock and of processor for one answer; what it wrote is undone."""
    from django.db import transaction

    with transaction.atomic():
        wall, work = time.perf_counter(), time.thread_time()
        answer = client.get(one.address)
        passed = time.perf_counter() - wall, time.thread_time() - work
        transaction.set_rollback(True)
    if answer.status_code != 200:
        one.status = answer.status_code
    return passed


def _noting(asked: list[str]) -> Any:
    def note(
        execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        if not sql.startswith(NOT_COUNTED):
            asked.append(sql)
        return execute(sql, params, many, context)

    return note


# --- Which pages ------------------------------------------------------------------


Address = tuple[str, str, int]


def addresses() -> list[Address]:
    """Name, address and rows of every page measured; records of the example's year."""
    others = [(name, address, 25) for name, address in (*_desk(), *_edition())]
    return [*others, *_kinds()]


def _desk() -> Iterator[tuple[str, str]]:
    from django.urls import reverse

    from goldenthread.desk import rooms

    yield "home", reverse("view_home")
    yield "clocks", reverse("view_clocks")
    yield "forecast", reverse("view_forecast")
    yield "structure", reverse("view_structure")
    yield "search", f"{reverse('search_records')}?q=neglect"
    yield "search, many", f"{reverse('search_records')}?q=the"
    for room in rooms.open_to(_viewer()):
        yield f"room {room.name}", room.url()


def _kinds() -> Iterator[Address]:
    from django.urls import reverse

    from goldenthread.core import pages

    viewer = _viewer()
    for kind in pages.KINDS.values():
        if not kind.may_read(viewer):
            continue
        found = kind.visible(viewer)
        rows = min(25, max(1, found.count()))
        yield f"list {kind.plural_name}", kind.list_url(), rows
        record = found.first()
        if record is None:
            continue
        yield f"view {kind.name}", kind.url(record), rows
        history = reverse(f"{kind.name}_history", args=[record.key])
        yield f"history of {kind.name}", history, _acts_on(kind, record)
        if kind.has_thread:
            thread = reverse("view_thread", args=[kind.name, record.key])
            yield f"thread of {kind.name}", thread, rows


def _acts_on(kind: Any, record: Any) -> int:
    """Lines of the example's history of a record, as many as one page takes."""
    from goldenthread.core.models import HistoryRow

    label = kind.model._meta.label_lower
    found = HistoryRow.objects.filter(kind=label, record_key=record.key)
    return min(25, max(1, found.count()))


def _edition() -> Iterator[tuple[str, str]]:
    from django.urls import reverse

    from goldenthread.report.queries import editions

    key = editions(_viewer())[0].key
    for name in ("read_edition", "list_figures", "list_changes", "list_frozen_figures"):
        yield name.replace("_", " "), reverse(name, args=[key])
    for figure in FIGURES:
        yield f"figure {figure}", reverse("view_figure", args=[key, figure])


# Counts, a total of money, a share worked out from others, a date, a trend.
FIGURES = (
    "partnership.membership.all",
    "governance.funding.other_income",
    "governance.scrutiny.framework",
    "reviews.practice.published",
    "thread.diagnostic.actions",
    "dataset.early_help.grant_share",
    "dataset.s47.trend",
)


def _viewer() -> Any:
    """The person as a viewer, with the circles open to them today."""
    from dataclasses import replace

    from django.utils import timezone

    from goldenthread.partnership.queries import viewer_for
    from goldenthread.subjects.queries import circle_keys

    today = timezone.localdate()
    found = viewer_for(_account().pk, today)
    return replace(found, circles=circle_keys(found.person_id, today))


# --- As a table ---------------------------------------------------------------------


HEAD = """| Page | Queries | Queries, larger | ms | ms, larger | Ratio | of processor |
|---|---:|---:|---:|---:|---:|---:|"""


def table(found: list[Measured]) -> str:
    return "\n".join([HEAD, *(_line(one) for one in found)])


def _line(one: Measured) -> str:
    times = f"{one.median(places.ONE):.1f} | {one.median(one.larger):.1f}"
    asked = f"{one.queries[places.ONE]} | {one.queries[one.larger]}"
    ratios = f"{one.ratio:.2f} | {one.work_ratio:.2f}"
    return f"| {one.name} | {asked} | {times} | {ratios} |"


def summary(found: list[Measured]) -> str:
    """What did not hold, by name; the middle and the highest ratio."""
    ratios = sorted(one.judged for one in found)
    return "\n".join(
        [
            f"{len(found)} pages; ratio of medians: {median(ratios):.2f} in the middle, "
            f"{ratios[-1]:.2f} at most.",
            _named("Number of queries differs", [one for one in found if one.grows]),
            _named(f"Ratio of {LIMIT} or more", [one for one in found if one.slows]),
            _named("Not answered with a page", [o for o in found if o.status != 200]),
        ]
    )


def _named(words: str, found: list[Measured]) -> str:
    return f"{words}: {', '.join(one.name for one in found) or 'none'}."
