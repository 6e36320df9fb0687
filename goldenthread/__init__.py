"""goldenthread: one record of a multi-agency child safeguarding partnership."""

__version__ = "0.1.0"
