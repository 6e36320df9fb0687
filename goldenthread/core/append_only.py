"""Database triggers that refuse to change or remove rows of append-only tables.

The history is one; a room has its own where its records may only be added to.

Held by the database, so that neither a mistake here nor a hand at the console can do
it quietly. Removing the triggers is possible to the owner of the database; the chain
of seals then shows what was changed.
"""

from __future__ import annotations


HISTORY_TABLES = ("core_historyrow", "core_historydetail", "core_historysubject")
KEYS = {
    "core_historyrow": "sequence",
    "core_historydetail": "row_id",
    "core_historysubject": "id",
}
USUAL_KEY = "id"
REFUSAL = "This table is append-only: rows are never changed or removed."


def install(connection, tables: tuple[str, ...]) -> None:
    """Make the tables append-only; `tables` are our own names, never input."""
    make = _postgresql if connection.vendor == "postgresql" else _sqlite
    with connection.cursor() as cursor:
        for statement in make(tables):
            cursor.execute(statement)


def remove(connection, tables: tuple[str, ...]) -> None:
    """Take the triggers away again: for undoing a migration, and between tests."""
    with connection.cursor() as cursor:
        for table in tables:
            for act in ("update", "delete", "truncate", "replace"):
                name = f"{table}_no_{act}"
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def installed(connection) -> tuple[str, ...]:
    """The tables the database refuses to change, by their triggers, in order."""
    asked = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        found = [name for (name,) in cursor.fetchall()]
    ending = "_no_update"
    return tuple(sorted(one[: -len(ending)] for one in found if one.endswith(ending)))


def _sqlite(tables: tuple[str, ...]) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_no_{act} BEFORE {act} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for table in tables
        for act in ("update", "delete")
    ] + _no_replacing(tables)


def _no_replacing(tables: tuple[str, ...]) -> list[str]:
    """INSERT OR REPLACE removes a row without asking the trigger on DELETE."""
    made = []
    for table in tables:
        key = KEYS.get(table, USUAL_KEY)
        same = f"SELECT 1 FROM {table} WHERE {key} = NEW.{key}"  # noqa: S608
        made.append(
            f"CREATE TRIGGER IF NOT EXISTS {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS ({same}) BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )
    return made


def refuse_replacing(connection, tables: tuple[str, ...]) -> None:
    """For a database whose tables were made append-only before this was known."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for statement in _no_replacing(tables):
                cursor.execute(statement)


def _postgresql(tables: tuple[str, ...]) -> list[str]:
    refuse = (
        "CREATE OR REPLACE FUNCTION goldenthread_refuse() RETURNS trigger AS $$ "
        f"BEGIN RAISE EXCEPTION '{REFUSAL}'; END; $$ LANGUAGE plpgsql"
    )
    return [refuse] + [
        f"CREATE TRIGGER {table}_no_{act} BEFORE {act} ON {table} "
        f"FOR EACH {'STATEMENT' if act == 'truncate' else 'ROW'} "
        "EXECUTE FUNCTION goldenthread_refuse()"
        for table in tables
        for act in ("update", "delete", "truncate")
    ]
