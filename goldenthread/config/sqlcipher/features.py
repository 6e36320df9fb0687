"""What the SQLite inside SQLCipher can do (Python's own may be much older)."""

from django.db.backends.sqlite3 import features as plain
from sqlcipher3 import dbapi2 as Database


class DatabaseFeatures(plain.DatabaseFeatures):
    # Its own library is built for a quarter of a million; Python's may be for 999.
    max_query_params = 32_766
    can_alter_table_drop_column = Database.sqlite_version_info >= (3, 35, 5)
    can_return_columns_from_insert = Database.sqlite_version_info >= (3, 35)
    can_return_rows_from_bulk_insert = can_return_columns_from_insert
