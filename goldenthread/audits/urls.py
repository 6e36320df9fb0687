"""Addresses of the audits room."""

from goldenthread.audits import views
from goldenthread.core import pages, record_views


urlpatterns = [
    *(pattern for kind in views.KINDS for pattern in pages.urls_for(kind)),
    *record_views.move_urls(views.AUDIT, *views.AUDIT_PAGES),
    *record_views.move_urls(views.REQUEST, *views.REQUEST_PAGES),
]
