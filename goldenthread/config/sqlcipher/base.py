"""Django's SQLite backend, on SQLCipher instead of Python's own SQLite.

Django's backend is kept whole; only the module underneath changes. The key is
given before any other statement, because the first page read decides whether
the file opens. The promises of a connection (write-ahead log, full flush,
foreign keys) are made here, not in settings, so that no setting can loosen
them.
"""

import datetime
import decimal
import re
from itertools import chain, tee
from typing import Any, ClassVar

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3 import base as plain
from django.db.backends.sqlite3._functions import register as register_functions
from django.utils.asyncio import async_unsafe
from django.utils.dateparse import parse_date, parse_datetime, parse_time
from sqlcipher3 import dbapi2 as Database

from .features import DatabaseFeatures


KEY_SHAPE = re.compile(r"[0-9a-fA-F]{64}")
WAIT_FOR_LOCK = 20.0  # seconds; writers queue, they do not fail

WRONG_KEY = (
    "The database key does not open {name}: it is not the key this file was "
    "made with, or the file is damaged."
)
BAD_KEY = "GOLDENTHREAD_DATABASE_KEY must be 64 hexadecimal digits (32 random bytes)."

Database.register_converter("bool", b"1".__eq__)
Database.register_converter("date", plain.decoder(parse_date))
Database.register_converter("time", plain.decoder(parse_time))
Database.register_converter("datetime", plain.decoder(parse_datetime))
Database.register_converter("timestamp", plain.decoder(parse_datetime))
Database.register_adapter(decimal.Decimal, str)
Database.register_adapter(datetime.date, plain.adapt_date)
Database.register_adapter(datetime.datetime, plain.adapt_datetime)


class Cursor(Database.Cursor):
    """Django's way of writing parameters, turned into SQLite's."""

    convert_query = plain.SQLiteCursorWrapper.convert_query

    def execute(self, query: str, params: Any = None) -> Any:
        if params is None:
            return super().execute(query)
        names = list(params) if isinstance(params, dict) else None
        return super().execute(self.convert_query(query, param_names=names), params)

    def executemany(self, query: str, param_list: Any) -> Any:
        peek, rows = tee(iter(param_list))
        first = next(peek, None)
        names = list(first) if isinstance(first, dict) else None
        query = self.convert_query(query, param_names=names)
        return super().executemany(query, chain(rows))


class DatabaseWrapper(plain.DatabaseWrapper):
    display_name = "SQLite (SQLCipher)"
    Database = Database
    features_class = DatabaseFeatures
    promises: ClassVar[tuple[str, ...]] = (
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        "PRAGMA foreign_keys = ON",
        "PRAGMA legacy_alter_table = OFF",
        # Deleted text is overwritten, also inside the encrypted pages.
        "PRAGMA secure_delete = ON",
        "PRAGMA temp_store = MEMORY",
        # 32 MB of decrypted pages a connection: decrypting is the cost here.
        "PRAGMA cache_size = -32768",
    )

    def get_connection_params(self) -> dict[str, Any]:
        options = self.settings_dict["OPTIONS"]
        self._key = _checked_key(options.get("key", ""))
        params = super().get_connection_params()
        params.pop("key", None)
        params.setdefault("timeout", WAIT_FOR_LOCK)
        # A write that begins by reading cannot be caught between two others.
        self.transaction_mode = "IMMEDIATE"
        return params

    @async_unsafe
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = Database.connect(**conn_params)
        # A wrong key is told in our own words; the library's log is for its makers.
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{self._key}'\"")
        self._open(connection)
        register_functions(connection)
        for promise in self.promises:
            connection.execute(promise).fetchall()
        return connection

    def _open(self, connection: Any) -> None:
        """Read the first page, which fails at once under a wrong key."""
        try:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()
        except Database.DatabaseError as error:
            connection.close()
            if "not a database" not in str(error):
                raise
            name = self.settings_dict["NAME"]
            raise ImproperlyConfigured(WRONG_KEY.format(name=name)) from None

    def create_cursor(self, name: str | None = None) -> Cursor:
        return self.connection.cursor(factory=Cursor)

    @async_unsafe
    def close(self) -> None:
        # The tests may use a database in memory, which dies with its
        # connection; Django's own rule for that holds here too.
        self.validate_thread_sharing()
        if not self.is_in_memory_db():
            BaseDatabaseWrapper.close(self)


def _checked_key(key: str) -> str:
    if not KEY_SHAPE.fullmatch(key):
        raise ImproperlyConfigured(BAD_KEY)
    return key
