"""The product's settings with keys and a home of the tests' own."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path


PREFIX = "goldenthread-tests-"
# Memory where there is some: tests need no disk that survives them.
MEMORY = Path("/dev/shm")
TEMPORARY = MEMORY if os.access(MEMORY, os.W_OK) else Path(tempfile.gettempdir())


def _fresh_home() -> Path:
    for left in TEMPORARY.glob(f"{PREFIX}*-*"):
        _remove_if_abandoned(left)
    own = os.getpid()
    home = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{own}-", dir=TEMPORARY))
    # A process begun by the tests must not take its parent's home with it.
    atexit.register(lambda: os.getpid() == own and shutil.rmtree(home, True))
    return home


def _remove_if_abandoned(home: Path) -> None:
    """Runs that were killed, and pytest's parallel workers, leave theirs behind."""
    number = home.name.removeprefix(PREFIX).split("-")[0]
    if number.isdigit() and not _runs(int(number)):
        shutil.rmtree(home, ignore_errors=True)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # somebody else's
    return True


TEST_HOME = _fresh_home()
os.environ["GOLDENTHREAD_HOME"] = str(TEST_HOME)
os.environ["GOLDENTHREAD_SECRET_KEY"] = "0123456789abcdef" * 4
os.environ["GOLDENTHREAD_DATABASE_KEY"] = "123456789abcdef0" * 4
os.environ["GOLDENTHREAD_HISTORY_KEY"] = "23456789abcdef01" * 4
os.environ["GOLDENTHREAD_VAULT_KEY"] = "3456789abcdef012" * 4
os.environ["GOLDENTHREAD_DATASET_KEY"] = "456789abcdef0123" * 4
os.environ.pop("GOLDENTHREAD_HTTPS", None)
# The tests' database is chosen by a variable of its own, so that nobody's
# DATABASE_URL can be the one that tests write to.
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL", "")

from goldenthread.config.settings import *  # noqa: E402, F403
from goldenthread.config.settings import DATABASES  # noqa: E402


# A real encrypted file, as in production, so that threads and processes meet
# the locks they will meet there.
if "sqlcipher" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["TEST"] = {"NAME": str(TEST_HOME / "test.sqlite3")}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
# Tests of the second factor ask for it themselves.
SECOND_FACTOR_REQUIRED = False
