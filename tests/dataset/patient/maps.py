"""What the heat map tells: page, picture, lines of a file, areas."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import parse_qs, urlsplit

from goldenthread.dataset import mapping, shelf
from goldenthread.dataset.mapping.offer import offer
from goldenthread.dataset.presenters.maps import ELSEWHERE
from goldenthread.dataset.showing.counts import JOINT
from goldenthread.dataset.showing.periods import Period
from goldenthread.engine.disclosure import Mark
from tests.dataset.patient.hearing import Hearing, number
from tests.dataset.patient.nodes import Node, read
from tests.dataset.patient.notes import Heard, Notes


NOT_KNOWN = "NOT_KNOWN"
# How a shape looks: none of it is a figure.
LOOKS = ("class", "d", "fill", "fill-rule", "stroke", "stroke-width", "stroke-linejoin")
WHOLE = "Whole county"


class Places:
    """Of a place on any level, by codes or by names, the small areas in it."""

    def __init__(self, place: shelf.Shelf) -> None:
        self.place = place
        found: dict[str, set[str]] = defaultdict(set)
        with place.larger_areas.open(newline="", encoding="utf-8-sig") as file:
            for row in csv.DictReader(file):
                for name, code in row.items():
                    if name != "population":
                        found[code].add(row["area"])
        self.small = {code: frozenset(areas) for code, areas in found.items()}

    def of_codes(self, codes: Sequence[str]) -> str:
        return JOINT.join(sorted(set().union(*(self.small[one] for one in codes))))

    def of_names(self, level: str, names: Sequence[str]) -> str:
        known = mapping.areas(self.place, level).by_code
        named = {one.name: code for code, one in known.items()}
        assert len(named) == len(known), "areas can be told by their names"
        return self.of_codes([named[one] for one in names])


class MapHearing(Hearing):
    """Reads maps too."""

    def __init__(
        self, now: Notes, by_title: dict[str, Notes], people: int, places: Places
    ) -> None:
        super().__init__(now, by_title, people)
        self.places = places
        # Of each view its places in their order, with how many live there.
        self.spots: dict[tuple[str, ...], list[tuple[str, int]]] = {}

    def cut_of(self, page: Node, cut: tuple[str, str]) -> tuple[str, str]:
        told = [one for one in page.all("p") if one.given.get("id") == "places"]
        if told:
            words = told[0].text.partition(": ")[2]
            names = re.split(r"\. (?:They|See) ", words)[0].split(", ")
            place = self.places.of_names(cut[0], names)
            self.places_of[cut] = "area", place
            return self.places_of[cut]
        return cut

    def _hear(
        self, asked: Mapping[str, str], place: str, value: Heard, page: str
    ) -> None:
        if place in (ELSEWHERE, WHOLE):
            place = NOT_KNOWN if place == ELSEWHERE else ""
        cuts = {"area": place} if place else {}
        layer, _, part = asked.get("layer", "").partition(":")
        if layer:
            cuts[layer] = part
        at = Period(asked["every"], date.fromisoformat(asked["on"]))
        key = asked["what"]
        family = shelf.catalogue()[key].of
        self.now.broken_down.add((family, "area"))
        self.now.cut_up(key, at, cuts, value, page)

    def _members(self, asked: Mapping[str, str], title: str = "") -> Mapping[str, str]:
        """The query of a map with its part by what it is made of."""
        layer, _, place = asked.get("layer", "").partition(":")
        if not layer:
            return asked
        known = dict(offer().layers[layer].parts)
        titles = self.titles(asked["what"], layer)
        title = title or titles[int(place)]
        rest = [value for one in titles if one in known for value in known[one]]
        member = JOINT.join(
            sorted(known[title]) if title in known else ["not " + JOINT.join(rest)]
        )
        return {**asked, "layer": f"{layer}:{member}"}

    def titles(self, key: str, layer: str) -> list[str]:
        """The parts of a layer, as the page offers them; read before its pages are."""
        return self.parts[key, layer]

    def view_map(self, address: str, page: Node) -> None:
        files = [
            one.given["href"]
            for one in page.all("a")
            if "as/geojson" in one.given.get("href", "")
        ]
        if not files:
            return
        asked = _asked(files[0])
        self._learn_parts(asked["what"], page)
        asked = self._members(asked)
        body, foot = page.first("tbody"), page.first("tfoot")
        order = {}
        for row in body.all("tr"):
            heading = row.first("th")
            summary = [one.text for one in heading.all("summary")]
            full = heading.text.removeprefix(summary[0]) if summary else heading.text
            names = full.strip().split(", ") if summary else full.split(" and ")
            place = self.places.of_names(asked["level"], names)
            self._row(asked, place, row)
            people = next(row.all("td")).text.replace(",", "")
            order[int(row.given["data-place"])] = place, int(people.replace("–", "0"))
        self.spots[_view(asked)] = [order[at] for at in sorted(order)]
        self._titles(asked, page.first("svg", lambda one: "map" in one.classes))
        for row in foot.all("tr"):
            self._row(asked, row.first("th").text, row)

    def _row(self, asked: Mapping[str, str], place: str, row: Node) -> None:
        people, count, rate = (one.text for one in row.all("td"))
        value = number(count)
        assert value is not None
        self._hear(asked, place, value, "view_map")
        if rate not in ("Hidden", "–", "None"):
            found = float(rate.replace(",", "")) * int(people.replace(",", "")) / 10_000
            self._hear(asked, place, round(found), "view_map")

    def _learn_parts(self, key: str, page: Node) -> None:
        if not hasattr(self, "parts"):
            self.parts: dict[tuple[str, str], list[str]] = {}
        for one in page.all("option"):
            layer, _, place = one.given.get("value", "").partition(":")
            if place.isdecimal() and layer in offer().layers:
                titles = self.parts.setdefault((key, layer), [])
                if one.text not in titles:
                    titles.append(one.text)

    def open_map_file_csv(self, address: str, body: bytes) -> None:
        asked = _asked(address)
        lines = list(csv.DictReader(io.StringIO(body.decode())))
        starts = iter(_starts(lines, asked["every"]))
        for line in lines:
            own = self._members({**asked, "on": next(starts)}, line["part"])
            place = line["place"]
            if line["codes"]:
                place = self.places.of_codes(line["codes"].split())
            value = number(line["count"])
            assert value is not None
            self._hear(own, place, value, "map_csv")

    def _titles(self, asked: Mapping[str, str], svg: Node) -> None:
        """What a place says when one points at it; places in the order of the page."""
        areas = [one for one in svg.all() if "map-area" in one.classes]
        for one, (place, people) in zip(areas, self.spots[_view(asked)], strict=True):
            words = one.first("title").text.rpartition(": ")[2].replace(",", "")
            if words.replace(".", "").isdecimal():
                per = 1.0 if asked.get("show") == "count" else people / 10_000
                self._hear(asked, place, round(float(words) * per), "map_titles")
            else:
                self._hear(asked, place, Mark.SUPPRESSED, "map_titles")

    def open_map_file_svg(self, address: str, body: bytes) -> None:
        """Its shapes are the same in every period; its words tell numbers."""
        svg = read(body.decode())
        self._titles(self._members(_asked(address)), svg)
        for one in svg.all("path"):
            kept = set(one.given) - set(LOOKS)
            self.now.unexplained += [("map_svg", name) for name in sorted(kept)]

    def open_map_file_geojson(self, address: str, body: bytes) -> None:
        asked = self._members(_asked(address))
        for one in json.loads(body)["features"]:
            told = one["properties"]
            place = self.places.of_codes(told["codes"])
            value = told.get("count", Mark.SUPPRESSED)
            self._hear(asked, place, value, "map_geojson")
            if "rate" in told:
                count = told["rate"] * told["people"] / 10_000
                self._hear(asked, place, round(count), "map_geojson")
            known = {"codes", "name", "people", "status", "count", "rate"}
            odd = sorted(set(told) - known)
            self.now.unexplained += [("map_geojson", name) for name in odd]


def _view(asked: Mapping[str, str]) -> tuple[str, ...]:
    layer = asked.get("layer", "").partition(":")[0]
    return asked["what"], asked["level"], asked["every"], layer


def _asked(address: str) -> dict[str, str]:
    return {key: held[0] for key, held in parse_qs(urlsplit(address).query).items()}


def _starts(lines: Sequence[Mapping[str, str]], every: str) -> list[str]:
    """The first day of each line's period, from its words."""
    found = []
    for line in lines:
        words = line["period"]
        if every == "year":
            found.append(f"{words[:4]}-04-01")
        else:
            month, year = words.split()[0], re.findall(r"\d{4}", words)[0]
            number_ = [f"{date(2000, n, 1):%B}" for n in range(1, 13)].index(month) + 1
            found.append(f"{year}-{number_:02}-01")
    return found
