"""Figures worked out from points: shares, changes, differences, and a few counts."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from goldenthread.core.figures import (
    Answers,
    Figure,
    Result,
    Scope,
    State,
    Unit,
    change,
    counted,
    derived,
    missing,
    share,
)
from goldenthread.dataset.queries import points_of
from goldenthread.dataset.states import PointState


# 1 square mile is 258.998811 hectares (international mile of 1,609.344 m).
HECTARES = Decimal("258.998811")
AREA = "dataset.area."
HELP = "dataset.early_help."


def difference(key: str, label: str, more: str, less: str, **rest) -> Figure:
    """One figure less another."""
    unit = rest.pop("unit", Unit.COUNT)
    definition = rest.pop("definition", "The first figure less the second.")
    return derived(
        key, label, (more, less), lambda a, b: a - b, definition, unit, **rest
    )


def _as_at(scope: Scope, _: Answers) -> Result:
    rows = points_of(scope.partnership_id, "area.size_square_miles", until=scope.end)
    point = rows.last()
    if point is None:
        return missing("No area profile is recorded.", rows=rows)
    return Result(value=point.on, rows=rows)


def _per_quarter(scope: Scope, _: Answers) -> Result:
    """The smallest quarter, which “over N in each quarter” would have to beat."""
    for series in ("early_help.contacts", "release.early_help_contacts.quarter"):
        rows = points_of(scope.partnership_id, series, until=scope.end)
        quarters = rows.filter(label__startswith=f"{scope.label} Q")
        values = [one.value for one in quarters if one.state == PointState.KNOWN]
        if len(values) == 4:
            break
    else:
        return missing(
            "One statement stands in for four quarters: no quarter's own count is "
            "recorded.",
            rows=rows,
        )
    caveats = {one.measure.caveat for one in quarters if one.measure.caveat}
    return Result(value=min(values), rows=quarters, caveats=tuple(sorted(caveats)))


def _milestone_month(series: str):
    def compute(scope: Scope, _: Answers) -> Result:
        rows = points_of(scope.partnership_id, series, until=scope.end)
        point = rows.last()
        if point is None:
            return missing("No milestone is recorded.", rows=rows)
        return Result(value=point.on, rows=rows, caveats=("Known to the month only.",))

    return compute


def _last_fall(scope: Scope, _: Answers) -> Result:
    """The latest year before this one in which fewer children entered than the last."""
    rows = points_of(
        scope.partnership_id, "cla.entering", area="Shropshire", until=scope.end
    )
    known = [one for one in rows if one.state == PointState.KNOWN]
    pairs = list(pairwise(known))[:-1]
    falls = [later for earlier, later in pairs if later.value < earlier.value]
    if not falls:
        return missing("No earlier fall is in the series.", rows=rows)
    return Result(value=Decimal(falls[-1].on.year), rows=rows)


def _excess(scope: Scope, answers: Answers) -> Result:
    rows = points_of(scope.partnership_id, "police_protection.rate", until=scope.end)
    county = rows.filter(area="Shropshire").last()
    region = rows.filter(area="West Midlands").last()
    if county is None or region is None or not region.value:
        return missing(
            "Neither rate is recorded, so it cannot be worked out.", rows=rows
        )
    value = (county.value - region.value) * 100 / region.value
    return Result(value=value, rows=rows)


def _absolute(scope: Scope, _: Answers) -> Result:
    return Result(
        state=State.MISSING,
        reason="An absolute claim with an exception and no count.",
        rows=points_of(scope.partnership_id, "exploitation.police_protection"),
    )


WORKED = [
    derived(
        f"{AREA}hectares",
        "Size of the county, hectares",
        (f"{AREA}size_square_miles",),
        lambda miles: miles * HECTARES,
        "Square miles times 258.998811.",
        Unit.COUNT,
    ),
    derived(
        f"{AREA}density",
        "People per hectare",
        (f"{AREA}population", f"{AREA}hectares"),
        lambda people, hectares: people / hectares,
        "Population divided by the county's size in hectares.",
        Unit.RATIO,
        places=1,
    ),
    share(
        f"{AREA}children_share",
        "Share of people aged 0 to 17",
        f"{AREA}children",
        f"{AREA}population",
        "Children aged 0 to 17 as a share of the population of the same estimate.",
        places=1,
        caveats=(
            "With the revised number of children, 59,491, it is 18.07%, which rounds "
            "to 18.1%.",
        ),
    ),
    derived(
        f"{AREA}schools_other",
        "Other schools",
        (
            f"{AREA}schools",
            f"{AREA}schools_independent",
            f"{AREA}schools_special_independent",
        ),
        lambda whole, independent, special: whole - independent - special,
        "All schools less independent and special independent ones.",
        Unit.COUNT,
    ),
    derived(
        f"{AREA}transport_cost_per_pupil",
        "School transport cost for each pupil transported",
        (f"{AREA}transport_cost", f"{AREA}pupils_transported"),
        lambda cost, pupils: cost / pupils,
        "Cost of a year divided by pupils transported each day.",
        Unit.POUNDS,
        caveats=("Both numbers are rounded in the source.",),
    ),
    share(
        f"{AREA}transported_share",
        "State pupils transported",
        f"{AREA}pupils_transported",
        f"{AREA}pupils",
        "Pupils transported each day as a share of pupils in state schools.",
        places=1,
        caveats=("Transport may include others than pupils of state schools.",),
    ),
    counted(
        f"{AREA}deprived_areas",
        "Areas among the most deprived tenth in England",
        lambda scope: points_of(
            scope.partnership_id, "area.deprived_areas", until=scope.end
        ),
        "Areas named in the profile as among England's most deprived tenth.",
    ),
    Figure(
        f"{AREA}as_at",
        "Area profile as at",
        Unit.DATE,
        "The day of the county's area profile.",
        _as_at,
    ),
    change(
        f"{HELP}hub_families_growth",
        "Growth in families attending hubs",
        f"{HELP}hub_families_start",
        f"{HELP}hub_families_end",
        "Change from April 2024 to March 2025 as a share of April 2024.",
    ),
    difference(
        f"{HELP}hub_families_more",
        "More families at hubs at the end than at the start",
        f"{HELP}hub_families_end",
        f"{HELP}hub_families_start",
    ),
    Figure(
        f"{HELP}contacts_per_quarter",
        "Early help contacts in a quarter, at least",
        Unit.COUNT,
        "The smallest of the year's four quarterly counts of contacts.",
        _per_quarter,
    ),
    share(
        f"{HELP}ehast_stepped_up_share",
        "Share of the team's families stepped up",
        f"{HELP}ehast_stepped_up",
        f"{HELP}ehast_families",
        "Families stepped up to targeted early help as a share of families worked with.",
        places=2,
    ),
    difference(
        f"{HELP}ehast_not_stepped_up",
        "Families not stepped up",
        f"{HELP}ehast_families",
        f"{HELP}ehast_stepped_up",
    ),
    share(
        f"{HELP}grant_share",
        "Families funded: achieved against target",
        f"{HELP}grant_achieved",
        f"{HELP}grant_target",
        "Families achieved as a share of the target.",
    ),
    difference(
        f"{HELP}grant_above",
        "Families funded: above target",
        f"{HELP}grant_achieved",
        f"{HELP}grant_target",
    ),
    derived(
        f"{HELP}length_weeks",
        "Average length of targeted early help, weeks",
        (f"{HELP}length_days",),
        lambda days: days / 7,
        "Average length in days divided by seven.",
        Unit.RATIO,
        places=1,
        caveats=("The model of work is meant to take twelve weeks.",),
    ),
    derived(
        f"{HELP}length_over_model",
        "Days beyond the model's length",
        (f"{HELP}length_days", f"{HELP}model_weeks"),
        lambda days, weeks: days - weeks * 7,
        "Average length in days less the model's weeks times seven.",
        Unit.DAYS,
    ),
    difference(
        f"{HELP}families_increase_difference",
        "Change in the rate of increase, percentage points",
        f"{HELP}families_increase",
        f"{HELP}families_increase_before",
        unit=Unit.RATIO,
    ),
    derived(
        f"{HELP}families_two_years",
        "Growth in families over two years",
        (f"{HELP}families_increase_before", f"{HELP}families_increase"),
        lambda first, second: ((1 + first / 100) * (1 + second / 100) - 1) * 100,
        "The two yearly increases one upon the other.",
        Unit.PERCENT,
        places=1,
    ),
    difference(
        f"{HELP}rating_rise",
        "Rise in the share of high ratings, percentage points",
        f"{HELP}rating_2025",
        f"{HELP}rating_2024",
        unit=Unit.RATIO,
    ),
    difference(
        f"{HELP}rating_rise_two_years",
        "Rise in two years, percentage points",
        f"{HELP}rating_2025",
        f"{HELP}rating_2023",
        unit=Unit.RATIO,
    ),
    Figure(
        f"{HELP}structure_began",
        "New early help structure",
        Unit.MONTH,
        "The month in which the new structure of early help began.",
        _milestone_month("early_help.structure_began"),
    ),
    Figure(
        f"{HELP}strategy_launched",
        "Early help strategy",
        Unit.MONTH,
        "The month in which the early help strategy was launched.",
        _milestone_month("early_help.strategy_launched"),
    ),
    share(
        "dataset.referrals.nfa_share",
        "Share of referrals ending in no further action",
        "dataset.referrals.nfa_count",
        "dataset.referrals.count",
        "Referrals closed without further action as a share of the year's referrals.",
        places=1,
    ),
    Figure(
        "dataset.cla.entering_last_fall",
        "Latest earlier year in which fewer children became looked after",
        Unit.YEAR,
        "The end year of the last fall in the series before this year's.",
        _last_fall,
    ),
    Figure(
        "dataset.police_protection.excess_computed",
        "Police protection above the region, worked out from the rates",
        Unit.PERCENT,
        "The county's rate less the region's as a share of the region's.",
        _excess,
    ),
    Figure(
        "dataset.police_protection.none_claim",
        "Exploited children under police protection",
        Unit.COUNT,
        "Exploited children subject to police protection in the year.",
        _absolute,
    ),
]
