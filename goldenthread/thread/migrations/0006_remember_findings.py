from django.db import migrations

from goldenthread.core import likeness


def remember(apps, schema_editor):
    """Findings written before are made comparable, as new ones are when written."""
    Finding = apps.get_model('thread', 'Finding')
    Likeness = apps.get_model('thread', 'Likeness')
    found = Finding.objects.select_related('origin').order_by('pk')
    made = (
        Likeness(
            finding=one,
            partnership_id=one.origin.partnership_id,
            origin_id=one.origin_id,
            day=one.found_on,
            numbers=(
                b''
                if one.kind == 'GOOD_PRACTICE'
                else likeness.numbers_of(f'{one.title}\n{one.text}')
            ),
            edition=likeness.EDITION,
            mark=one.key,
            stamp=0,
        )
        for one in found.iterator(2000)
    )
    Likeness.objects.bulk_create(made, batch_size=2000)


class Migration(migrations.Migration):

    dependencies = [
        ('thread', '0005_copy_domains'),
    ]

    operations = [
        migrations.RunPython(remember, migrations.RunPython.noop),
    ]
