"""What the web server runs. It refuses a database that can lose records."""

import os

from django.core.wsgi import get_wsgi_application


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goldenthread.config.settings")
application = get_wsgi_application()

# After the set-up above, because the check needs the settings.
from goldenthread.config.checks import refuse_unsafe  # noqa: E402


refuse_unsafe()
