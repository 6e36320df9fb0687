"""Addresses of the thread. Other pages first: their last word is no record's key."""

from goldenthread.core import pages, record_views
from goldenthread.thread.views import KINDS, STEP_URLS, kinds, steps


urlpatterns = [
    *STEP_URLS,
    *(pattern for kind in KINDS for pattern in pages.urls_for(kind)),
    *record_views.move_urls(kinds.ACTION, *steps.ACTION_PAGES),
    *record_views.move_urls(kinds.CHALLENGE, *steps.CHALLENGE_PAGES),
    *record_views.move_urls(kinds.PLAN, *steps.PLAN_PAGES),
]
