"""What a text about to leave holds that it may not, or that a person must decide on."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from docx import Document as open_word
from docx.oxml import parse_xml

from goldenthread.core.documents.reading import words_in
from goldenthread.core.files import path_of
from goldenthread.core.models import StoredFile
from goldenthread.reviews.models import Publication
from goldenthread.reviews.services.writing import document_of
from goldenthread.reviews.states.conduct import DetailKind
from goldenthread.subjects.models import Alias, fold
from goldenthread.subjects.services import hunt_for
from goldenthread.subjects.services.hunt import Hunt, words


@dataclass(frozen=True)
class Found:
    """One line that holds something: where, and of which kind; never the name itself."""

    where: str
    code: str
    kind: str  # NAME, OTHER_CASE, or a DetailKind
    shown: str = ""  # a detail is shown to the person who decides; a name is not


NAME, OTHER_CASE = "NAME", "OTHER_CASE"
MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|"
    "December"
)
SETTINGS = (
    "Primary|Infants?|Juniors?|Secondary|Academy|School|College|Nursery|Hospital|"
    "Surgery|Hostel|Refuge"
)
PLACES = "Road|Street|Avenue|Lane|Close|Drive|Crescent|Estate|Terrace|Ward"
DETAILS = (
    (
        DetailKind.AGE,
        re.compile(
            r"\b(?:\w+|\d{1,2})[- ](?:year|month|week|day)s?[- ]olds?\b"
            r"|\baged? (?:of )?\d{1,2}\b",
            re.IGNORECASE,
        ),
    ),
    (
        DetailKind.DATE,
        re.compile(
            rf"\b\d{{1,2}}(?:st|nd|rd|th)? (?:{MONTHS})\b"
            rf"|\b(?:{MONTHS}) \d{{1,2}}(?:st|nd|rd|th)?\b"
            r"|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b"
        ),
    ),
    (
        DetailKind.SETTING,
        re.compile(rf"\b(?:[A-Z][\w’']+ )+(?:{SETTINGS})\b"),
    ),
    (
        DetailKind.PLACE,
        re.compile(
            rf"\b(?:[A-Z][\w’']+ )+(?:{PLACES})\b"
            r"|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b"
        ),
    ),
)


def lines_of(publication: Publication) -> list[tuple[str, str]]:
    """Every line that would be published, with where it stands: words, then the file."""
    document = document_of(publication, final=True)
    lines = [("Title", document.title)]
    for part in document.parts:
        where = f"“{part.title}”"
        lines += [(where, one) for node in part.nodes for one in words_in(node)]
    if publication.file:
        lines += [("The file", one) for one in words_of_file(publication.file) or ()]
    return lines


def problems(publication: Publication, *, at: datetime) -> list[Found]:
    """Names, pseudonyms of other cases, and details nobody has decided on (N3-N5, X4)."""
    lines = lines_of(publication)
    return [*_names(publication, lines, at), *undecided(publication, lines)]


def _names(
    publication: Publication, lines: list[tuple[str, str]], at: datetime
) -> Iterator[Found]:
    forbidden = hunt_for(publication.review.partnership_id, at=at)
    elsewhere = _other_cases(publication)
    for where, text in lines:
        if forbidden.finds(text):
            yield Found(where, seal(NAME, text), NAME)
        elif elsewhere.finds(text):
            yield Found(where, seal(OTHER_CASE, text), OTHER_CASE)


def _other_cases(publication: Publication) -> Hunt:
    """Pseudonyms of today that do not belong here: of others, or not to be shown."""
    shown = publication.review.places.filter(shown_publicly=True).values("subject")
    found = Alias.objects.filter(
        subject__partnership=publication.review.partnership_id, ends_on=None
    ).exclude(subject__in=shown)
    wanted = {tuple(words(one)) for one in found.values_list("value", flat=True)}
    # One or two letters are words of the language as well.
    return Hunt({one for one in wanted if len("".join(one)) > 2})


def undecided(
    publication: Publication, lines: list[tuple[str, str]] | None = None
) -> Iterator[Found]:
    """Details that may point at a person and that nobody has decided on yet."""
    decided = set(publication.detail_decisions.values_list("code", flat=True))
    for one in details(lines if lines is not None else lines_of(publication)):
        if one.code not in decided:
            yield one


def details(lines: list[tuple[str, str]]) -> Iterator[Found]:
    """Exact ages, dates, settings and places in a text, each once a line."""
    seen = set()
    for where, text in lines:
        for kind, pattern in DETAILS:
            for match in pattern.finditer(text):
                code = seal(f"{kind}{match.group()}", text)
                if code not in seen:
                    seen.add(code)
                    yield Found(where, code, kind, match.group())


def seal(what: str, text: str) -> str:
    """What a decision is about: this detail in this line, and no other."""
    return hashlib.sha256(f"{what}|{fold(text)}".encode()).hexdigest()[:12]


# --- The file ----------------------------------------------------------------------


def words_of_file(file: StoredFile) -> list[str] | None:
    """The lines of a Word or text file; None where its words cannot be read here."""
    path = path_of(file.sha256)
    if file.kind == "DOCX":
        return _words_of_word(path)
    if file.kind == "TXT":
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    return None


def _words_of_word(path: Path) -> list[str] | None:
    """Everything a reader may meet: body, tables, headers, notes, comments, what is
    tracked as removed."""
    try:
        with zipfile.ZipFile(path) as packed:
            parts = [packed.read(name) for name in packed.namelist() if _is_words(name)]
    except (zipfile.BadZipFile, KeyError):
        return None
    return [
        "".join(text.text or "" for text in paragraph.iter(TEXT, DELETED))
        for part in parts
        for paragraph in parse_xml(part).iter(PARAGRAPH)
    ]


def _is_words(name: str) -> bool:
    return name.startswith("word/") and name.endswith(".xml")


WORD_NS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PARAGRAPH, TEXT, DELETED = f"{WORD_NS}p", f"{WORD_NS}t", f"{WORD_NS}delText"
TRACKED = (f"{WORD_NS}ins", f"{WORD_NS}del", f"{WORD_NS}commentReference")


def tells_of_its_maker(file: StoredFile) -> bool:
    """Whether a Word file carries an author, tracked changes or comments (rule X3)."""
    if file.kind != "DOCX":
        return False
    opened = open_word(str(path_of(file.sha256)))
    about = opened.core_properties
    if about.author or about.last_modified_by or about.comments:
        return True
    return next(opened.element.body.iter(*TRACKED), None) is not None
