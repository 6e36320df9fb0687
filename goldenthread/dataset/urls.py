from goldenthread.core import pages
from goldenthread.dataset.views import (
    assurance,
    cards,
    dashboards,
    exchange,
    journeys,
    maps,
    measures,
    samples,
    sending,
    together,
)


urlpatterns = [
    *dashboards.URLS,
    *cards.URLS,
    *exchange.URLS,
    *sending.URLS,
    *together.URLS,
    *maps.URLS,
    *pages.urls_for(measures.MEASURE),
    *pages.urls_for(measures.POINT),
    *journeys.PATTERNS,
    *assurance.PATTERNS,
    *samples.PATTERNS,
]
