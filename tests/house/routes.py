"""Every route of the product, by name, from the URL configuration itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Route:
    name: str
    view: Any
    arguments: tuple[str, ...]


def every_route() -> list[Route]:
    return sorted(_walk(get_resolver().url_patterns), key=lambda one: one.name)


def _walk(patterns: list[Any], arguments: tuple[str, ...] = ()) -> Iterator[Route]:
    for one in patterns:
        inside = (*arguments, *one.pattern.converters)
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, inside)
        elif isinstance(one, URLPattern):
            yield Route(one.name or repr(one.pattern), one.callback, inside)
