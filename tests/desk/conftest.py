"""The invented county of the dataset's tests, for what the desk shows of it."""

from tests.dataset.conftest import county, county_shelf, published


__all__ = ["county", "county_shelf", "published"]
