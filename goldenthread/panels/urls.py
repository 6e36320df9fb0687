from goldenthread.core.pages import urls_for
from goldenthread.panels.views import KINDS


urlpatterns = [route for kind in KINDS for route in urls_for(kind)]
