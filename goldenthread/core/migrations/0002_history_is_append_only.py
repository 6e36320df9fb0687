"""Triggers that refuse UPDATE and DELETE on the history, on both databases."""

from django.db import migrations

from goldenthread.core import append_only


def install(apps, schema_editor):
    append_only.install(schema_editor.connection, append_only.HISTORY_TABLES)


def remove(apps, schema_editor):
    append_only.remove(schema_editor.connection, append_only.HISTORY_TABLES)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
