"""Who is asking. Every query and every service takes a viewer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Viewer:
    """A signed-in person in one post of one organisation, for one request.

    `role` is a code the partnership room defines; this room only compares it.
    `circles` is anything usable in an `__in` filter (a tuple in tests, a lazy
    queryset in a request): the keys of the restricted circles open to the person
    now, with the barred ones already taken out.
    """

    account_key: str
    name: str
    role: str
    post: str = ""
    agency: str = ""
    account_id: int | None = None
    person_id: int | None = None
    post_id: int | None = None
    agency_id: int | None = None
    partnership_id: int | None = None
    circles: Any = field(default=(), compare=False)

    @property
    def label(self) -> str:
        """Post and agency, the way history names an actor (never a person's name)."""
        return ", ".join(part for part in (self.post, self.agency) if part) or self.role

    def has_role(self, roles: Collection[str]) -> bool:
        return self.role in roles


SYSTEM_ROLE = "SYSTEM"


def system(task: str, *, partnership_id: int | None = None) -> Viewer:
    """The product itself at work, for loaders and timed jobs; named by its task."""
    return Viewer(
        account_key=f"system:{task}",
        name=f"goldenthread ({task})",
        role=SYSTEM_ROLE,
        post=task,
        partnership_id=partnership_id,
    )
