"""Training in words, tags and rows; one file for each group of kinds; no database."""
