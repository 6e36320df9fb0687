"""Records of governance in words, one file for each noun; no database here."""
