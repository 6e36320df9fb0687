"""Trend words, each worked out from its series or said to have none.

A trend needs two dated points of the same area at least; a seasonal pattern needs a
year of months. A claim of a trend with no series behind it is therefore found out.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from django.db.models import QuerySet

from goldenthread.core.figures import Answers, Figure, Result, Scope, Unit, missing
from goldenthread.dataset.figures.seasons import tested
from goldenthread.dataset.models import Point
from goldenthread.dataset.queries import points_of
from goldenthread.dataset.states import PointState
from goldenthread.partnership.models import Partnership


COUNTY, COUNTRY, REGION = "Shropshire", "England", "West Midlands"
NO_SERIES = "The source claims this and gives no series."
MONTHS = 12

Compute = Callable[[Scope, Answers], Result]


def direction(series: str, released: str = "") -> Compute:
    """RISING, FALLING or LEVEL from the last two known points of the county.

    Of what was reported, or, where that is no series, of the release in force.
    """

    def compute(scope: Scope, _: Answers) -> Result:
        rows = _rows(scope, series, released, 2)
        known = _known(rows)
        if len(known) < 2:
            return missing(NO_SERIES, rows=rows)
        before, after = known[-2], known[-1]
        word = _word(before, after)
        caveats = (_told(before, after), *_of_measure(after))
        return Result(value=word, rows=rows, caveats=caveats)

    return compute


def _rows(scope: Scope, series: str, released: str, fewest: int) -> QuerySet[Point]:
    """The county's points as reported; of a release where those are too few."""
    rows = points_of(scope.partnership_id, series, area=COUNTY, until=scope.end)
    if released and len(_known(rows)) < fewest:
        other = points_of(
            scope.partnership_id, f"release.{released}", area=COUNTY, until=scope.end
        )
        if len(_known(other)) >= fewest:
            return other
    return rows


def _of_measure(point: Point) -> tuple[str, ...]:
    return (point.measure.caveat,) if point.measure.caveat else ()


def path_since(series: str, year: int) -> Compute:
    """RISING or FALLING if every point since that year goes one way, else MIXED.

    Missing where the series begins later: a claim of that year is then not borne out.
    """

    def compute(scope: Scope, _: Answers) -> Result:
        rows = points_of(scope.partnership_id, series, area=COUNTY, until=scope.end)
        known = [one for one in _known(rows) if one.on.year >= year]
        if len(known) < 2 or known[0].on.year > year:
            return missing(f"The series has no point of {year}.", rows=rows)
        ways = {_word(before, after) for before, after in pairwise(known)}
        word = ways.pop() if len(ways) == 1 else "MIXED"
        told = _told(known[0], known[-1]).partition(":")[0]
        caveat = f"{told}: {len(known)} points, a year apart."
        return Result(value=word, rows=rows, caveats=(caveat,))

    return compute


def standing(series: str, beside: str = COUNTRY) -> Compute:
    """HIGH, LOW or LEVEL: the county's latest point against another area's."""

    def compute(scope: Scope, _: Answers) -> Result:
        rows = points_of(scope.partnership_id, series, until=scope.end)
        own = _known(rows.filter(area=COUNTY))
        other = _known(rows.filter(area=beside))
        if not own or not other:
            return missing(NO_SERIES, rows=rows)
        word = {"RISING": "LOW", "FALLING": "HIGH"}.get(
            _word(own[-1], other[-1]), "LEVEL"
        )
        told = f"{COUNTY} {_plain(own[-1])}, {beside} {_plain(other[-1])}, {own[-1].label}."
        return Result(value=word, rows=rows, caveats=(told,))

    return compute


def seasonal(series: str, released: str = "") -> Compute:
    """SEASONAL if months with much school holiday have more events a day, else NOT.

    Needs twelve months of points; without them no pattern can be claimed.
    """

    def compute(scope: Scope, _: Answers) -> Result:
        rows = _rows(scope, series, released, MONTHS)
        known = _known(rows)
        if len(known) < MONTHS:
            return missing(
                "The source claims a pattern in the year and gives no monthly series.",
                rows=rows,
            )
        found = tested(known, _area_code(scope))
        if found is None:
            return missing("Too few school terms are recorded to test it.", rows=rows)
        word = "SEASONAL" if found.is_seasonal else "NOT SEASONAL"
        told = (
            f"{found.holiday_months} of {found.months} months have much school holiday: "
            f"{found.ratio:.2f} times as many a day as in the others (rank test, "
            f"p {found.chance:.3f})."
        )
        return Result(value=word, rows=rows, caveats=(told, *_of_measure(known[-1])))

    return compute


def _area_code(scope: Scope) -> str:
    found = Partnership.objects.filter(pk=scope.partnership_id)
    return found.values_list("area_code", flat=True).first() or ""


def _known(rows) -> list[Point]:
    return [one for one in rows.order_by("on") if one.state == PointState.KNOWN]


def _word(before: Point, after: Point) -> str:
    if after.value > before.value:
        return "RISING"
    return "FALLING" if after.value < before.value else "LEVEL"


def _plain(point: Point) -> str:
    """The value without the noughts its column pads it with."""
    return f"{point.value.normalize():,f}"


def _told(before: Point, after: Point) -> str:
    return (
        f"{_plain(before)} in {before.label}, {_plain(after)} in {after.label}: two "
        "points show a direction, not that it is more than chance."
    )


def trend(key: str, label: str, compute: Compute, definition: str) -> Figure:
    return Figure(f"dataset.{key}", label, Unit.WORDS, definition, compute)


LAST_TWO = "The direction from the last point but one to the last of the series."
AGAINST = "The latest point against the one of the area beside it."
IN_THE_YEAR = (
    "Whether months with much school holiday have more events a day than the others, "
    "by a rank test at 5 per cent."
)

TRENDS = [
    trend(
        "early_help.contacts_trend",
        "Early help contacts, direction",
        direction("early_help.contacts", "early_help_contacts.year"),
        LAST_TWO,
    ),
    trend(
        "early_help.length_trend",
        "Length of targeted early help, direction",
        direction("early_help.length", "early_help_length.year"),
        LAST_TWO,
    ),
    trend(
        "early_help.rating_trend",
        "Parents rating 9 or 10, direction",
        direction("early_help.rating"),
        LAST_TWO,
    ),
    trend(
        "early_help.interventions_trend",
        "Early help interventions begun, direction",
        direction("early_help.interventions", "early_help_starts.year"),
        LAST_TWO,
    ),
    trend(
        "referrals.trend",
        "Referrals to children's social care, direction",
        direction("referrals.count"),
        LAST_TWO,
    ),
    trend(
        "referrals.nfa_trend",
        "Referrals ending in no further action, direction",
        direction("referrals.nfa_share"),
        LAST_TWO,
    ),
    trend(
        "referrals.police_trend",
        "Referrals made by police, against England",
        standing("referrals.police_share"),
        AGAINST,
    ),
    trend(
        "referrals.police_spikes",
        "Police referrals in school holidays",
        seasonal("referrals.police_by_month", "contacts_police.month"),
        IN_THE_YEAR,
    ),
    trend(
        "referrals.health_trend",
        "Referrals made by health, direction",
        direction("referrals.health_share"),
        LAST_TWO,
    ),
    trend(
        "referrals.young_trend",
        "Children aged 0 to 5 coming into social care",
        standing("referrals.aged_0_to_5"),
        AGAINST,
    ),
    trend(
        "s47.trend",
        "Section 47 enquiries near school holidays",
        seasonal("s47.by_month", "section_47.month"),
        IN_THE_YEAR,
    ),
    trend(
        "cla.trajectory",
        "Children looked after, direction since 2017",
        path_since("cla.at_31_march", 2017),
        "Whether each point since 31 March 2017 is higher, or each lower, than the one "
        "before.",
    ),
    trend(
        "cla.entering_trend",
        "Children becoming looked after, direction",
        direction("cla.entering"),
        LAST_TWO,
    ),
    trend(
        "cla.returning_trend",
        "Children returned to their families, direction",
        direction("cla.returning", "care_home.year"),
        LAST_TWO,
    ),
    trend(
        "cla.under_5_trend",
        "Under-fives becoming looked after, direction",
        direction("cla.under_5_entering"),
        LAST_TWO,
    ),
    trend(
        "cla.drift_trend",
        "Drift and delay before care, direction",
        direction("cla.drift"),
        LAST_TWO,
    ),
    trend(
        "missing.trend",
        "Missing children, against England",
        standing("missing.episodes"),
        AGAINST,
    ),
    trend(
        "missing.looked_after_trend",
        "Looked-after children missing, against England",
        standing("missing.looked_after_share"),
        AGAINST,
    ),
    trend(
        "police_protection.trend",
        "Use of police protection, direction",
        direction("police_protection.uses", "police_protection.quarter"),
        LAST_TWO,
    ),
    trend(
        "police_protection.in_line",
        "Police protection against the region",
        standing("police_protection.rate", REGION),
        AGAINST,
    ),
    trend(
        "exploitation.care_trend",
        "Exploited children coming into care, direction",
        direction("exploitation.care"),
        LAST_TWO,
    ),
]
