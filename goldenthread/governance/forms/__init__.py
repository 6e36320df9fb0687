"""Forms of governance, one file for each noun; raw input to clean values."""
