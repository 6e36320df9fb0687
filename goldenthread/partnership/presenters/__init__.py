"""Values to words, tags and charts; no database."""
