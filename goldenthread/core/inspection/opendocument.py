"""OpenDocument texts and spreadsheets."""

from __future__ import annotations

import re
import zipfile

from goldenthread.core.inspection import archives, fields, xml
from goldenthread.core.inspection.names import macros
from goldenthread.core.inspection.types import ODF, ODS, ODT, FileType, Hostile


MIMETYPE = "mimetype"
MANIFEST = "META-INF/manifest.xml"
KINDS = {ODT.media_type: ODT, ODS.media_type: ODS}
# Charts and formulas are drawn from a folder of their own inside the file.
DRAWN = (f"{ODF}.chart", f"{ODF}.formula")
MACRO_FOLDERS = ("basic/", "scripts/", "dialogs/")
LIVE_ELEMENTS = frozenset(
    [
        "applet",
        "dde-connection",
        "dde-connection-decl",
        "dde-link",
        "dde-source",
        "floating-frame",
        "plugin",
    ]
)
SCRIPT_SPACE = "urn:oasis:names:tc:opendocument:xmlns:script:1.0"
HREF = "http://www.w3.org/1999/xlink href"
OUTSIDE = re.compile(r"^\s*([a-z][a-z0-9+.\-]+:|/|\\\\|\.\./)", re.IGNORECASE)


def is_one(archive: zipfile.ZipFile) -> bool:
    return MIMETYPE in archive.namelist()


def inspect(archive: zipfile.ZipFile) -> FileType:
    """Which OpenDocument file it is; refuses macros, objects, links and bad XML."""
    kind = _kind(archive)
    drawn = _check_manifest(archive)
    for entry in archive.infolist():
        if not entry.is_dir():
            _check_part(archive, entry, drawn)
    return kind


def _kind(archive: zipfile.ZipFile) -> FileType:
    with archive.open(MIMETYPE) as part:
        said = part.read(200).decode("ascii", "replace").strip()
    if said in KINDS:
        return KINDS[said]
    if said.startswith(ODF):
        raise Hostile(
            "type_not_allowed",
            "Only OpenDocument texts (odt) and spreadsheets (ods) are kept.",
        )
    raise archives.damaged()


def _check_manifest(archive: zipfile.ZipFile) -> set[str]:
    """Refuses encrypted files; answers with the folders that charts are drawn from."""
    drawn = set()

    def watch(name: str, space: str, attributes: xml.Attributes) -> None:
        if name == "encryption-data" or name == "encrypted-key":
            raise archives.locked()
        if name == "file-entry":
            plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
            if plain.get("media-type") in DRAWN:
                drawn.add(plain.get("full-path", "").lower())

    if MANIFEST not in archive.namelist():
        raise archives.damaged()
    with archive.open(MANIFEST) as part:
        xml.parse(part, watch)
    return drawn


def _check_part(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, drawn: set[str]
) -> None:
    name, start = entry.filename.lower(), archives.head(archive, entry)
    if name.startswith(MACRO_FOLDERS):
        raise macros()
    if _is_object(name) and not any(name.startswith(folder) for folder in drawn):
        raise fields.embedded()
    if start.startswith((archives.OLE, *archives.PROGRAMS, *archives.PACKED)):
        raise fields.embedded()
    if name.endswith((".xml", ".rdf", ".svg")) or start.lstrip().startswith(b"<"):
        with archive.open(entry) as part:
            xml.parse(part, _watch)
    else:
        archives.read_whole(archive, entry)


def _is_object(name: str) -> bool:
    return name.startswith("object ") or "/object " in name


def _watch(name: str, space: str, attributes: xml.Attributes) -> None:
    if space == SCRIPT_SPACE and name == "event-listener":
        raise macros()
    if name in LIVE_ELEMENTS:
        raise fields.outside()
    # Links that a person follows are plain text; everything else loads by itself.
    if name != "a" and OUTSIDE.match(attributes.get(HREF, "")):
        raise fields.outside()
