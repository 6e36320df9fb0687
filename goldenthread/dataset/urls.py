from goldenthread.core import pages
from goldenthread.dataset.views import measures


urlpatterns = [*pages.urls_for(measures.MEASURE), *pages.urls_for(measures.POINT)]
