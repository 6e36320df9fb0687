"""The heat map: a page, and the same as files."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone

from goldenthread.core import access, history
from goldenthread.core.models.record import new_key
from goldenthread.dataset import mapping, queries, rules, shelf
from goldenthread.dataset.models import Release
from goldenthread.dataset.presenters import map_choices, map_files
from goldenthread.dataset.presenters.map_choices import Asked
from goldenthread.dataset.presenters.maps import EVERY, Picture, period_words


TYPES = {
    "svg": "image/svg+xml",
    "csv": "text/csv; charset=utf-8",
    "geojson": "application/geo+json",
}


@access.page(may=rules.may_read_releases)
def view_map(request: HttpRequest) -> HttpResponse:
    """A map of the release in force; `shown` alone is asked for by the slider."""
    release = queries.release_in_force(request.viewer.partnership_id)
    context: dict[str, Any] = {"title": "Heat map", "release": release}
    index = _index(release)
    if release is None or index is None or not index.indicators:
        context["reason"] = _no_map(release, index)
        return render(request, "dataset/map.html", context)
    asked = Asked.of(request.GET)
    picture = _picture(release, index, asked)
    context |= _shown(picture, release)
    if request.GET.get("part") == "shown":
        return render(request, "dataset/_map_shown.html", context)
    context |= {
        "choices": map_choices.choices(picture, index.indicators),
        "missed": map_choices.missed(picture.view, asked),
        "periods": _periods(picture),
        "period_label": EVERY[picture.view.every][:-1],
        "why_not": index.why.items(),
    }
    return render(request, "dataset/map.html", context)


def _index(release: Release | None) -> mapping.Index | None:
    if release is None:
        return None
    return mapping.index(shelf.of(release.partnership_id), release.name)


def _no_map(release: Release | None, index: mapping.Index | None) -> str:
    if release is None:
        return "No release is in force yet, so there is nothing to draw."
    if index is None:
        return "No maps were made of the release in force."
    return index.reason or "There are too few events to draw any map of this release."


def _picture(release: Release, index: mapping.Index, asked: Asked) -> Picture:
    key = asked.what if asked.what in index.indicators else next(iter(index.indicators))
    kept = mapping.indicator(shelf.of(release.partnership_id), release.name, key)
    if kept is None:
        raise Http404
    view = map_choices.nearest(kept, asked)
    at, part = map_choices.placed(view, asked)
    return Picture(
        kept,
        view,
        at,
        part,
        asked.show,
        index.per,
        index.people_year,
        release.title,
        release.invented,
        asked.order,
    )


def _shown(picture: Picture, release: Release) -> dict[str, Any]:
    place = shelf.of(release.partnership_id)
    outline = mapping.outline(place, release.name, picture.view.outline)
    files = [
        (
            form,
            f"{reverse('open_map_file', args=[form])}?{map_choices.address(picture)}",
        )
        for form in TYPES
    ]
    last = len(picture.view.periods) - 1
    return {
        "picture": picture,
        "release": release,
        "svg": picture.svg(outline, legend=False),
        "files": files,
        "orders": [
            (words, map_choices.address(picture, order=order), numeric)
            for words, order, numeric in (
                ("Place", "name", False),
                ("Children", "people", True),
                ("Number", "count", True),
                (f"Per {picture.per:,}", "rate", True),
            )
        ],
        "before": _step(picture, picture.at - 1) if picture.at else None,
        "after": _step(picture, picture.at + 1) if picture.at < last else None,
    }


def _step(picture: Picture, at: int) -> tuple[str, str]:
    words = period_words(picture.start(at), picture.view.every)
    return words, map_choices.address(picture, on=picture.view.periods[at])


def _periods(picture: Picture) -> list[tuple[str, str, bool]]:
    """The newest last, as a slider runs."""
    return [
        (start, period_words(picture.start(at), picture.view.every), at == picture.at)
        for at, start in enumerate(picture.view.periods)
    ]


@access.page(may=rules.may_read_releases)
def open_map_file(request: HttpRequest, form: str) -> HttpResponse:
    """The map shown, or all its periods (csv), as a file; who took it is written down."""
    release = queries.release_in_force(request.viewer.partnership_id)
    index = _index(release)
    if release is None or index is None or not index.indicators or form not in TYPES:
        raise Http404
    picture = _picture(release, index, Asked.of(request.GET))
    with transaction.atomic():
        history.record_read(
            by=request.viewer,
            at=timezone.now(),
            action=f"export_map_{form}",
            kind="dataset.release",
            record_key=release.key,
            rows=len(picture.rows),
        )
        content = _content(picture, form, release)
    response = HttpResponse(content, content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{new_key()}.{form}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _content(picture: Picture, form: str, release: Release) -> str:
    place = shelf.of(release.partnership_id)
    if form == "csv":
        return map_files.as_csv(picture)
    if form == "svg":
        outline = mapping.outline(place, release.name, picture.view.outline)
        return picture.svg(outline, legend=True)
    return map_files.as_geojson(picture, mapping.areas(place, picture.view.level))


URLS = [
    path("map/", view_map, name="view_map"),
    path("map/as/<str:form>/", open_map_file, name="open_map_file"),
]
