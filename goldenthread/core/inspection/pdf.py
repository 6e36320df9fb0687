"""PDF files, read by qpdf through pikepdf, which also opens hidden object streams."""

from __future__ import annotations

from typing import Any, BinaryIO

import pikepdf

from goldenthread.core.inspection import archives, fields
from goldenthread.core.inspection.types import LIMITS, Hostile


SCRIPT_KEYS = frozenset(("/JS", "/JavaScript"))
EMBEDDED_KEYS = frozenset(("/EmbeddedFiles", "/EF", "/RichMediaContent", "/AF"))
FORM_KEYS = frozenset(("/XFA",))
ACTIONS = {
    "/JavaScript": "script",
    "/Launch": "launch",
    "/ImportData": "launch",
    "/SubmitForm": "launch",
    "/GoToE": "embedded",
    "/Rendition": "embedded",
    "/Movie": "embedded",
    "/RichMediaExecute": "script",
}
KINDS = {"/EmbeddedFile": "embedded", "/RichMedia": "embedded", "/3D": "embedded"}
DEEPEST = 100


def inspect(stream: BinaryIO) -> None:
    """Refuses locked files, scripts, actions that start things and files inside."""
    try:
        with pikepdf.open(stream) as document:
            if document.is_encrypted:
                raise archives.locked()
            _check_objects(document)
    except pikepdf.PasswordError as error:
        raise archives.locked() from error
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        raise archives.damaged() from error


def _check_objects(document: pikepdf.Pdf) -> None:
    if len(document.objects) > LIMITS.objects:
        raise Hostile(
            "bomb", "The PDF holds more objects than a document of its size needs."
        )
    _check(document.trailer, 0)
    for one in document.objects:
        _check(one, 0)
    if not len(document.pages):
        raise archives.damaged()


def _check(value: Any, depth: int) -> None:
    """Look at one object and what stands directly in it; references come by turn."""
    if depth > DEEPEST:
        raise archives.damaged()
    if isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        for key in value.keys():  # noqa: SIM118 - a stream yields its bytes, not keys
            _check_key(key)
            _check_entry(key, value.get(key), depth)
    elif isinstance(value, pikepdf.Array):
        for part in value:
            _step(part, depth)


def _check_entry(key: str, part: Any, depth: int) -> None:
    if isinstance(part, pikepdf.Name):
        name = str(part)
        why = ACTIONS.get(name) if key == "/S" else None
        if key in {"/Subtype", "/Type"}:
            why = KINDS.get(name)
        if why:
            raise _refusal(why)
    _step(part, depth)


def _step(part: Any, depth: int) -> None:
    inside = isinstance(part, pikepdf.Dictionary | pikepdf.Array)
    if inside and not part.is_indirect:
        _check(part, depth + 1)


def _check_key(key: str) -> None:
    if key in SCRIPT_KEYS:
        raise _refusal("script")
    if key in EMBEDDED_KEYS:
        raise _refusal("embedded")
    if key in FORM_KEYS:
        raise _refusal("form")


def _refusal(why: str) -> Hostile:
    if why == "embedded":
        return fields.embedded()
    words = {
        "script": "holds a script, which can run as a program",
        "launch": "starts a program or sends data when it is used",
        "form": "is a dynamic form, which can run as a program",
    }
    return Hostile(
        f"pdf_{why}", f"The PDF {words[why]}. Print it to a new PDF and try again."
    )
