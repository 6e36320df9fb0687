"""What each kind of page tells: its tables, its drawings, its files, its facts."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.urls import resolve

from goldenthread.dataset import shelf
from goldenthread.dataset.showing.periods import Period
from goldenthread.engine.disclosure import Mark
from tests.dataset.patient import drawings
from tests.dataset.patient.nodes import Node, read, tables
from tests.dataset.patient.notes import Heard, Notes


HIDDEN_WORDS = ("Hidden", "c")
ABSENT_WORDS = ("Not in this source", "Nothing to divide by", "")
MONTHS = {f"{date(2000, n, 1):%b}": n for n in range(1, 13)}
QUARTER = re.compile(r"(?:Quarter )?(?:Q(\d) (\d{4})-\d\d|(\d{4})-\d\d Q(\d))$")
YEAR = re.compile(r"(?:Year )?(\d{4})-\d\d$")
MADE_OF = re.compile(r"([\d,]+) of ([\d,]+)$")


def number(words: str) -> Heard | None:
    """A whole number, hidden, or nothing that tells a count."""
    plain = words.replace(",", "")
    if plain.isdecimal():
        return int(plain)
    return Mark.SUPPRESSED if words.startswith(HIDDEN_WORDS) else None


def period(words: str) -> Period | None:
    """A period as pages name it: April 2024, Apr 24, Q1 2024-25, 2024-25."""
    if found := QUARTER.match(words):
        quarter, year = int(found[1] or found[4]), int(found[2] or found[3])
        month = (quarter * 3) % 12 + 1
        return Period("quarter", date(year + (quarter == 4), month, 1))
    if found := YEAR.match(words):
        return Period("year", date(int(found[1]), 4, 1))
    for form in ("%B %Y", "%b %y"):
        try:
            return Period("month", _day(words, form))
        except ValueError:
            continue
    return None


def _day(words: str, form: str) -> date:
    return datetime.strptime(words, form).replace(tzinfo=UTC).date()


def unit_of(key: str) -> str:
    return str(shelf.catalogue()[key].unit)


# --- One series -----------------------------------------------------------------------


class Series:
    """What is said of one cut of an indicator, from wherever it is said."""

    def __init__(
        self, notes: Notes, key: str, cut: tuple[str, str], page: str, people: int
    ) -> None:
        self.notes, self.key, self.cut, self.page = notes, key, cut, page
        self.people = people

    def row(self, at: Period, words: str, made_of: str = "") -> None:
        """A line of its table: the figure, and what it is made of."""
        unit = unit_of(self.key)
        if found := MADE_OF.match(made_of):
            self._hear(at, number(found[1]), number(found[2]))
        elif unit == "COUNT":
            self._hear(at, number(words.removesuffix(" days")))
        elif unit == "RATE" and words.replace(",", "").replace(".", "").isdecimal():
            self.rate(at, float(words.replace(",", "")))
        elif words.startswith(HIDDEN_WORDS) and unit != "MEDIAN_DAYS":
            self._hear(at, Mark.SUPPRESSED)
        elif words == "Nothing to divide by":
            self._hear(at, 0, 0)

    def rate(self, at: Period, rate: float) -> None:
        """So many of each 10,000 gives the count back, where that is one number."""
        low, high = ((rate + by) * self.people / 10_000 for by in (-0.05, 0.05))
        if int(high) - int(low) <= 1 and round(low) == round(high):
            self._hear(at, round(high))

    def drawn(self, svg: Node, labelled: bool = True) -> None:
        """What its drawing tells by where the marks stand."""
        found = drawings.of(svg)
        self.notes.unexplained += [(self.page, one) for one in found.unexplained]
        columns = found.columns()
        if not columns or unit_of(self.key) != "COUNT" or not found.labels:
            return
        for at, marks in zip(_periods(found, columns), columns, strict=True):
            for one in marks[1]:
                value = found.value(one.y)
                if one.is_cross and abs(value) < 0.01 * max(max(found.scale)[1], 1):
                    self._hear(at, Mark.SUPPRESSED)
                else:
                    self._height(found, at, value)

    def _height(self, found: drawings.Drawing, at: Period, value: float) -> None:
        """A height is a count where the paper is fine enough to tell one from the next."""
        ys = [y for y, _ in found.scale]
        fine = abs(found.value(min(ys)) - found.value(min(ys) + 0.05))
        if fine < 0.25:
            self._hear(at, round(value))

    def _hear(
        self, at: Period, upper: Heard | None, lower: Heard | None = None
    ) -> None:
        self.notes.figure(self.key, at, self.cut, upper, lower, self.page)


def _periods(
    found: drawings.Drawing, columns: list[tuple[float, list[drawings.Mark]]]
) -> Iterator[Period]:
    """Of each column of marks its period: labels date some, the rest by counting."""
    from goldenthread.core.calendars import add_months
    from goldenthread.dataset.showing.periods import LENGTHS

    x, words = found.labels[-1]
    dated = period(words)
    assert dated is not None, words
    place = next(n for n, (at, _) in enumerate(columns) if abs(at - x) < 1)
    for n in range(len(columns)):
        start = add_months(dated.start, (n - place) * LENGTHS[dated.every])
        yield Period(dated.every, start)


# --- Pages ----------------------------------------------------------------------------


class Hearing:
    """Reads answers of one release in force; older ones are told by their title."""

    def __init__(self, now: Notes, by_title: dict[str, Notes], people: int) -> None:
        self.now, self.by_title, self.people = now, by_title, people
        self.offered: dict[tuple[str, str], set[str]] = {}
        # Of a place by its level and address, the small areas in it.
        self.places_of: dict[tuple[str, str], tuple[str, str]] = {}

    def read(self, name: str, address: str, body: bytes) -> Node | None:
        """Write down what an answer tells; its tree, where it is a page with links."""
        self.now.answers[name] += 1
        form = resolve(urlsplit(address).path).kwargs.get("form", "")
        if form in ("csv", "svg", "png", "geojson"):
            getattr(self, f"{name}_{form}")(address, body)
            return None
        page = read(body.decode())
        _look_over(self.now, name, page)
        read_one: Callable[[str, Node], None] | None = getattr(self, name, None)
        if read_one is not None:
            read_one(address, page)
        return page

    def series(self, key: str, cut: tuple[str, str], page: str) -> Series:
        return Series(self.now, key, cut, page, self.people)

    # --- Indicators ---------------------------------------------------------------------

    def view_indicator(self, address: str, page: Node) -> None:
        link = next(one for one in page.all("a") if "download" in one.given)
        asked = parse_qs(urlsplit(link.given["href"]).query)
        cut = asked["by"][0], asked["value"][0]
        self._learn_periods(_key(address), cut[0], page)
        cut = self.cut_of(page, cut)
        series = self.series(_key(address), cut, "view_indicator")
        (rows,) = [one for one in tables(page) if "Signal" in one[0]]
        _rows(series, rows)
        series.drawn(page.first("svg", _is_chart))

    def _learn_periods(self, key: str, by: str, page: Node) -> None:
        links = (urlsplit(one.given.get("href", "")) for one in page.all("a"))
        told = [parse_qs(one.query) for one in links if not one.path]
        every = {one["every"][0] for one in told if one.get("by") == [by]}
        self.offered[key, by] = every

    def is_told_otherwise(self, address: str) -> bool:
        """A link to periods over which a part is not told leads to those it is."""
        asked = parse_qs(urlsplit(address).query)
        if resolve(urlsplit(address).path).url_name != "view_indicator" or not asked:
            return False
        known = self.offered.get((_key(address), asked.get("by", [""])[0]))
        return known is not None and asked["every"][0] not in known

    def download_indicator_csv(self, address: str, body: bytes) -> None:
        rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
        series = self.series(_key(address), self._cut(address), "download_csv")
        _rows(series, [row[1:] for row in rows])

    def download_indicator_svg(self, address: str, body: bytes) -> None:
        svg = read(body.decode()).first("svg")
        self.series(_key(address), self._cut(address), "download_svg").drawn(svg)

    def download_indicator_png(self, address: str, body: bytes) -> None:
        """A picture of the drawing above: of its points no more can be read."""
        assert body.startswith(b"\x89PNG")
        assert b"tEXt" not in body
        assert b"iTXt" not in body

    def cut_of(self, page: Node, cut: tuple[str, str]) -> tuple[str, str]:
        """What a page says its part is; the next files that it links to are of it."""
        return cut

    def _cut(self, address: str) -> tuple[str, str]:
        asked = parse_qs(urlsplit(address).query)
        cut = asked["by"][0], asked["value"][0]
        return self.places_of.get(cut, cut)

    def view_dashboard(self, address: str, page: Node) -> None:
        for panel in page.all("article"):
            key = _key(panel.first("a").given["href"])
            series = self.series(key, ("all", "ALL"), "view_dashboard")
            for svg in panel.all("svg"):
                series.drawn(svg)
            for words in panel.all("p"):
                told = re.match(r"(\S+?)(?: days)? in ([^.:]+?)[.:]", words.text)
                at = period(told[2]) if told else None
                if told and at:
                    series.row(at, told[1])

    view_first_dashboard = view_dashboard

    # --- What was kept of a release -------------------------------------------------------

    def _of_release(self, facts: dict[str, str]) -> Notes:
        return self.by_title[facts["Release"]]

    def view_commentary(self, address: str, page: Node) -> None:
        facts, links = _facts(page)
        series = self.series(_key(links["Indicator"]), ("all", "ALL"), "frozen")
        series.notes = self._of_release(facts)
        for rows in tables(page):
            if rows[0][:2] == ["Period", "Figure"]:
                _rows(series, rows)

    view_raised_signal = view_commentary

    def view_card(self, address: str, page: Node) -> None:
        _, links = _facts(page)
        series = self.series(_key(links["Curve"]), ("all", "ALL"), "view_card")
        for rows in tables(page):
            if rows[0][1:2] == ["What was and what came"]:
                _rows(series, [row[:2] for row in rows])

    def view_measure(self, address: str, page: Node) -> None:
        facts, _ = _facts(page)
        series = facts["Name in figures"]
        if not series.startswith("release."):
            return
        _, key, _ = series.split(".")
        told = self.series(key, ("all", "ALL"), "view_measure")
        for rows in tables(page):
            if rows[0][0] == "Period" and "Value" in rows[0]:
                column = rows[0].index("Value")
                for row in rows[1:]:
                    at = period(row[0])
                    if at is not None and unit_of(key) == "COUNT":
                        told.row(at, row[column])

    # --- Ways, markers --------------------------------------------------------------------

    def view_journey_paths(self, address: str, page: Node) -> None:
        for rows in tables(page):
            if rows[0] == ["Way", "Children"]:
                ways = sorted(row[0] for row in rows[1:-1])
                # What is left over means the same only where the ways are the same.
                family = f"children by way {hash(tuple(ways))}"
                for words, count in rows[1:]:
                    whole = words.startswith("All children")
                    named = () if whole else (("way", words.replace("+", "and")),)
                    self.now.broken_down.add((family, "way"))
                    self._told((family, "", named), count, "view_journey_paths")

    def view_assurance(self, address: str, page: Node) -> None:
        labels = {one.label: one for one in shelf.catalogue().indicators}
        for section in page.all("section"):
            title = next(section.all("h2")).text
            label, _, sort = title.rpartition(": by ")
            if label in labels:
                for rows in tables(section):
                    for row in rows[1:]:
                        self._assured(labels[label], sort, rows[0], row)

    def _assured(self, one: Any, sort: str, heading: list[str], row: list[str]) -> None:
        told = dict(zip(heading, row, strict=True))
        at = period(told.get("Year", told.get("Period", "")))
        if at is None:
            return
        team = told.get("Team", "All teams")
        base = {name: "+".join(sorted(words)) for name, words in one.among.words}
        if team != "All teams":
            base["team"] = team
            self.now.broken_down.add((one.of, "team"))
        for name, members in (
            ("Without", {**base, f"missing of {one.key}": "yes"}),
            ("Of", base),
        ):
            named = tuple(sorted(members.items()))
            if name in told:
                where = (one.of, f"START {at.member}", named)
                self._told(where, told[name], "view_assurance")

    def _told(self, where: Any, words: str, page: str) -> None:
        value = number(words)
        if value is not None:
            self.now.hear(where, value, page)

    # --- What was sent, and releases -------------------------------------------------------

    def view_submission(self, address: str, page: Node) -> None:
        """Rows of a list of missing children are its episodes, one by one."""
        facts, _ = _facts(page)
        words = page.first("h1").text
        days = [
            _day(one, "%d %B %Y")
            for one in re.findall(r"\d+ \w+ \d{4}", facts["Period"])
        ]
        every = {1: "month", 3: "quarter", 12: "year"}[_months(*days)]
        if "missing" in words.lower() and "Rows" in facts:
            series = self.series("missing", ("all", "ALL"), "view_submission")
            series.row(Period(every, days[0]), facts["Rows"])

    # --- Programs --------------------------------------------------------------------------

    def program(self, key: str, rows: list[dict[str, Any]]) -> None:
        """Figures as another program reads them."""
        for one in rows:
            at = Period(one["every"], date.fromisoformat(one["start"]))
            cut = one["by"], one["value"]
            series = self.series(key, cut, "program")
            if one["mark"]:
                mark = Mark[one["mark"]]
                gone = 0 if mark is Mark.NOT_APPLICABLE else mark
                series._hear(at, gone)
            else:
                shared = unit_of(key) in ("SHARE", "MEDIAN_DAYS")
                series._hear(
                    at, one["numerator"], one["denominator"] if shared else None
                )


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month + 1


def _rows(series: Series, rows: list[list[str]]) -> None:
    heading = rows[0]
    made_of = heading.index("Made of") if "Made of" in heading else None
    for row in rows[1:]:
        at = period(row[0])
        if at is not None:
            series.row(at, row[1], row[made_of] if made_of else "")


def _key(address: str) -> str:
    return str(resolve(urlsplit(address).path).kwargs["key"])


def _is_chart(one: Node) -> bool:
    return one.given.get("aria-labelledby", "").startswith("c")


def _facts(page: Node) -> tuple[dict[str, str], dict[str, str]]:
    """The facts of a record's page, and where they link to."""
    words, links = {}, {}
    for row in page.all("div"):
        names = [one for one in row.parts if isinstance(one, Node)]
        if [one.tag for one in names[:2]] == ["dt", "dd"]:
            words[names[0].text] = names[1].text
            for link in names[1].all("a"):
                links[names[0].text] = link.given["href"]
    return words, links


# --- What nobody reads --------------------------------------------------------------------

# Attributes that hold no figure, on every page.
KNOWN_DATA = ("data-label", "data-module", "data-place", "data-map-slider")


def _look_over(notes: Notes, name: str, page: Node) -> None:
    """Where a number could hide on a page: what is in no text, and in no drawing read."""
    for one in page.all():
        for given, value in one.given.items():
            odd = given.startswith("data-") and given not in KNOWN_DATA
            if odd and any(map(str.isdigit, value)):
                notes.unexplained.append((name, f"{given}={value}"))
        if one.tag == "script" and one.text:
            notes.unexplained.append((name, one.text[:80]))


def as_json(body: bytes) -> Any:
    return json.loads(body)
