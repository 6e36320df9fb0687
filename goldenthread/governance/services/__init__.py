"""Every write of governance, one file for each noun, each named as its button."""
