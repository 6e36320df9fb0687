"""Writes of published help lines."""

from goldenthread.governance import rules
from goldenthread.governance.models import PublicContact
from goldenthread.governance.services.keeping import Keeper


# Refuses a number nobody could ring.
_contact = Keeper(PublicContact, check=rules.require_contact)
add_public_contact, amend_public_contact = _contact.add, _contact.amend
