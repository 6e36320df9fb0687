"""Remind agencies of what is due, and remove files whose time is up."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from goldenthread.core.viewer import system
from goldenthread.dataset import services
from goldenthread.partnership.models import Partnership
from goldenthread.thread.services.digests import post_mail


class Command(BaseCommand):
    help = "Remind agencies of data that are due, and remove files whose time is up."
    group = "care"
    examples = ("goldenthread dataset keep",)

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        for partnership in Partnership.objects.order_by("pk"):
            by = system("dataset keep", partnership_id=partnership.pk)
            done = services.remind(
                by=by, at=at, site=settings.SITE_ADDRESS, post=post_mail
            )
            self.stdout.write(
                f"{partnership.short_name}: {done.sent} reminded, {done.failed} mails "
                f"failed, {done.nobody} contracts that nobody answers for"
            )
        removed = services.remove_files(by=system("dataset keep"), at=at)
        self.stdout.write(f"{removed} files removed")
