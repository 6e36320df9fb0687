"""Counts and rates by area, as pictures and as data; see README.md."""
