"""`goldenthread digests send`."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from goldenthread.core.calendars import london_date
from goldenthread.core.viewer import Viewer, system
from goldenthread.partnership.models import Partnership
from goldenthread.partnership.queries import viewer_for
from goldenthread.subjects.queries import circle_keys
from goldenthread.thread import services


class Command(BaseCommand):
    help = "Make this cycle's digests and tell each owner once, by mail."
    group = "record"
    examples = ("goldenthread digests send",)

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()

        def viewer_of(account_id: int) -> Viewer | None:
            return seen_by(account_id, london_date(at))

        for partnership in Partnership.objects.order_by("pk"):
            by = system("digests send", partnership_id=partnership.pk)
            done = services.send_digests(
                by=by, at=at, site=settings.SITE_ADDRESS, viewer_of=viewer_of
            )
            self.stdout.write(
                f"{partnership.short_name}, {done.cycle}: {done.made} digests made, "
                f"{done.sent} mails sent, {done.before} sent before, "
                f"{done.failed} failed"
            )
            for key in done.nobody:
                self.stdout.write(f"  nobody to tell of digest {key}")
            for key in done.unknown:
                self.stdout.write(f"  not known whether mail of digest {key} went out")


def seen_by(account_id: int, on: date) -> Viewer | None:
    """The person as a viewer, with the circles open to them on the day."""
    found = viewer_for(account_id, on)
    if found is None:
        return None
    return replace(found, circles=circle_keys(found.person_id, on))
