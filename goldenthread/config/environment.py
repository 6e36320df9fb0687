"""Where this copy lives and what it was told: variables, folders and keys.

Nothing else reads the environment. Keys come from a variable or from a file in
the keys folder; there is no default, so nothing can fall back to a known key.
"""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


ROOT = Path(__file__).resolve().parents[2]
KEYS = {
    "secret": "signs sessions and forms",
    "database": "opens the database file",
    "history": "seals the history",
    "vault": "opens the identities",
    "dataset": "seals agencies’ data and makes the tokens that stand for children",
}
SHORTEST_KEY = 32
SAMPLES = ("changeme", "change-me", "secret", "example", "insecure", "password")


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def switched_on(name: str) -> bool:
    return text(name).lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str = "") -> list[str]:
    return [word for word in text(name, default).replace(",", " ").split() if word]


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    if not value.isdigit():
        raise ImproperlyConfigured(f"{name} must be a whole number, not “{value}”.")
    return int(value)


def home() -> Path:
    """The folder with everything that is not code: data, files, keys."""
    return Path(text("GOLDENTHREAD_HOME", str(ROOT / "var"))).resolve()


def key(name: str) -> str:
    variable = f"GOLDENTHREAD_{name.upper()}_KEY"
    value = text(variable) or _kept_key(name)
    if not value:
        raise ImproperlyConfigured(
            f"The {name} key is missing: it {KEYS[name]}. Set {variable}, or run "
            f"“goldenthread keys” to make the keys in {home() / 'keys'}."
        )
    if len(value) < SHORTEST_KEY or any(sample in value.lower() for sample in SAMPLES):
        raise ImproperlyConfigured(
            f"The {name} key is too short or is a sample. Use 64 random "
            "hexadecimal digits."
        )
    return value


def _kept_key(name: str) -> str:
    path = home() / "keys" / name
    return path.read_text(encoding="ascii").strip() if path.is_file() else ""


def make_keys() -> list[Path]:
    """Make each key that is missing, readable by this user only."""
    folder = home() / "keys"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.parent.chmod(0o700)
    missing = [folder / name for name in KEYS if not (folder / name).exists()]
    for path in missing:
        _write_once(path, secrets.token_hex(32))
    return missing


def _write_once(path: Path, value: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(value + "\n")
        stream.flush()
        os.fsync(stream.fileno())


MAIL = "django.core.mail.backends"


def mail() -> dict[str, Any]:
    """Django's settings for mail: to files in the home unless told otherwise.

    GOLDENTHREAD_MAIL is empty (files), "console", or smtp://user:password@host:587
    (smtps:// for a connection that is encrypted from the start).
    """
    told = text("GOLDENTHREAD_MAIL")
    if not told:
        folder = str(home() / "mail")
        return {
            "EMAIL_BACKEND": f"{MAIL}.filebased.EmailBackend",
            "EMAIL_FILE_PATH": folder,
        }
    if told == "console":
        return {"EMAIL_BACKEND": f"{MAIL}.console.EmailBackend"}
    parts = urlsplit(told)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured(
            "GOLDENTHREAD_MAIL must be empty, “console” or begin with smtp:// or smtps://."
        )
    return {
        "EMAIL_BACKEND": f"{MAIL}.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp",
        "EMAIL_TIMEOUT": 20,
    }


def database() -> dict[str, Any]:
    """Django's settings for the database that DATABASE_URL names."""
    url = text("DATABASE_URL", f"sqlite:///{home() / 'goldenthread.sqlite3'}")
    scheme = urlsplit(url).scheme
    if scheme == "sqlite":
        return _sqlite(url)
    if scheme in {"postgres", "postgresql"}:
        return _postgresql(url)
    raise ImproperlyConfigured(
        f"DATABASE_URL must begin with sqlite:// or postgresql://, not “{scheme}”."
    )


def _sqlite(url: str) -> dict[str, Any]:
    # sqlite:////absolute/path and sqlite:///relative/path, as is usual.
    return {
        "ENGINE": "goldenthread.config.sqlcipher",
        "NAME": unquote(url.removeprefix("sqlite:///")),
        "OPTIONS": {"key": key("database")},
        "CONN_MAX_AGE": None,
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        # A folder in ?host= is a Unix socket.
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": options,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }
