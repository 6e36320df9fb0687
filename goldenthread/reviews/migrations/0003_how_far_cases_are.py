"""How far each case is, read from what was recorded of it before cases had a state."""

from django.db import migrations


ORDER = (
    ("REVIEW_COMMISSIONED", {"decisions__outcome": "LCSPR"}),
    ("WITHDRAWN", {"notification__withdrawn_on__isnull": False}),
    ("PANEL_REPLIED", {"decisions__stage": "PANEL_REPLY"}),
    ("SENT_TO_PANEL", {"referrals__rapid_review__sent_on__isnull": False}),
    ("REPORT_APPROVED", {"referrals__rapid_review__agreed_on__isnull": False}),
    ("MEETING_HELD", {"referrals__rapid_review__meeting_on__isnull": False}),
    ("SCOPING", {"returns__isnull": False}),
    ("NOTIFIED", {"notification__sent_on__isnull": False}),
)


def say_how_far(apps, schema_editor):
    incidents = apps.get_model("reviews", "Incident").objects
    for state, found in ORDER:
        keys = incidents.filter(state="REFERRED", **found).values_list("pk", flat=True)
        incidents.filter(pk__in=list(keys)).update(state=state)


class Migration(migrations.Migration):
    dependencies = [("reviews", "0002_cases_on_their_way")]
    operations = [migrations.RunPython(say_how_far, migrations.RunPython.noop)]
