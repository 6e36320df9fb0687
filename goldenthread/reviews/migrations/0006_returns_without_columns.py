from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("reviews", "0005_returns_in_parts")]

    operations = [
        migrations.RemoveConstraint(
            model_name='agencyreturn',
            name='reviews_return_says_the_context',
        ),
        migrations.RemoveField(
            model_name='agencyreturn',
            name='context',
        ),
        migrations.RemoveField(
            model_name='agencyreturn',
            name='text',
        ),
        migrations.RemoveField(
            model_name='agencyreturn',
            name='voice_of_child',
        ),
        migrations.RemoveField(
            model_name='agencyreturn',
            name='voice_of_family',
        ),
    ]
