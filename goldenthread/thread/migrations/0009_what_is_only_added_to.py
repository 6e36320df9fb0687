"""Triggers that refuse UPDATE and DELETE on what is said, fixed or judged once."""

from django.db import migrations

from goldenthread.core import append_only


TABLES = (
    "thread_grading",
    "thread_impacttest",
    "thread_merge",
    "thread_samelearning",
    "thread_update",
    "thread_verdict",
)


def install(apps, schema_editor):
    append_only.install(schema_editor.connection, TABLES)


def remove(apps, schema_editor):
    append_only.remove(schema_editor.connection, TABLES)


class Migration(migrations.Migration):
    dependencies = [("thread", "0008_findings_by_day")]
    operations = [migrations.RunPython(install, remove)]
