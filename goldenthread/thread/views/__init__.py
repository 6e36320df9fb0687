"""The thread's pages: kinds of record, and the steps of actions, plans, challenges."""

from goldenthread.thread.views.kinds import KINDS
from goldenthread.thread.views.steps import STEP_URLS


__all__ = ["KINDS", "STEP_URLS"]
