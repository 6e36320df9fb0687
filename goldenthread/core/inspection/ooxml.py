"""Word, Excel and PowerPoint files."""

from __future__ import annotations

import io
import zipfile

from goldenthread.core.inspection import archives, fields, xml
from goldenthread.core.inspection.names import macros
from goldenthread.core.inspection.types import DOCX, PPTX, XLSX, FileType, Hostile


CONTENT_TYPES = "[Content_Types].xml"
MAIN_PARTS = {
    "wordprocessingml.document.main+xml": DOCX,
    "spreadsheetml.sheet.main+xml": XLSX,
    "presentationml.presentation.main+xml": PPTX,
}
OTHER_MAIN_PARTS = ("template.main+xml", "slideshow.main+xml", "addin.main+xml")
MACRO_WORDS = ("macroenabled", "vbaproject", "vbadata", "macrosheet", "dialogsheet")
CONTROL_WORDS = ("activex", "oleobject", "ms-office.activex")
XML_ENDINGS = (".xml", ".rels", ".vml", ".svg")
MARKUP = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<", b"\xfe\xff\x00<")
SCRIPT_LINKS = ("javascript:", "vbscript:", "data:", "ms-", "search-ms:", "shell:")


class ContentTypes:
    """What the package says each of its parts is."""

    def __init__(self) -> None:
        self.by_part: dict[str, str] = {}
        self.by_ending: dict[str, str] = {}

    def watch(self, name: str, space: str, attributes: xml.Attributes) -> None:
        said = attributes.get("ContentType", "").lower()
        if name == "Override":
            self.by_part[attributes.get("PartName", "").lstrip("/").lower()] = said
        elif name == "Default":
            self.by_ending[attributes.get("Extension", "").lower()] = said

    def of(self, part: str) -> str:
        ending = part.rpartition(".")[2].lower()
        return self.by_part.get(part.lower(), self.by_ending.get(ending, ""))

    @property
    def all(self) -> list[str]:
        return [*self.by_part.values(), *self.by_ending.values()]


def inspect(archive: zipfile.ZipFile, *, inside: bool = False) -> FileType:
    """Which Office file it is; refuses macros, objects, live links and bad XML.

    A workbook behind a chart is part of how Office draws charts; it is inspected too,
    and may hold no further one.
    """
    said = ContentTypes()
    with archive.open(CONTENT_TYPES) as part:
        xml.parse(part, said.watch)
    kind = _kind(said)
    chart_data = _check_relations(archive)
    for entry in archive.infolist():
        if not entry.is_dir():
            _check_part(archive, entry, said, chart_data, inside)
    return kind


def _kind(said: ContentTypes) -> FileType:
    declared = " ".join(said.all)
    if any(word in declared for word in MACRO_WORDS):
        raise macros()
    if any(word in declared for word in CONTROL_WORDS):
        raise fields.embedded()
    found = [kind for words, kind in MAIN_PARTS.items() if words in declared]
    if len(found) == 1:
        return found[0]
    if any(words in declared for words in OTHER_MAIN_PARTS):
        raise Hostile(
            "template",
            "This is a template or a slide show. Save it as a plain document.",
        )
    raise archives.damaged()


def _check_relations(archive: zipfile.ZipFile) -> set[str]:
    """Every link between parts; answers with the workbooks that charts draw from."""
    chart_data = set()
    for entry in archive.infolist():
        if entry.filename.lower().endswith(".rels"):
            from_chart = "/charts/_rels/" in f"/{entry.filename.lower()}"
            links = _relations(archive, entry)
            for link in links:
                _check_relation(link, from_chart)
            chart_data |= {_last(link["Target"]) for link in links if _is_package(link)}
    return chart_data


def _relations(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo
) -> list[xml.Attributes]:
    links: list[xml.Attributes] = []

    def watch(name: str, space: str, attributes: xml.Attributes) -> None:
        if name == "Relationship":
            links.append({"Type": "", "Target": "", "TargetMode": "", **attributes})

    with archive.open(entry) as part:
        xml.parse(part, watch)
    return links


def _check_relation(link: xml.Attributes, from_chart: bool) -> None:
    kind = link["Type"].rpartition("/")[2].lower()
    if kind in {"vbaproject", "wordvbadata", "xlmacrosheet", "xlintlmacrosheet"}:
        raise macros()
    if kind in {"oleobject", "control", "activexcontrolbinary"}:
        raise fields.embedded()
    if kind == "package" and not from_chart:
        raise fields.embedded()
    if link["TargetMode"].lower() == "external":
        target = link["Target"].strip().lower()
        if kind != "hyperlink" or target.startswith(SCRIPT_LINKS):
            raise fields.outside()


def _is_package(link: xml.Attributes) -> bool:
    return link["Type"].rpartition("/")[2].lower() == "package"


def _last(path: str) -> str:
    return path.rpartition("/")[2].lower()


def _check_part(
    archive: zipfile.ZipFile,
    entry: zipfile.ZipInfo,
    said: ContentTypes,
    chart_data: set[str],
    inside: bool,
) -> None:
    name, start = entry.filename.lower(), archives.head(archive, entry)
    if "vba" in _last(name) or "/macrosheets/" in f"/{name}":
        raise macros()
    if (
        start.startswith((archives.OLE, *archives.PROGRAMS))
        or "/activex/" in f"/{name}"
    ):
        raise fields.embedded()
    if name.endswith(XML_ENDINGS) or "xml" in said.of(name) or start.startswith(MARKUP):
        _check_xml(archive, entry)
    elif start.startswith(archives.PACKED):
        if inside or _last(name) not in chart_data:
            raise fields.embedded()
        _check_chart_data(archive, entry)
    else:
        archives.read_whole(archive, entry)


def _check_chart_data(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    # Its size was counted, unpacked, with the rest of the outer archive.
    workbook = io.BytesIO(archive.read(entry))
    with archives.opened(workbook) as inner:
        if CONTENT_TYPES not in inner.namelist() or inspect(inner, inside=True) != XLSX:
            raise fields.embedded()


def _check_xml(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Parse a part, watching for fields that fetch or run something.

    Word may cut one instruction into many runs, so the runs are joined first.
    """
    pieces: list[str] = []
    hearing = False

    def watch(name: str, space: str, attributes: xml.Attributes) -> None:
        nonlocal hearing
        hearing = name == "instrText"
        if name == "fldSimple":
            for value in attributes.values():
                fields.check_instruction(value)
        elif name == "fldChar":
            pieces.append("\n")
        elif name in {"ddeLink", "oleLink", "oleObject", "OLEObject"}:
            raise fields.embedded()

    def hear(text: str) -> None:
        if hearing:
            pieces.append(text)

    with archive.open(entry) as part:
        xml.parse(part, watch, hear)
    for instruction in "".join(pieces).splitlines():
        fields.check_instruction(instruction)
