"""How alike two names are, for Spark: by the library whose code DuckDB has within it.

Splink brings functions for Spark too. Its Jaro-Winkler counts transpositions in another
way, and puts one pair of misspelt names in two hundred on the other side of a threshold.
"""

# Spark reads the types of these functions at run time, so they are not put off.
from collections.abc import Callable

import numpy as np
import pandas as pd
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler
from rapidfuzz.process import cpdist


def jaro_winkler(left: pd.Series, right: pd.Series) -> pd.Series:
    return _pairwise(left, right, JaroWinkler.similarity)


def damerau_levenshtein(left: pd.Series, right: pd.Series) -> pd.Series:
    return _pairwise(left, right, DamerauLevenshtein.distance)


def _pairwise(
    left: pd.Series, right: pd.Series, measure: Callable[..., float]
) -> pd.Series:
    """The measure of each pair; empty where one of the two is."""
    known = (left.notna() & right.notna()).to_numpy()
    found = np.full(len(left), np.nan)
    if known.any():
        pairs = left[known].to_list(), right[known].to_list()
        found[known] = cpdist(*pairs, scorer=measure, dtype=np.float64)
    return pd.Series(found)
