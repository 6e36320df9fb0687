from django.db import migrations


def copy_domains(apps, schema_editor):
    """Each finding's one domain becomes the first of its several."""
    finding = apps.get_model('thread', 'Finding')
    through = finding.domains.through
    rows = finding.objects.filter(domain__isnull=False).values_list('pk', 'domain_id')
    through.objects.bulk_create(
        (through(finding_id=pk, systemsdomain_id=domain) for pk, domain in rows.iterator(2000)),
        batch_size=2000,
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('thread', '0004_learned_before_and_codings'),
    ]

    operations = [
        migrations.RunPython(copy_domains, migrations.RunPython.noop),
    ]
