from django.urls import path

from goldenthread.core import pages
from goldenthread.reviews import views
from goldenthread.reviews.views import chronology, rapid, scoping, triage


urlpatterns = [
    *triage.urlpatterns,
    *scoping.urlpatterns,
    *chronology.urlpatterns,
    *rapid.urlpatterns,
    path("reviews/log/", views.view_review_log, name="view_review_log"),
    path("reviews/log/<str:form>/", views.export_review_log, name="export_review_log"),
    *views.URLS,
    *[address for kind in views.KINDS for address in pages.urls_for(kind)],
    path(
        "review-subjects/<str:key>/move/",
        views.move_review_subject,
        name="move_review_subject",
    ),
]
# Read by anybody, signed in or not, at /published/.
PUBLIC = [*views.PUBLIC]
