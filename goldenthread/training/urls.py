from goldenthread.core.pages import urls_for
from goldenthread.training.views import KINDS


urlpatterns = [route for kind in KINDS for route in urls_for(kind)]
