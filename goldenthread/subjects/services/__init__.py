"""Every write about subjects: circles, bars, names, and the vault.

A pseudonym never goes into the history: the link between two names of one subject is
itself identity (rule N3), and history is read by people who may not know it.
"""

from goldenthread.subjects.services.circles import (
    add_bar,
    add_circle,
    add_circle_member,
    amend_bar,
    amend_circle,
    amend_circle_member,
    declare_conflict,
    declare_conflict_with,
    declare_no_conflict,
    take_in,
)
from goldenthread.subjects.services.hunt import hunt_for
from goldenthread.subjects.services.names import (
    add_subject,
    amend_subject,
    draw_name,
    rename,
)
from goldenthread.subjects.services.proposals import (
    add_proposal,
    amend_proposal,
)
from goldenthread.subjects.services.vault import (
    keep_identity,
    names_for_check,
    open_identity,
)


__all__ = [
    "add_bar",
    "add_circle",
    "add_circle_member",
    "add_proposal",
    "add_subject",
    "amend_bar",
    "amend_circle",
    "amend_circle_member",
    "amend_proposal",
    "amend_subject",
    "declare_conflict",
    "declare_conflict_with",
    "declare_no_conflict",
    "draw_name",
    "hunt_for",
    "keep_identity",
    "names_for_check",
    "open_identity",
    "rename",
    "take_in",
]
