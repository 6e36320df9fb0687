from goldenthread.core import pages
from goldenthread.core.reference.views import KINDS


urlpatterns = [pattern for kind in KINDS for pattern in pages.urls_for(kind)]
