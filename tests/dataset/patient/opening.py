"""Opening everything that pages offer, as somebody who has time."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

from tests.dataset.patient.hearing import Hearing
from tests.dataset.patient.nodes import Node


# Of what says over again what another page said, a few are enough: pictures are drawn
# from the drawings that are read, a point stands on the page of its measure.
FEW = {"png": 3, "view_point": 9, "point_history": 9, "measure_history": 3}


def open_all(
    client: Client, hearing: Hearing, first: list[str], within: str = ""
) -> set[str]:
    """Follow every link and every choice of every form from some pages on; the names
    of the routes that were opened.

    Only within the room (or `within`): links elsewhere lead to pages without its
    figures, but for those given to begin with.
    """
    within = within or f"/{first[0].split('/')[1]}/"
    waiting, seen, opened = deque(first), set(first), set()
    left = dict(FEW)
    while waiting:
        address = waiting.popleft()
        name = resolve(urlsplit(address).path).url_name or ""
        kind = "png" if "/png/" in address else name
        left[kind] = left.get(kind, 1) - (kind in FEW)
        if left[kind] < 0 or hearing.is_told_otherwise(address):
            continue
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        opened.add(name)
        page = hearing.read(name, address, answer.content)
        for link in _links(address, page) if page else ():
            if link not in seen and link.startswith(within) and _is_route(link):
                seen.add(link)
                waiting.append(link)
    return opened


def _is_route(link: str) -> bool:
    try:
        return bool(resolve(urlsplit(link).path))
    except Resolver404:
        return False


def _links(address: str, page: Node) -> Iterator[str]:
    for one in page.all("a"):
        href = one.given.get("href", "")
        if href and not href.startswith("#"):
            yield _plain(urljoin(address, href))
    for form in page.all("form"):
        if form.given.get("method", "get").lower() == "get":
            yield from _choices(address, form)


def _choices(address: str, form: Node) -> Iterator[str]:
    """One choice after another changed, the others as they stand."""
    target = urljoin(address, form.given.get("action", "") or address)
    now = {
        select.given["name"]: _chosen(select)
        for select in form.all("select")
        if "name" in select.given
    }
    for select in form.all("select"):
        for option in select.all("option"):
            asked = now | {select.given["name"]: option.given.get("value", "")}
            told = urlencode({name: value for name, value in asked.items() if value})
            yield _plain(f"{target.partition('?')[0]}?{told}")


def _chosen(select: Node) -> str:
    options = list(select.all("option"))
    chosen = [one for one in options if "selected" in one.given]
    return (chosen or options)[0].given.get("value", "") if options else ""


def _plain(address: str) -> str:
    """One address for one page, however its questions are ordered."""
    parts = urlsplit(address)
    pairs = sorted(parse_qsl(parts.query))
    # A table in another order holds the same rows.
    asked = urlencode([(name, value) for name, value in pairs if name != "order"])
    return f"{parts.path}?{asked}" if asked else parts.path
