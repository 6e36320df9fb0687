from goldenthread.core import pages
from goldenthread.dataset.views import exchange, measures, sending


urlpatterns = [
    *exchange.URLS,
    *sending.URLS,
    *pages.urls_for(measures.MEASURE),
    *pages.urls_for(measures.POINT),
]
