"""`goldenthread begin`: the first way into a new record."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError
from django.urls import reverse
from django.utils import timezone

from goldenthread.core.access import Refused
from goldenthread.core.viewer import system
from goldenthread.partnership import services
from goldenthread.partnership.forms.records import AREA_CODE
from goldenthread.partnership.states import AgencyKind


# What is asked for, with an example of each. Nothing of it is private but the last two.
ASKED = {
    "partnership": "the partnership’s full name",
    "short-name": "its short name",
    "area": "the area it serves",
    "area-code": "the area’s ONS code, such as E06000051",
    "agency": "the agency the first person works for",
    "post": "their job title, never a name",
    "person": "their name",
    "email": "their work e-mail address, never one that is shared",
}
NEXT = (
    "Hand this link to them in a way you trust. It works once, within 72 hours, and "
    "stands nowhere else:\n\n  {link}\n\n"
    "They choose a password, set up a second factor, and then invite the others: "
    "Partnership, Invitations. A lost link: goldenthread begin --link"
)


class Command(BaseCommand):
    help = (
        "Begin a real record: one partnership, one agency, one post, and a link for "
        "the first system administrator, who invites everybody else."
    )
    group = "run"
    examples = (
        "goldenthread begin --partnership 'Northmere Safeguarding Children Partnership' "
        "--short-name NSCP --area Northmere --area-code E06000999 "
        "--agency 'Northmere Council' --post 'Systems officer' "
        "--person 'Sam Placeholder' --email sam.placeholder@example.invalid",
        "goldenthread begin --link",
    )

    def add_arguments(self, parser: CommandParser) -> None:
        for name, said in ASKED.items():
            parser.add_argument(f"--{name}", help=said)
        parser.add_argument(
            "--agency-kind",
            choices=AgencyKind.values,
            default=AgencyKind.LOCAL_AUTHORITY,
            help="what the agency is (LOCAL_AUTHORITY)",
        )
        parser.add_argument(
            "--since",
            type=date.fromisoformat,
            help="first day of the partnership, as 2019-07-01 (today)",
        )
        parser.add_argument(
            "--link",
            action="store_true",
            help="a new link for the first person, while nobody has an account",
        )

    def handle(self, **options: Any) -> None:
        if settings.EXAMPLE:
            raise CommandError(
                "GOLDENTHREAD_EXAMPLE=1 is set: real people never meet invented ones."
            )
        by, at = system("begin"), timezone.now()
        try:
            issued = (
                services.begin_again(by=by, at=at)
                if options["link"]
                else services.begin(by=by, at=at, values=_values(options))
            )
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        except ValidationError as wrong:
            raise CommandError(_said(wrong)) from None
        except (OperationalError, ProgrammingError):
            raise CommandError(
                "The database has no tables yet, or does not answer: "
                "`goldenthread prepare` says which."
            ) from None
        path = reverse("open_invitation", args=[issued.token])
        link = f"{settings.SITE_ADDRESS.rstrip('/')}{path}"
        self.stdout.write(NEXT.format(link=link))


def _values(options: dict[str, Any]) -> dict[str, Any]:
    given = {name: (options[name.replace("-", "_")] or "").strip() for name in ASKED}
    lacking = [
        f"--{name} ({ASKED[name]})" for name, value in given.items() if not value
    ]
    if lacking:
        raise CommandError(f"Say also {', '.join(lacking)}.")
    AREA_CODE(given["area-code"])
    return {
        "partnership": {
            "name": given["partnership"],
            "short_name": given["short-name"],
            "area_name": given["area"],
            "area_code": given["area-code"],
            "starts_on": options["since"] or timezone.localdate(),
        },
        "agency": {"name": given["agency"], "kind": options["agency_kind"]},
        "post": given["post"],
        "person": given["person"],
        "email": given["email"],
    }


def _said(wrong: ValidationError) -> str:
    if not hasattr(wrong, "error_dict"):
        return " ".join(wrong.messages)
    return " ".join(
        f"{name.replace('_', ' ').capitalize()}: {' '.join(messages)}"
        for name, messages in wrong.message_dict.items()
    )
