"""What published help lines must satisfy."""

import re

from goldenthread.core.access import Refused
from goldenthread.governance.models import PublicContact
from goldenthread.governance.rules.common import require_dated


def require_contact(contact: PublicContact) -> None:
    """A number somebody in need can ring: digits and spaces, nothing else."""
    require_dated(contact)
    if not re.fullmatch(r"\+?[0-9][0-9 ]{1,20}[0-9]", contact.number):
        raise Refused(
            "A telephone number has digits and spaces only, such as 0800 1111, not "
            f"“{contact.number}”."
        )
