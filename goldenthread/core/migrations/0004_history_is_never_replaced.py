"""A trigger that refuses INSERT OR REPLACE on the history, which only SQLite has."""

from django.db import migrations

from goldenthread.core import append_only


def install(apps, schema_editor):
    append_only.refuse_replacing(schema_editor.connection, append_only.HISTORY_TABLES)


class Migration(migrations.Migration):
    dependencies = [("core", "0003_reference_and_files")]
    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
