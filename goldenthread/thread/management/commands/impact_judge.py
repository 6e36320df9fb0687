"""`goldenthread impact judge`."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from goldenthread.core.viewer import system
from goldenthread.partnership.models import Partnership
from goldenthread.thread import services


class Command(BaseCommand):
    help = "Work out the verdict of every impact test whose points have changed."
    group = "record"
    examples = ("goldenthread impact judge",)

    def handle(self, *args: Any, **options: Any) -> None:
        for partnership in Partnership.objects.order_by("pk"):
            by = system("impact judge", partnership_id=partnership.pk)
            fresh, same = services.judge_all(by=by, at=timezone.now())
            for one in fresh:
                self.stdout.write(f"{one.impact_test.key}: {one.get_word_display()}")
            self.stdout.write(
                f"{partnership.short_name}: {len(fresh)} new, {same} as before"
            )
