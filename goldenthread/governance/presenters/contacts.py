"""Published help lines in words."""

from __future__ import annotations

from goldenthread.core.pages import Cell, Detail, Link, fact
from goldenthread.governance.models import PublicContact
from goldenthread.governance.presenters import words


COLUMNS = ("Line", "Number", "When to use it")


def contact_row(contact: PublicContact) -> tuple[Cell, ...]:
    return (
        words.marked(contact.name, contact),
        Cell(text=contact.number),
        Cell(text=contact.use_when),
    )


def contact_detail(contact: PublicContact, buttons: tuple[Link, ...] = ()) -> Detail:
    return Detail(
        tags=words.tags(contact),
        notices=words.notices(contact),
        facts=(
            fact("Telephone number", contact.number),
            fact("When to use it", contact.use_when),
            fact("Run by", contact.run_by),
            fact("Published", words.period(contact.starts_on, contact.ends_on)),
            fact("Order in the list", str(contact.position)),
            *words.note(contact),
        ),
        buttons=buttons,
    )
