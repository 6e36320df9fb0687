"""A patient reader: opens everything there is, writes numbers down, and reckons."""
