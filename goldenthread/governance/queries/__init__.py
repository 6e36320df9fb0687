"""Reads of governance, one file for each noun; every query takes the viewer.

Functions below a file's line “Rows behind figures” take a partnership and a period
instead: figures and the report ask them for everybody who may read the report.
"""

from goldenthread.governance.queries.due import due


__all__ = ["due"]
