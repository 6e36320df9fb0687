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
    *[address for kind in views.KINDS for address in pages.urls_for(kind)],
    path(
        "review-subjects/<str:key>/move/",
        views.move_review_subject,
        name="move_review_subject",
    ),
]
