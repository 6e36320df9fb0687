"""The product's settings, for measuring: plain static files, and a test client's host."""

from goldenthread.config.settings import *  # noqa: F403
from goldenthread.config.settings import STORAGES


STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ALLOWED_HOSTS = ["testserver"]
