"""Measures how the product behaves as its record grows. Never part of the tests."""
