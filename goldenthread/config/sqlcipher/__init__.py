"""A Django database backend for SQLite files encrypted with SQLCipher."""
