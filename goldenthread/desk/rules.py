"""Who may open the desk's pages: anybody signed in; rows are limited by each room."""

from goldenthread.core.access import public, signed_in


__all__ = ["public", "signed_in"]
