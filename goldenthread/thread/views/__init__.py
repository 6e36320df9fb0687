"""The thread's pages: kinds of record, and the steps of actions, plans, challenges."""

from goldenthread.thread.views import kinds
from goldenthread.thread.views.coding import CODING_ROUND
from goldenthread.thread.views.digests import DIGEST, DIGEST_URLS
from goldenthread.thread.views.improvement import IMPROVEMENT_URLS
from goldenthread.thread.views.steps import STEP_URLS


KINDS = (*kinds.KINDS, CODING_ROUND)

__all__ = ["DIGEST", "DIGEST_URLS", "IMPROVEMENT_URLS", "KINDS", "STEP_URLS"]
