"""What stood in four columns of a return becomes parts of the form it was asked with."""

from django.db import migrations


COLUMNS = {
    "text": "ACCOUNT",
    "voice_of_child": "CHILD_VOICE",
    "voice_of_family": "FAMILY_VOICE",
    "context": "CONTEXT",
}


def into_parts(apps, schema_editor):
    # A model in a migration gives no key by itself.
    from goldenthread.core.models.record import new_key

    part = apps.get_model("reviews", "ReturnAnswer").objects
    for one in apps.get_model("reviews", "AgencyReturn").objects.iterator():
        for column, question in COLUMNS.items():
            if words := getattr(one, column):
                part.create(
                    key=new_key(), agency_return=one, question=question, text=words
                )


class Migration(migrations.Migration):
    dependencies = [("reviews", "0004_scoping")]
    operations = [migrations.RunPython(into_parts, migrations.RunPython.noop)]
