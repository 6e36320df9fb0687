"""The people of the example partnership, to sign in as."""

from typing import Any

from django.core.management.base import BaseCommand

from goldenthread.partnership.models import Account


class Command(BaseCommand):
    help = "List the invented people of the example partnership."
    group = "run"

    def handle(self, **options: Any) -> None:
        for line in lines():
            self.stdout.write(line)


def lines() -> list[str]:
    """Role, name and address of each invented person who may sign in."""
    invented = Account.objects.filter(person__invented=True, is_active=True)
    rows = [
        (account.get_role_display(), account.person.name, account.email)
        for account in invented.select_related("person").order_by("role", "email")
    ]
    widths = [max((len(row[part]) for row in rows), default=0) for part in (0, 1)]
    return [f"{row[0]:<{widths[0]}}  {row[1]:<{widths[1]}}  {row[2]}" for row in rows]
