"""Nothing hidden is worked out by somebody who opens all that an executive may open.

Two releases are in force one after the other, the second of revised data. Every page,
picture and file of each is read as it comes, every number written down, and all of it
attacked together. That the reading and the reckoning find what they should is shown by
leaks made on purpose.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from goldenthread.dataset import drawn, mapping, rules, services, shelf, showing
from goldenthread.dataset.models import Release, Submission
from goldenthread.dataset.presenters.paths import path_words
from goldenthread.dataset.queries import kept_paths
from goldenthread.dataset.queries.shown import Cut
from goldenthread.dataset.services import cards
from goldenthread.dataset.showing.periods import Period
from goldenthread.dataset.states import ReleaseState
from goldenthread.desk import services as desk
from goldenthread.desk.rules import Scope
from goldenthread.engine.disclosure import Mark
from goldenthread.partnership.models import Partnership
from goldenthread.partnership.queries import viewer_for
from goldenthread.partnership.states import Role
from tests.dataset import factories as make
from tests.dataset.conftest import CHILDREN, MADE_AT, SENT, whole_years
from tests.dataset.patient import reckoning
from tests.dataset.patient.hearing import as_json
from tests.dataset.patient.maps import MapHearing, Places
from tests.dataset.patient.notes import Notes, Where
from tests.dataset.patient.opening import open_all
from tests.partnership import factories as people


pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning"),
]
QUICK = 0.2
BEGINNINGS = (
    "view_first_dashboard",
    "view_map",
    "view_journey_paths",
    "view_assurance",
    "list_dashboards",
    "list_commentaries",
    "list_raised_signals",
    "list_cards",
    "list_releases",
    "list_submissions",
    "list_measures",
    "list_agreements",
)
PAGES = (
    "view_indicator",
    "download_csv",
    "download_svg",
    "view_map",
    "map_csv",
    "map_titles",
    "program",
)
# Lines of a list of missing children: one episode each.
EPISODE = "M{0},C{0},Ada,Example,01/02/2012,F,{1:%d/%m/%Y} 21:10,{1:%d/%m/%Y} 23:00\n"


# --- Two releases ---------------------------------------------------------------------


@pytest.fixture(scope="session")
def two_releases(
    county: Path, county_shelf: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The county's shelf with a second release, in which some things came in anew."""
    from goldenthread.engine.store.commands import cube_maker
    from goldenthread.engine.taking import folder, release

    base = tmp_path_factory.mktemp("patient")
    place = shelf.Shelf(shutil.copytree(county_shelf, base / "shelf"))
    sent = _revised(Path(shutil.copytree(county / "files", base / "files")))
    (first,) = [one.name for one in place.store.releases()]
    files = folder.read(sent, MADE_AT.date())
    made, _ = release.keep(
        files,
        folder.handed(files, shelf.key()),
        release.Places(place.store, place.vault, place.links),
        MADE_AT + timedelta(hours=1),
        makers={"cube": cube_maker(place.larger_areas)},
    )
    covered = whole_years(made)
    mapping.make(place, first, covered=covered, seconds=QUICK)
    again = {"covered": covered, "earlier": [first], "seconds": QUICK}
    showing.protect(place, made.name, **again)
    mapping.make(place, made.name, **again)
    for name in (first, made.name):
        kept_paths(place, name)
    return place.folder


def _revised(sent: Path) -> Path:
    """Every ninth line of some lists is gone."""
    for path in sorted(sent.glob("*/*.csv")):
        if path.stem in ("ssd_contacts", "police_missing", "ssd_cp_plans"):
            lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
            kept = [one for at, one in enumerate(lines) if at == 0 or at % 9]
            path.write_text("".join(kept), encoding="utf-8")
    return sent


@dataclass
class Here:
    """A partnership with two releases, an executive of it, and what is true there."""

    own: Partnership
    place: shelf.Shelf
    client: Client
    secret: str
    names: list[str]
    notes: dict[str, Notes] = field(default_factory=dict)
    titles: dict[str, Notes] = field(default_factory=dict)
    truth: dict[str, dict[Where, int]] = field(default_factory=dict)

    def hearing(self, at: int) -> MapHearing:
        one = self.notes.setdefault(self.names[at], Notes())
        self.titles[f"Invented county {at + 1}"] = one
        return MapHearing(one, self.titles, _people(self.place), Places(self.place))


def _people(place: shelf.Shelf) -> int:
    rows = shelf.population(place).to_pylist()
    return next(row["number"] for row in rows if row["by"] == "all")


@pytest.fixture
def here(two_releases: Path) -> Here:
    own = make.partnership()
    place = shelf.of(own.pk)
    shutil.copytree(two_releases, place.folder, dirs_exist_ok=True)
    account = people.account(own, Role.EXECUTIVE)
    client = Client()
    client.force_login(account)
    issued = desk.make_program_token(
        by=viewer_for(account.pk, timezone.localdate()),
        at=timezone.now(),
        name="A program",
        scopes=[Scope.INDICATORS, Scope.RELEASES, Scope.SUBMISSIONS],
        expires_on=timezone.localdate() + timedelta(days=30),
    )
    names = sorted(one.name for one in place.store.releases())
    found = Here(own, place, client, issued.secret, names)
    for name in names:
        found.truth[name] = _truth(place, name)
    return found


def _truth(place: shelf.Shelf, name: str) -> dict[Where, int]:
    """Every count that was held back or told, as it is."""
    editions = [
        *showing.editions(place, [name]),
        *(
            edition
            for key in mapping.index(place, name).indicators
            if (edition := mapping.edition(place, name, key))
        ),
    ]
    found = {
        reckoning.as_where(table.cell(key)): value
        for edition in editions
        for table in edition.counts
        for key, value in table.cells.items()
        if isinstance(value, int)
    }
    return found | _ways(place, name)


def _ways(place: shelf.Shelf, name: str) -> dict[Where, int]:
    (table,) = kept_paths(place, name).counts
    words = {
        path_words(key[0]).replace("+", "and"): n for key, n in table.cells.items()
    }
    return {("children by way", "", (("way", way),)): n for way, n in words.items()}


def publish(here: Here, at: int) -> Release:
    made = here.place.release(here.names[at])
    one = Release.objects.create(
        partnership=here.own,
        name=made.name,
        title=f"Invented county {at + 1}",
        state=ReleaseState.BUILT,
        asked_at=MADE_AT,
        built_at=MADE_AT + timedelta(hours=at),
        events=made.manifest.counts["events"],
        children=made.manifest.counts["children"],
        records=CHILDREN,
        faults={},
        first_day=SENT[0],
        last_day=SENT[1],
        invented=True,
    )
    return services.publish_release(one, by=make.viewer(here.own), at=make.AT)


# --- What people made of them ---------------------------------------------------------


def dashboards(here: Here) -> None:
    keys = [one.indicator for one in showing.offered().indicators]
    for number in range(0, len(keys), 12):
        values = {
            "name": f"Board {number}",
            "about": "",
            "position": number,
            "indicators": keys[number : number + 12],
        }
        services.add_dashboard(by=make.viewer(here.own), at=make.AT, values=values)


def said(here: Here) -> None:
    """Comments and findings, which keep the figures of the release they are of."""
    by = make.viewer(here.own, Role.BUSINESS_UNIT)
    for key in ("missing", "contacts", "section_47"):
        values = {"text": "It moved."}
        services.add_commentary(by=by, at=make.AT, values=values, indicator=key)
        services.raise_signal(
            by=by,
            at=make.AT,
            values={"title": f"Look at {key}", "found_on": make.AT.date()},
            indicator=key,
            cut=Cut("month", "all", "ALL"),
        )


@pytest.fixture
def priority() -> Iterator[str]:
    kept_offers = import_module("goldenthread.thread.queries.priorities")
    before = list(kept_offers._OFFERED)
    kept_offers.offer_priorities(lambda viewer: [("abcdefghjkmn", "Neglect")])
    yield "abcdefghjkmn"
    kept_offers._OFFERED[:] = before


def card(here: Here, monkeypatch: pytest.MonkeyPatch, priority: str) -> None:
    """A card with a forecast. In so small a county a row has gaps: they are closed."""

    def known(kept, cut):
        rows = kept.series(cut.every, cut.by, cut.value)
        return [
            {"start": one.start.isoformat(), "value": one.figure}
            for one in rows
            if not one.mark
        ]

    monkeypatch.setattr(cards, "last_in_a_row", known)
    by = make.viewer(here.own)
    values = {
        "priority": priority,
        "indicator": "hub_attendances",
        "direction": "UP",
        "story": "Story",
        "partners": "Partners",
        "what_works": "Hubs",
    }
    services.make_forecast(
        services.add_card(by=by, at=make.AT, values=values), by=by, at=make.AT
    )


def sent(here: Here) -> Submission:
    """Police send a month of missing children of whom the dashboards tell nothing."""
    month, count = small_month(here)
    lines = [EPISODE.format(n, month.start + timedelta(days=n)) for n in range(count)]
    head = make.MISSING.splitlines(keepends=True)[0]
    police = make.agency("Example Police")
    return make.checked(
        make.supply(here.own, police),
        head + "".join(lines),
        days=(month.start, month.end),
    )


def small_month(here: Here) -> tuple[Period, int]:
    """A month of which the number of missing children is small, and hidden."""
    kept = showing.indicator(here.place, here.names[0], "missing")
    for one in kept.series("month"):
        where = missing_in(Period("month", one.start))
        count = here.truth[here.names[0]].get(where, 0)
        if one.mark and 2 <= count <= 5:
            return Period("month", one.start), count
    raise AssertionError("the county hides a month")


def missing_in(at: Period) -> Where:
    notes = Notes()
    notes.figure("missing", at, ("all", "ALL"), 0, None, "")
    (where,) = notes.cells
    return where


# --- Reading it all -------------------------------------------------------------------


def read_all(here: Here, at: int) -> set[str]:
    """Everything to be had of the release in force: pages and files, then by program."""
    hearing = here.hearing(at)
    opened = open_all(here.client, hearing, [reverse(one) for one in BEGINNINGS])
    read_by_program(here, hearing)
    return opened


def read_some(here: Here, at: int) -> None:
    """Of the release before, all its numbers: maps, dashboards, and by program. Its other
    pages say them again, as those of the release after it do."""
    hearing = here.hearing(at)
    for name in ("view_map", "list_dashboards"):
        address = reverse(name)
        open_all(here.client, hearing, [address], within=address)
    read_by_program(here, hearing)


def read_by_program(here: Here, hearing: MapHearing) -> None:
    for one in showing.offered().indicators:
        hearing.program(
            one.indicator, asked(here, f"indicators/{one.indicator}/figures")
        )
    for one in asked(here, "submissions"):
        if one["contract"] == "police_missing" and one["rows"] is not None:
            month = Period("month", date.fromisoformat(one["starts_on"]))
            hearing.series("missing", ("all", "ALL"), "program").row(
                month, str(one["rows"])
            )
    for one in asked(here, "releases"):
        assert not one["events"] % 1_000, "the difference of two releases is no count"


def asked(here: Here, what: str) -> list[dict]:
    """What a program is told, part by part."""
    found: list[dict] = []
    bearer = {"authorization": f"Bearer {here.secret}"}
    while True:
        address = f"/api/v1/{what}?limit=200&offset={len(found)}"
        answer = here.client.get(address, headers=bearer)
        if answer.status_code == 404:
            return found
        rows = as_json(answer.content)
        found += rows
        if len(rows) < 200:
            return found


def faults(here: Here) -> list:
    """What was told or worked out that should not be, what was told untruly, and what
    two pages tell differently."""
    found, _ = reckoning.worked_out(here.notes, here.truth)
    for name, notes in here.notes.items():
        found += notes.quarrels
        found += [
            (name, where, value, here.truth[name][where])
            for where, value in notes.cells.items()
            if isinstance(value, int) and here.truth[name].get(where, value) != value
        ]
        found += notes.unexplained
    return found


def test_nothing_hidden_is_worked_out_from_all_that_an_executive_may_open(
    here, monkeypatch, priority
):
    dashboards(here)
    publish(here, 0)
    sent(here)
    said(here)
    read_some(here, 0)
    card(here, monkeypatch, priority)
    publish(here, 1)
    said(here)
    opened = read_all(here, 1)
    assert faults(here) == []
    first, second = (here.notes[name] for name in here.names)
    for notes in (first, second):
        assert len(notes.cells) > 3_000
        marks = [one for one in notes.cells.values() if one is Mark.SUPPRESSED]
        assert len(marks) > 1_000
    # Of each kind of page numbers were read; of what was kept before, of the release
    # it was kept of.
    told = {page for page, count in second.told_by.items() if count > 10}
    assert {*PAGES, "view_card", "view_measure", "view_dashboard"} <= told
    assert {"program", "view_map", "frozen"} <= {*first.told_by}
    assert "view_submission" in opened
    by_area = [one for one, _ in second.source.items() if "area" in dict(one[2])]
    assert by_area, "areas were read, beside all other cuts"


# --- What is let slip on purpose is found ---------------------------------------------


def read_one(here: Here, key: str, at: int = 0) -> None:
    """The pages and files of one indicator."""
    address = reverse("view_indicator", args=[key])
    open_all(here.client, here.hearing(at), [address], within=address)


@pytest.fixture
def forgetful() -> Iterator[None]:
    """Drawings are remembered from one test to the next."""
    drawn.drawing.cache_clear()
    yield
    drawn.drawing.cache_clear()


def test_a_hidden_figure_drawn_at_its_height_is_found(here, monkeypatch, forgetful):
    publish(here, 0)
    month, count = small_month(here)
    plain = drawn._Paper._points

    def at_its_height(paper):
        parts = plain(paper)
        places = [n for n, one in enumerate(paper.figures) if one.start == month.start]
        if paper.cut.every == "month" and places:
            x, y = paper.x(places[0]) - 3, paper.y(count) - 3
            parts[places[0]] = f'<path d="M{x:.1f} {y:.1f}l6 6m0 -6l-6 6"/>'
        return parts

    monkeypatch.setattr(drawn._Paper, "_points", at_its_height)
    read_one(here, "missing")
    name = here.names[0]
    assert (name, missing_in(month), count, count) in faults(here)


def test_a_number_beside_a_page_is_found(here, monkeypatch, forgetful):
    publish(here, 0)
    plain = drawn.line

    def with_more(*given):
        return plain(*given).replace("<line", '<line data-was="3"')

    monkeypatch.setattr(drawn, "line", with_more)
    read_one(here, "missing")
    assert ("view_indicator", "data-was=3") in faults(here)


def test_rows_of_a_file_that_are_counted_for_everybody_are_found(here, monkeypatch):
    publish(here, 0)
    one = sent(here)
    month, count = small_month(here)
    monkeypatch.setattr(rules, "may_see_rows", lambda viewer, submission: True)
    address = reverse("view_submission", args=[one.key])
    page = here.client.get(address).content
    here.hearing(0).read("view_submission", address, page)
    assert (here.names[0], missing_in(month), count, count) in faults(here)


def test_what_only_protects_something_else_has_to_be_hidden(here):
    """A careless release tells all that is not small itself: sums give the rest away."""
    publish(here, 0)
    path = here.place.editions / here.names[0] / "contacts.shown"
    given = json.loads(path.read_text())
    for row in given["figures"]:
        every, start, by, value, *_ = row
        notes = Notes()
        at = Period(every, date.fromisoformat(start))
        notes.figure("contacts", at, (by, value), 0, None, "")
        count = here.truth[here.names[0]].get(next(iter(notes.cells)), 0)
        if not 1 <= count <= 5:
            row[4:] = [count, None, float(count), ""]
    path.write_text(json.dumps(given))
    here.hearing(0).program("contacts", asked(here, "indicators/contacts/figures"))
    found, _ = reckoning.worked_out(here.notes, here.truth)
    assert found
    assert all(1 <= here.truth[here.names[0]].get(one[1], one[2]) <= 5 for one in found)
