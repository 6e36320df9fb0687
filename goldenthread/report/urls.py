from django.urls import path

from goldenthread.core import pages, record_views
from goldenthread.report import views


FIGURES = "editions/<str:key>/figures/"

urlpatterns = [
    path("editions/<str:key>/read/", views.read_edition, name="read_edition"),
    path(
        "editions/<str:key>/file/<slug:form>/",
        views.export_edition,
        name="export_edition",
    ),
    path(FIGURES, views.list_figures, name="list_figures"),
    path(f"{FIGURES}<str:figure>/", views.view_figure, name="view_figure"),
    path("editions/<str:key>/check/", views.check_edition, name="check_edition"),
    path("editions/<str:key>/changes/", views.list_changes, name="list_changes"),
    path(
        "editions/<str:key>/agreed-figures/",
        views.list_frozen_figures,
        name="list_frozen_figures",
    ),
    path(
        "editions/<str:key>/agreed-figures/<str:figure>/restate/",
        views.restate_figure,
        name="restate_figure",
    ),
    path("editions/<str:key>/sign/", views.sign_edition, name="sign_edition"),
    path("editions/<str:key>/comment/", views.comment_edition, name="comment_edition"),
    *record_views.move_urls(views.EDITION, *views.MOVES),
    *pages.urls_for(views.EDITION),
    *pages.urls_for(views.SECTION),
    *pages.urls_for(views.GAP),
    *pages.urls_for(views.DISCLOSURE),
]
