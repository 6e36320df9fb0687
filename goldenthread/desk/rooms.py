"""The rooms as people meet them: name, what it is for, its kinds and its other pages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.urls import NoReverseMatch, get_resolver, reverse

from goldenthread.core import pages
from goldenthread.core.viewer import Viewer


@dataclass(frozen=True)
class Room:
    name: str
    label: str
    about: str
    extra: tuple[tuple[str, str, str], ...] = ()  # (words, url name, what it is for)

    def url(self) -> str:
        return reverse("view_room", args=[self.name])

    def holds(self, path: str) -> bool:
        """Whether a page is in this room: its own page, or one of its kinds'."""
        return path.startswith(_begins(self))


@cache
def _begins(room: Room) -> tuple[str, str]:
    """How addresses of its pages begin. Addresses stay as they are in a process."""
    kinds = (kind for kind in pages.KINDS.values() if kind.room == room.name)
    folders = (f"/{kind.list_url().split('/')[1]}/" for kind in kinds)
    return room.url(), next(folders, room.url())


ROOMS = (
    Room(
        "reviews",
        "Reviews",
        "Serious incidents, rapid reviews and practice reviews, by pseudonym.",
    ),
    Room(
        "thread",
        "Learning",
        "Findings from every source, what is being done about them, and whether it "
        "worked.",
        (
            (
                "Improvement plan",
                "view_improvement_plan",
                "Every live action from every source: by owner, theme, priority, "
                "due date or strength.",
            ),
        ),
    ),
    Room("audits", "Audits", "Multi-agency case file audits and self-assessments."),
    Room(
        "governance",
        "Governance",
        "Meetings and decisions, money, priorities, policies, events and scrutiny.",
    ),
    Room("panels", "Panels", "Multi-agency panels and their sittings."),
    Room(
        "training", "Training", "Courses, sessions, the pool of trainers, reflections."
    ),
    Room(
        "dataset",
        "Data",
        "What agencies send, the releases made of it, and reported measures as dated "
        "series.",
        (
            (
                "Dashboard",
                "view_first_dashboard",
                "What changed across agencies, what it means, what is being done, "
                "whether it worked.",
            ),
            (
                "What is due, from whom",
                "view_submission_board",
                "Every period an agency owes, and how it stands.",
            ),
            (
                "Heat map",
                "view_map",
                "Where referrals, contacts and more come from, by area and period.",
            ),
            (
                "Tokens for other programs",
                "list_program_tokens",
                "Let a program send files and read figures for you.",
            ),
            (
                "Journeys",
                "view_journey_paths",
                "Common ways through the services as counts; one child’s journey for "
                "those allowed, with a stated reason.",
            ),
            (
                "Marker assurance",
                "view_assurance",
                "Markers without the assessment that should go with them, and the "
                "other way round.",
            ),
        ),
    ),
    Room(
        "partnership",
        "Partnership",
        "Agencies, posts, people and groups, and the structure as on any date.",
        (
            (
                "Structure on a date",
                "view_structure",
                "The groups and how they were joined, drawn for any day.",
            ),
        ),
    ),
    Room(
        "report",
        "Report",
        "Editions written from the record, with every figure open to its rows.",
    ),
    Room(
        "core",
        "Reference",
        "Clock rules, bank holidays and school terms, as dated rows with their source.",
    ),
    Room("subjects", "Subjects", "Who records are about, and who may see them."),
)


def kinds_open(room: Room, viewer: Viewer) -> list[pages.Kind]:
    """The room's kinds with a list of their own that the viewer may read."""
    return [
        kind
        for kind in pages.KINDS.values()
        if kind.room == room.name and kind.may_read(viewer)
    ]


def extra_pages(room: Room, viewer: Viewer) -> list[tuple[str, str, str]]:
    """The room's other pages whose rule lets the viewer in: words, address, about."""
    found = []
    for words, name, about in room.extra:
        try:
            address = reverse(name)
        except NoReverseMatch:
            continue
        rule = get_resolver().resolve(address).func.access_rule
        if rule(viewer):
            found.append((words, address, about))
    return found


def open_to(viewer: Viewer) -> list[Room]:
    """Rooms in which the viewer may read at least one kind."""
    return [room for room in ROOMS if kinds_open(room, viewer)]


def by_name(name: str) -> Room | None:
    return next((room for room in ROOMS if room.name == name), None)
