"""What the web server runs. It refuses a database that can lose records."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goldenthread.config.settings")
application = get_wsgi_application()

# After the set-up above, because the check needs the settings.
from goldenthread.config.checks import refuse_unsafe  # noqa: E402


refuse_unsafe()

# All pages are loaded while the process begins: it takes a second of processor, which
# the first person to ask would wait for.
get_resolver().url_patterns  # noqa: B018 - reading it loads them
