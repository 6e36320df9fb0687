"""Marker assurance: lines of agencies, and counts of them for everybody else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import (
    DateTimeField,
    Exists,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from goldenthread.core.calendars import add_months
from goldenthread.core.viewer import Viewer
from goldenthread.dataset import rules, shelf, showing
from goldenthread.dataset.models import (
    MarkerAnswer,
    MarkerLine,
    MarkerSighting,
    Release,
)
from goldenthread.dataset.queries.children import kept_from
from goldenthread.dataset.queries.exchange import release_in_force
from goldenthread.dataset.showing.periods import LENGTHS
from goldenthread.dataset.states import UNANSWERED
from goldenthread.partnership.states import Role


if TYPE_CHECKING:
    from goldenthread.engine.disclosure import Edition, Table
    from goldenthread.engine.indicators.model import Indicator


# What is assured: each a share of markers or assessments without the other.
INDICATORS = (
    "marker_cse_without_assessment",
    "marker_csa_without_assessment",
    "assessment_without_marker",
)
NO_TEAM = "NOT_KNOWN"
WHOLE, WITHOUT, WITH = "ALL", "yes", "ALL less yes"


@dataclass(frozen=True)
class Found:
    """A line as a release tells it: the child and the agency, the day, sort and team."""

    child: int
    code: str
    on: date
    sort: str
    team: str


# --- Lines, for the agency and the analyst --------------------------------------------------


def marker_lines(viewer: Viewer) -> QuerySet[MarkerLine]:
    """Lines with what was said last; a lead sees the own agency's, the analyst all.

    Without those of children the viewer is barred from. `still` says whether the
    newest release of which lists were drawn up has it.
    """
    found = MarkerLine.objects.filter(partnership_id=viewer.partnership_id)
    if not rules.may_read_every_line(viewer):
        own = viewer.agency_id if viewer.role == Role.AGENCY_LEAD else None
        found = found.filter(agency_id=own or 0)
    release = release_in_force(viewer.partnership_id)
    found = found.exclude(token__in=kept_from(viewer, release))
    last = MarkerAnswer.objects.filter(line=OuterRef("pk")).order_by("-pk")
    newest = drawn_up(viewer)
    seen = MarkerSighting.objects.filter(line=OuterRef("pk"), release=newest)
    return (
        found.annotate(
            said=Coalesce(Subquery(last.values("answer")[:1]), Value(UNANSWERED)),
            said_at=Subquery(last.values("answered_at")[:1]),
            since=Value(newest.built_at if newest else None, DateTimeField(null=True)),
            still=Exists(seen),
        )
        .select_related("agency", "first_release")
        .order_by("-on", "pk")
    )


def marker_answers(viewer: Viewer) -> QuerySet[MarkerAnswer]:
    """What was said of the lines the viewer may read, the newest first."""
    lines = marker_lines(viewer).values("pk")
    found = MarkerAnswer.objects.filter(line__in=lines)
    return found.select_related("line__agency").order_by("-pk")


def drawn_up(viewer: Viewer) -> Release | None:
    """The newest release of which work lists were drawn up."""
    seen = MarkerSighting.objects.filter(release=OuterRef("pk"))
    return (
        Release.objects.filter(Exists(seen), partnership_id=viewer.partnership_id)
        .order_by("-built_at", "-pk")
        .first()
    )


# --- What a release tells -----------------------------------------------------------------


def due_until(one: Indicator, release: Release) -> date:
    """The last day whose line can be told: what should follow has had its time."""
    waits = [link.days or 0 for link in one.where.links if link.way == "FOLLOWED"]
    assert release.last_day is not None  # noqa: S101 - a built release has days
    return release.last_day - timedelta(days=max(waits, default=0))


def lines_in(release: Release, one: Indicator) -> list[Found]:
    """Markers without their assessment (or the other way round) a release tells of."""
    return _found(release, _counted(release, one, whole_base=False))


def _counted(release: Release, one: Indicator, *, whole_base: bool) -> Any:
    from goldenthread.engine.indicators import rows

    place = shelf.of(release.partnership_id).release(release.name)
    assert release.first_day is not None  # noqa: S101
    return rows.counted(
        place.path("events"),
        place.path("children"),
        one,
        shelf.catalogue(),
        release.first_day,
        due_until(one, release),
        whole_base=whole_base,
    )


def _found(release: Release, table: Any) -> list[Found]:
    lines = table.select(["child", "agency", "day", "sort"]).to_pylist()
    team = _teams(release, {row["child"] for row in lines})
    return [
        Found(
            row["child"],
            row["agency"],
            row["day"],
            row["sort"] or "",
            team(row["child"], row["agency"], row["day"]),
        )
        for row in lines
    ]


def _teams(release: Release, children: set[int]) -> Callable[[int, str, date], str]:
    """The team of a child's agency on a day: that of its last event with one till then.

    Markers and exploitation assessments are sent without a team: it is the team that
    held the child by what the same agency sent besides.
    """
    from goldenthread.dataset.queries.children import among

    place = shelf.of(release.partnership_id).release(release.name)
    wanted = among(place.path("events"), {"child": sorted(children)})
    held: dict[tuple[int, str], list[tuple[date, str]]] = {}
    for row in wanted.select(["child", "agency", "on", "team"]).to_pylist():
        if row["team"]:
            known = held.setdefault((row["child"], row["agency"]), [])
            known.append((row["on"], row["team"]))

    def team(child: int, code: str, day: date) -> str:
        known = [one for one in held.get((child, code), ()) if one[0] <= day]
        return max(known)[1] if known else ""

    return team


# --- Counts, for everybody else --------------------------------------------------------------

# As elsewhere in tables of disclosure control: a count is called by its kind of event,
# whatever narrows it is a member of a dimension, so that tables of the same events are
# seen to share their cells.
PERIOD, TEAM, LINK = "period", "team", "link"
MONTHS = 36


def member(first: date, every: str) -> str:
    """The name of a month, quarter or year in tables: of no two the same."""
    return f"START {showing.Period(every, first).member}"


def narrowed(one: Indicator) -> tuple[tuple[str, str], ...]:
    """What narrows an indicator's base: the sort of marker, the risk found."""
    return tuple((name, "+".join(sorted(words))) for name, words in one.among.words)


def assured(release: Release) -> dict[str, Edition]:
    """By month and by team, how many of how many are without, after control.

    For each indicator, worked out once a release (when its lists are drawn up), held
    against everything of the same events that was let out before, and kept beside it.
    """
    return {key: _assured(release, key) for key in INDICATORS}


def _assured(release: Release, key: str) -> Edition:
    from goldenthread.engine.disclosure import profile, protect
    from goldenthread.engine.disclosure.kept import kept

    place = shelf.of(release.partnership_id)
    path = place.editions / release.name / f"{key}.json"
    if path.is_file():
        return kept(path)
    one = shelf.catalogue()[key]
    done = protect(
        list(_tables(release, one)),
        profile("partners"),
        published=_let_out(place, one.of),
        name=f"{release.name}/{key}",
    )
    showing.keep_edition(place, release.name, done.edition, key)
    return done.edition


def _let_out(place: shelf.Shelf, count: str) -> list[Edition]:
    """Every edition kept so far that tells of these events, the oldest release first."""
    from goldenthread.engine.disclosure.kept import kept

    paths = sorted(place.editions.glob("*/*.json"))
    found = (kept(path) for path in paths if path.name != "about.json")
    return [one for one in found if any(t.count == count for t in one.tables)]


def _tables(release: Release, one: Indicator) -> Iterable[Table]:
    """A table by month and one by team and year; each of all, with and without."""
    months = told_months(one, release)
    without = Counter(map(_cell, lines_in(release, one)))
    base = _found(release, _counted(release, one, whole_base=True))
    whole = Counter(map(_cell, base))
    inside = {cell: count for cell, count in whole.items() if cell[0] in set(months)}
    yield _by_month(one, months, whole, without)
    years = _spans(months, "year")
    teams = sorted({team for _, team in inside})
    if years and teams:
        yield _by_team(one, years, teams, whole, without)


def _cell(found: Found) -> tuple[date, str]:
    return found.on.replace(day=1), found.team or NO_TEAM


Cells = Counter[tuple[date, str]]


def _by_month(
    one: Indicator, months: list[date], whole: Cells, without: Cells
) -> Table:
    sums = []
    for every, finer in (("quarter", "month"), ("year", "quarter")):
        for first in _spans(months, every):
            parts = _within(first, every, finer)
            sums.append((member(first, every), tuple(member(p, finer) for p in parts)))
    periods = [
        (first, every)
        for every in LENGTHS
        for first in (months if every == "month" else _spans(months, every))
    ]
    counts = {
        (member(first, every),): _both(first, every, None, whole, without)
        for first, every in periods
    }
    return _table(one, [(PERIOD, tuple(sums), None)], counts)


def _by_team(
    one: Indicator, years: list[date], teams: list[str], whole: Cells, without: Cells
) -> Table:
    counts = {}
    for first in years:
        name = member(first, "year")
        counts[name, WHOLE] = _both(first, "year", None, whole, without)
        for team in teams:
            counts[name, team] = _both(first, "year", team, whole, without)
    dims = [(PERIOD, (), None), (TEAM, ((WHOLE, tuple(teams)),), WHOLE)]
    return _table(one, dims, counts)


def _both(
    first: date, every: str, team: str | None, whole: Cells, without: Cells
) -> tuple[int, int]:
    """How many of all, and how many without, in a period and team."""
    last = add_months(first, LENGTHS[every])

    def count(cells: Cells) -> int:
        return sum(
            number
            for (month, held), number in cells.items()
            if first <= month < last and team in (None, held)
        )

    return count(whole), count(without)


def _table(
    one: Indicator,
    dims: list[tuple[str, tuple[Any, ...], str | None]],
    counts: Mapping[Any, tuple[int, int]],
) -> Table:
    from goldenthread.engine.disclosure import Dimension, Table

    fixed = narrowed(one)
    dimensions = [Dimension(*each) for each in dims]
    dimensions += [Dimension(name, (), WHOLE) for name, _ in fixed]
    dimensions.append(Dimension(LINK, ((WHOLE, (WITHOUT, WITH)),), WHOLE))
    own = tuple(value for _, value in fixed)
    cells = {}
    for key, (whole, without) in counts.items():
        cells[*key, *own, WHOLE] = whole
        cells[*key, *own, WITHOUT] = without
        cells[*key, *own, WITH] = whole - without
    return Table(one.of, tuple(dimensions), cells)


def told_months(one: Indicator, release: Release) -> list[date]:
    """The first day of each month that was sent and has had its time, the last 36."""
    sent = release.submissions.aggregate(first=Min("starts_on"))["first"]
    first = sent or release.first_day
    assert first is not None  # noqa: S101 - a built release has days
    month = first.replace(day=1) if first.day == 1 else add_months(first, 1)
    month, found = month.replace(day=1), []
    while add_months(month, 1) - timedelta(days=1) <= due_until(one, release):
        found.append(month)
        month = add_months(month, 1)
    return found[-MONTHS:]


def _spans(months: list[date], every: str) -> list[date]:
    """The quarters or financial years of which every month is told."""
    told = set(months)
    return [
        first
        for first in months
        if (first.month - 4) % LENGTHS[every] == 0
        and {add_months(first, n) for n in range(LENGTHS[every])} <= told
    ]


def _within(first: date, every: str, finer: str) -> list[date]:
    step = LENGTHS[finer]
    return [add_months(first, n) for n in range(0, LENGTHS[every], step)]
