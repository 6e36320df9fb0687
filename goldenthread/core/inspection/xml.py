"""Reading XML without believing it: no document type, no entities, no depth.

The parser streams, keeps nothing, and hands each element to a watcher.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import IO
from xml.parsers import expat

from goldenthread.core.inspection.types import LIMITS, Hostile


CHUNK = 64 * 1024
Attributes = dict[str, str]
# Called with the local name, the namespace and the attributes of each element.
Watch = Callable[[str, str, Attributes], None]
Hear = Callable[[str], None]


def ignore(name: str, space: str, attributes: Attributes) -> None:
    """Watches nothing: the parse alone is the check."""


def parse(stream: IO[bytes], watch: Watch = ignore, hear: Hear | None = None) -> None:
    """Walk one XML stream; refuses declarations, entities, depth and bad XML."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    depth = 0

    def start(name: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        if depth > LIMITS.depth:
            raise _unsafe("is nested too deeply to be a document")
        space, _, local = name.rpartition(" ")
        watch(local, space, attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.EntityDeclHandler = _no_doctype
    parser.ExternalEntityRefHandler = _no_reference
    if hear:
        parser.CharacterDataHandler = hear
    _feed(parser, stream)


def _feed(parser: expat.XMLParserType, stream: IO[bytes]) -> None:
    try:
        while chunk := stream.read(CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Hostile(
            "damaged", "The file is damaged: part of it is not proper XML."
        ) from error


def _no_doctype(*_: object) -> None:
    raise _unsafe("declares a document type or an entity, which documents never need")


def _no_reference(*_: object) -> int:
    raise _unsafe("reads something from outside itself")


def _unsafe(why: str) -> Hostile:
    return Hostile("xml", f"Part of the file {why}. Save it again and try once more.")
