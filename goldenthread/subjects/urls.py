from django.urls import path

from goldenthread.core import pages
from goldenthread.subjects import views


urlpatterns = [
    path("circles/asked/", views.list_own_places, name="list_own_places"),
    path("circles/asked/<str:key>/", views.declare_place, name="declare_place"),
    *pages.urls_for(views.CIRCLE),
    *pages.urls_for(views.CIRCLE_MEMBER),
    *pages.urls_for(views.BAR),
    *pages.urls_for(views.SUBJECT),
    *pages.urls_for(views.PROPOSAL),
    path("subjects/<str:key>/lookings/", views.list_lookings, name="list_lookings"),
    path("subjects/<str:key>/identity/", views.open_identity, name="open_identity"),
    path(
        "subjects/<str:key>/identity/keep/", views.keep_identity, name="keep_identity"
    ),
]
