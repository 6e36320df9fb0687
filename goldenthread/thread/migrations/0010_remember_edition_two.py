from itertools import islice

from django.db import migrations

from goldenthread.core import likeness


CHUNK = 2000


def remember(apps, schema_editor):
    """Numbers drawn from an older table of words are made anew; nothing else changes."""
    Finding = apps.get_model('thread', 'Finding')
    Likeness = apps.get_model('thread', 'Likeness')
    older = Likeness.objects.exclude(edition=likeness.EDITION).order_by('pk')
    keys = iter(list(older.values_list('pk', flat=True)))
    while some := list(islice(keys, CHUNK)):
        found = Finding.objects.in_bulk(some)
        rows = list(Likeness.objects.filter(pk__in=some))
        for row in rows:
            one = found[row.pk]
            good = one.kind == 'GOOD_PRACTICE'
            text = f'{one.title}\n{one.text}'
            row.numbers = b'' if good else likeness.numbers_of(text)
            row.edition = likeness.EDITION
        Likeness.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=['finding'],
            update_fields=['numbers', 'edition'],
        )


class Migration(migrations.Migration):

    dependencies = [
        ('thread', '0009_what_is_only_added_to'),
    ]

    operations = [
        migrations.RunPython(remember, migrations.RunPython.noop),
    ]
