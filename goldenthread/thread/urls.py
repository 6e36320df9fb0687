"""Addresses of the thread. Other pages first: their last word is no record's key."""

from goldenthread.core import pages, record_views
from goldenthread.thread.views import (
    DIGEST,
    DIGEST_URLS,
    IMPROVEMENT_URLS,
    KINDS,
    STEP_URLS,
    coding,
    kinds,
    learned,
    steps,
    themes,
)


urlpatterns = [
    *STEP_URLS,
    *IMPROVEMENT_URLS,
    *DIGEST_URLS,
    *pages.urls_for(DIGEST),
    *coding.CODING_URLS,
    *learned.LEARNED_URLS,
    *themes.THEME_URLS,
    *(pattern for kind in KINDS for pattern in pages.urls_for(kind)),
    *record_views.move_urls(kinds.ACTION, *steps.ACTION_PAGES, *steps.SHAPE_PAGES),
    *record_views.move_urls(kinds.CHALLENGE, *steps.CHALLENGE_PAGES),
    *record_views.move_urls(kinds.IMPACT_TEST, *steps.EFFECT_PAGES),
    *record_views.move_urls(kinds.PLAN, *steps.PLAN_PAGES),
    *record_views.move_urls(kinds.THEME, *themes.THEME_PAGES),
    *record_views.move_urls(coding.CODING_ROUND, *coding.ROUND_PAGES),
]
