"""Who may open the desk's pages: anybody signed in; rows are limited by each room."""

from goldenthread.core.access import public, signed_in
from goldenthread.partnership.rules import may_read_practice


# Clocks tell of practice: an administrator of the system sees none (rule A6).
may_read_clocks = may_read_practice

__all__ = ["may_read_clocks", "public", "signed_in"]
