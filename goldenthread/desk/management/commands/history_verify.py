"""Walk the whole history and name the first row that does not hold."""

from django.core.management.base import BaseCommand, CommandError

from goldenthread.core import history


class Command(BaseCommand):
    help = "Walk the whole history and name the first row that does not hold."
    group = "care"
    examples = ("goldenthread history verify",)

    def handle(self, **options) -> None:
        fault = history.verify()
        if fault:
            raise CommandError(
                f"The history does not hold at row {fault.sequence}: {fault.reason}."
            )
        sequence, digest = history.head()
        self.stdout.write(
            f"The history holds: {sequence} rows. Head {digest}\n"
            "Keep the head somewhere else: it shows if the end is ever cut off."
        )
