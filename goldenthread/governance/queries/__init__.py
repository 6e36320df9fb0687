"""Reads of governance, one file for each noun; every query takes the viewer."""
