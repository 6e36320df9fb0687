from importlib import import_module

from django.db import migrations


class Migration(migrations.Migration):
    """As 0010 did: what is of an older table of words is made anew."""

    dependencies = [
        ('thread', '0010_remember_edition_two'),
    ]

    operations = [
        migrations.RunPython(
            import_module('goldenthread.thread.migrations.0010_remember_edition_two').remember,
            migrations.RunPython.noop,
        ),
    ]
