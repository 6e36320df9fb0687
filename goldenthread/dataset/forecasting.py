"""What would come if nothing changed: plain numbers in, a forecast out.

Three methods of a kept library are tried on the last periods held back, beside the
plainest guess (the same as a year before, or as the last period). The one that was out
least makes the forecast; all are told.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


SEASON = 12
LEVEL = 80
FEWEST = 18
# Error, trend, season: additive, damped, none. Rules of thumb; confidence M.
METHODS = {
    "Level only (ETS A,N,N)": {"trend": None, "seasonal": None},
    "Damped trend (ETS A,Ad,N)": {"trend": "add", "damped_trend": True},
    "Level and season (ETS A,N,A)": {"trend": None, "seasonal": "add"},
}
PLAIN = "The same as a year before"
PLAINEST = "The same as the last period"


@dataclass(frozen=True)
class Expected:
    """A period's expected value, with the ends of its interval; none below nought."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Forecasted:
    method: str
    level: int
    held_back: int
    # How far each method was out on average on the periods held back, the least first.
    tried: tuple[tuple[str, float], ...]
    points: tuple[Expected, ...]


class TooShort(ValueError):
    """The series has too few points in a row to forecast from."""


def forecast(values: Sequence[float], ahead: int, season: int = SEASON) -> Forecasted:
    """Forecast so many periods ahead. Raises TooShort for fewer than 18 values."""
    if len(values) < FEWEST:
        raise TooShort(
            f"There are {len(values)} periods in a row, and a forecast needs {FEWEST}."
        )
    held = min(6, len(values) // 4)
    known, rest = values[:-held], values[-held:]
    tried = {}
    for name, options in _methods(known, season).items():
        made = _fitted(known, options, season, held)
        tried[name] = _out([one.value for one in made], rest)
    best = min(tried, key=tried.__getitem__)
    guess = _plain(known, held, season)
    tried[PLAIN if len(known) >= season else PLAINEST] = _out(guess, rest)
    points = _fitted(values, METHODS[best], season, ahead)
    in_order = sorted(tried.items(), key=lambda one: one[1])
    return Forecasted(best, LEVEL, held, tuple(in_order), tuple(points))


def _methods(values: Sequence[float], season: int) -> dict[str, dict[str, Any]]:
    """A season is looked for in two whole ones only."""
    enough = len(values) >= 2 * season
    return {
        name: options
        for name, options in METHODS.items()
        if enough or not options.get("seasonal")
    }


def _fitted(
    values: Sequence[float], options: dict[str, Any], season: int, ahead: int
) -> list[Expected]:
    # Heavy, and only needed where a forecast is made.
    import pandas
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    seasonal = {"seasonal_periods": season} if options.get("seasonal") else {}
    with warnings.catch_warnings():
        # A fit that stops early is a worse fit, and the back-test says so.
        warnings.simplefilter("ignore")
        series = pandas.Series([float(one) for one in values])
        fit = ETSModel(series, error="add", **options, **seasonal).fit(disp=False)
        last = len(values) + ahead - 1
        found = fit.get_prediction(len(values), last)
        table = found.summary_frame(alpha=1 - LEVEL / 100)
    rows = zip(table["mean"], table["pi_lower"], table["pi_upper"], strict=True)
    return [
        Expected(max(0.0, float(mean)), max(0.0, float(low)), max(0.0, float(high)))
        for mean, low, high in rows
    ]


def _plain(values: Sequence[float], ahead: int, season: int) -> list[float]:
    if len(values) < season:
        return [values[-1]] * ahead
    return [values[len(values) - season + at % season] for at in range(ahead)]


def _out(made: Sequence[float], true: Sequence[float]) -> float:
    """How far it was out, on average."""
    return sum(abs(a - b) for a, b in zip(made, true, strict=True)) / len(true)


def turned(actual: Sequence[float], expected: Sequence[Expected], up: bool) -> str:
    """Whether the curve turned against the forecast: BETTER, WORSE, AS_EXPECTED, EARLY.

    A curve has turned where three periods in a row lie outside the interval on one side.
    """
    if len(actual) < 3:
        return "EARLY"
    sides = [
        1 if value > one.high else -1 if value < one.low else 0
        for value, one in zip(actual, expected, strict=False)
    ]
    for at in range(len(sides) - 2):
        run = set(sides[at : at + 3])
        if run in ({1}, {-1}):
            return "BETTER" if (run == {1}) == up else "WORSE"
    return "AS_EXPECTED"
