from goldenthread.core import pages
from goldenthread.dataset.views import (
    assurance,
    exchange,
    journeys,
    measures,
    samples,
    sending,
)


urlpatterns = [
    *exchange.URLS,
    *sending.URLS,
    *pages.urls_for(measures.MEASURE),
    *pages.urls_for(measures.POINT),
    *journeys.PATTERNS,
    *assurance.PATTERNS,
    *samples.PATTERNS,
]
