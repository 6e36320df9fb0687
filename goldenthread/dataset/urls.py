from goldenthread.core import pages
from goldenthread.dataset import views


urlpatterns = [*pages.urls_for(views.MEASURE), *pages.urls_for(views.POINT)]
