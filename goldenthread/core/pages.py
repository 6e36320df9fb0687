"""Kinds of record and the pages every kind has: list, detail, add, amend, history.

A room declares a `Kind` in its `views.py` and puts `pages.urls_for(KIND)` in its
`urls.py`. The kind names the room's own query, presenter, form and services; nothing
here decides who may see or change anything. URL names are `list_meetings`,
`view_meeting`, `add_meeting`, `amend_meeting`, `meeting_history`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.urls import reverse

from goldenthread.core.access import MayRule
from goldenthread.core.viewer import Viewer


@dataclass(frozen=True)
class Tag:
    """A short state word with a colour of the design system (never colour alone)."""

    text: str
    colour: str = "grey"


@dataclass(frozen=True)
class Cell:
    """What stands in a table cell or beside a fact: words, maybe a link, maybe a tag.

    `lines` are shown as a list; `numeric` sets figures to the right.
    """

    text: str = ""
    url: str = ""
    tag: Tag | None = None
    numeric: bool = False
    lines: tuple[str, ...] = ()
    hint: str = ""


def number(value: Any) -> Cell:
    return Cell(
        text=f"{value:,}" if isinstance(value, int) else str(value), numeric=True
    )


def as_cell(value: Any) -> Cell:
    return value if isinstance(value, Cell) else Cell(text=str(value))


@dataclass(frozen=True)
class Link:
    text: str
    url: str


@dataclass(frozen=True)
class Fact:
    """One line of a summary list."""

    label: str
    value: Cell


def fact(label: str, value: Any) -> Fact:
    """A fact whose empty value is said as absence ("Not recorded"), never left blank."""
    cell = as_cell("" if value is None else value)
    if not (cell.text or cell.tag or cell.lines):
        cell = Cell(text="Not recorded", hint=cell.hint)
    return Fact(label, cell)


@dataclass(frozen=True)
class Section:
    """A titled part of a detail page: prose, a table of rows, a chart, or several."""

    title: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    text: str = ""
    empty: str = "Nothing recorded yet."
    links: tuple[Link, ...] = ()
    total: tuple[Cell, ...] = ()
    chart: Any = None  # a core.charts.Chart; typed loosely, charts know Cell


@dataclass(frozen=True)
class Detail:
    """A record's page: a line under the title, tags, facts, sections, buttons."""

    facts: tuple[Fact, ...]
    sections: tuple[Section, ...] = ()
    lead: str = ""
    tags: tuple[Tag, ...] = ()
    buttons: tuple[Link, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Filter:
    """A choice above a list: query parameter, label, options, and what it filters."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    lookup: str


def no_subjects(record: Any) -> tuple[str, ...]:
    """The kind is not about any subject: reading it leaves no history row."""
    return ()


def nobody(viewer: Viewer) -> bool:
    """The rule of pages a kind does not have."""
    return False


@dataclass(frozen=True)
class Kind:
    """One kind of record and the functions of its room that serve its pages.

    visible   queries.py: (viewer) -> queryset of what the viewer may see, in list order
    one       queries.py: the same with what the detail page needs (default: visible)
    row       presenters.py: record -> cells, one for each column; the first is linked
    detail    views.py: (record, viewer) -> Detail
    initial   forms.py or presenters.py: record -> values for its form
    add       services.py: (by, at, values[, parent]) -> record
    amend     services.py: (record, by, at, values, read_version) -> record
    may_add   who adds one, where those who amend are more (default: `may_write`)
    may_amend per record, where a kind has some that change elsewhere (default: all)
    may_look_back per record, where its past tells more than its page (default: all)
    subjects  tokens of the subjects or circles a record is about; reading is logged
    parent    the kind it belongs to; its add page then sits under the parent's page
    finds     word -> condition: what else a word finds, beside the `search` fields
    """

    name: str
    label: str
    label_plural: str
    room: str
    model: type[Model]
    visible: Callable[[Viewer], QuerySet[Any]]
    columns: tuple[str, ...]
    row: Callable[[Any], tuple[Any, ...]]
    title: Callable[[Any], str]
    detail: Callable[[Any, Viewer], Detail]
    may_read: MayRule
    may_write: MayRule = nobody
    one: Callable[[Viewer], QuerySet[Any]] | None = None
    form: type | None = None
    initial: Callable[[Any], dict[str, Any]] | None = None
    add: Callable[..., Any] | None = None
    amend: Callable[..., Any] | None = None
    may_add: MayRule | None = None
    may_amend: Callable[[Any, Viewer], bool] | None = None
    may_look_back: Callable[[Any, Viewer], bool] | None = None
    parent: Kind | None = None
    plural: str = ""
    intro: str = ""
    empty: str = ""
    search: tuple[str, ...] = ()
    finds: Callable[[str], Q] | None = None
    filters: tuple[Filter, ...] = ()
    subjects: Callable[[Any], Iterable[str]] = no_subjects
    logged: bool = False  # opening one is logged though it names no subject itself
    has_thread: bool = True
    template: str = "core/detail.html"
    form_template: str = "core/form.html"
    form_context: Callable[[Any, Any, Viewer], dict[str, Any]] | None = None
    context_of: Callable[[Any, Viewer], dict[str, Any]] | None = (
        None  # for its template
    )
    links: tuple[tuple[str, str], ...] = field(default=())  # (words, url name)

    @property
    def adding(self) -> MayRule:
        """Who may open the page that adds one."""
        return self.may_add or self.may_write

    def is_amended_by(self, viewer: Viewer, record: Any) -> bool:
        """Whether the viewer may open the form that changes this record."""
        if self.amend is None or not self.may_write(viewer):
            return False
        return self.may_amend is None or self.may_amend(record, viewer)

    def shows_past_to(self, viewer: Viewer, record: Any) -> bool:
        """Whether the viewer, who sees this record, may see what it was before."""
        return self.may_look_back is None or self.may_look_back(record, viewer)

    @property
    def plural_name(self) -> str:
        return self.plural or f"{self.name}s"

    @property
    def slug(self) -> str:
        return self.plural_name.replace("_", "-")

    @property
    def about_subjects(self) -> bool:
        return self.subjects is not no_subjects

    def url(self, record: Any) -> str:
        return reverse(f"view_{self.name}", args=[record.key])

    def list_url(self) -> str:
        return reverse(f"list_{self.plural_name}")

    def add_url(self, parent: Any = None) -> str:
        args = [parent.key] if self.parent else []
        return reverse(f"add_{self.name}", args=args)

    def matching(self, viewer: Viewer, words: str) -> QuerySet[Any]:
        """What the viewer may see that holds every one of the words, in any field."""
        found = self.visible(viewer)
        for word in words.split()[:8]:
            any_field = self.finds(word) if self.finds else Q()
            for name in self.search:
                any_field |= Q(**{f"{name}__icontains": word})
            found = found.filter(any_field)
        return found


KINDS: dict[str, Kind] = {}
_BY_MODEL: dict[type[Model], Kind] = {}


def register(kind: Kind) -> Kind:
    """Declare a kind once; its name and its model are each used by one kind only."""
    if kind.name in KINDS or kind.model in _BY_MODEL:
        raise RuntimeError(f"The kind {kind.name} is declared twice.")
    KINDS[kind.name] = kind
    _BY_MODEL[kind.model] = kind
    return kind


def kind_of(model: type[Model]) -> Kind | None:
    """The kind that shows rows of a model, if people can open them."""
    return _BY_MODEL.get(model)


# What other rooms know of a record, shown after its own sections: by kind.
_BESIDE: dict[str, list[Callable[[Any, Viewer], Section]]] = {}


def beside(kind_name: str, section: Callable[[Any, Viewer], Section]) -> None:
    """Show a section on every page of a kind of a lower room.

    The lower room knows nothing of it; the function asks its own query, and writes
    down what it read.
    """
    _BESIDE.setdefault(kind_name, []).append(section)


def sections_beside(kind: Kind, record: Any, viewer: Viewer) -> tuple[Section, ...]:
    """What other rooms show on this record's page, without those that show nothing."""
    found = (section(record, viewer) for section in _BESIDE.get(kind.name, ()))
    return tuple(one for one in found if one.rows)


def urls_for(kind: Kind) -> list[Any]:
    """The kind's URL patterns (imported late: the views import this module)."""
    from goldenthread.core import record_views

    return record_views.urls_for(kind)
