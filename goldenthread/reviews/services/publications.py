"""What is published of a review: its words, and its way out in two people's hands."""

from __future__ import annotations

import hashlib
import re
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pikepdf
from django.core.exceptions import ValidationError
from django.db import transaction

from goldenthread.core import history
from goldenthread.core.access import Refused
from goldenthread.core.calendars import london_date
from goldenthread.core.documents import pdf, web, word
from goldenthread.core.documents.nodes import Document
from goldenthread.core.files import keep, path_of
from goldenthread.core.models import StoredFile
from goldenthread.core.viewer import Viewer
from goldenthread.reviews import rules
from goldenthread.reviews.models import (
    LearningPoint,
    Publication,
    PublicationStep,
    PublishedFile,
    Review,
)
from goldenthread.reviews.services import checks, gate, keeping
from goldenthread.reviews.services.writing import document_of, seal_of
from goldenthread.reviews.states import (
    FINISHED,
    PUBLICATION_MOVES,
    PointKind,
    PublicationKind,
    PublicationState,
)
from goldenthread.subjects.rules import require_may_keep
from goldenthread.thread.models import Finding


FORMS = {
    "html": ("html", "text/html; charset=utf-8"),
    "pdf": ("pdf", "application/pdf"),
    "docx": (
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
}
# A published page lies one step below its sheet and its icon.
SHEET, ICON = "../document.css", "../icon.svg"


def add_publication(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Review
) -> Publication:
    """Record what is, or will be, published.

    A day of publication is taken only of a review that is over: what is published from
    here goes out through its own steps. Refuses improvements without a reason, and a
    number another briefing has.
    """
    _require_reason(values)
    _require_past(values, parent)
    _require_number(values, parent)
    values = {"review": parent, "written_by": by.account_key, **values}
    with transaction.atomic():
        values["file"] = _kept(values, by, at)
        return keeping.add(Publication, values, parent, by=by, at=at)


def _kept(values: dict[str, Any], by: Viewer, at: datetime) -> Any:
    received = values.get("file")
    return keep(by=by, at=at, received=received) if received else None


def _require_reason(values: dict[str, Any]) -> None:
    """Not publishing the report is for the Panel to be told why."""
    alone = values["kind"] == PublicationKind.IMPROVEMENTS
    if alone and not values.get("withheld_reason", "").strip():
        wrong = "Say why the report itself is not published."
        raise ValidationError({"withheld_reason": wrong})


def _require_past(values: dict[str, Any], review: Review) -> None:
    if values.get("published_on") and review.state not in FINISHED:
        wrong = "It is published through its steps: leave the day empty."
        raise ValidationError({"published_on": wrong})


def _require_number(
    values: dict[str, Any], review: Review, but: int | None = None
) -> None:
    number = values.get("number")
    taken = Publication.objects.filter(
        review__partnership=review.partnership_id, number=number
    ).exclude(pk=but)
    if number and taken.exists():
        raise ValidationError({"number": "Another briefing has this number."})


def amend_publication(
    publication: Publication,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Publication:
    """Change what is recorded of a publication; its words only while it is a draft.

    Whoever changes the words has written them: somebody else approves. The day a copy
    went to the Panel may be added until it is published.
    """
    _require_reason(values)
    review = publication.review
    if values.get("published_on") not in (None, publication.published_on):
        _require_past(values, review)
    _require_number(values, review, but=publication.pk)
    _require_draft(publication, values)
    with transaction.atomic():
        if file := _kept(values, by, at):
            values = {**values, "file": file}
        else:
            values = {name: one for name, one in values.items() if name != "file"}
        if _rewords(publication, values):
            values = {**values, "written_by": by.account_key}
        return keeping.amend(
            publication, values, review, by=by, at=at, read_version=read_version
        )


WORDS = ("kind", "title", "number", "text", "improvements", "file")


def _rewords(publication: Publication, values: dict[str, Any]) -> bool:
    return any(
        name in values and values[name] != getattr(publication, name) for name in WORDS
    )


def _require_draft(publication: Publication, values: dict[str, Any]) -> None:
    if publication.state in (PublicationState.PUBLISHED, PublicationState.WITHDRAWN):
        raise Refused("What was published is not changed any more.")
    checked = publication.state != PublicationState.DRAFT
    given = {n: v for n, v in values.items() if n != "file" or v is not None}
    if checked and _rewords(publication, given):
        raise Refused("Return it to draft first: these words have been checked.")


# --- Its parts ---------------------------------------------------------------------


def add_learning_point(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Publication
) -> LearningPoint:
    """Add a numbered part after the earlier ones, in the partnership's own words."""
    require_open(parent)
    with transaction.atomic():
        position = keeping.next_position(parent.points.all())
        values = {"publication": parent, "position": position, **values}
        point = keeping.add(LearningPoint, values, parent.review, by=by, at=at)
        _written(parent, by, at)
    return point


def require_open(publication: Publication) -> None:
    """Raises Refused for words that have been checked, approved or published."""
    if publication.state != PublicationState.DRAFT:
        raise Refused("Return the publication to draft first.")


def _written(publication: Publication, by: Viewer, at: datetime) -> None:
    """Whoever writes a part has written the text: somebody else approves it."""
    current = Publication.objects.get(pk=publication.pk)
    keeping.write_over(
        current,
        {"written_by": by.account_key},
        publication.review,
        by=by,
        at=at,
        read_version=current.version,
    )


def amend_learning_point(
    point: LearningPoint,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> LearningPoint:
    """Change the words of a part; what it was drawn from stays with it."""
    require_open(point.publication)
    about = point.publication.review
    with transaction.atomic():
        changed = keeping.amend(
            point, values, about, by=by, at=at, read_version=read_version
        )
        _written(point.publication, by, at)
    return changed


def draw_from_findings(
    publication: Publication, findings: list[Finding], *, by: Viewer, at: datetime
) -> list[LearningPoint]:
    """Add a learning point for each chosen finding, in their order, to be reworded.

    Each keeps its finding as its source. Refuses a finding of another case (rule X4),
    and one that a point was drawn from already.
    """
    require_open(publication)
    review = publication.review
    require_may_keep(by, review.circle)
    taken = set(publication.points.values_list("finding", flat=True))
    for one in findings:
        if one.origin.circle not in ("", review.circle.key):
            raise Refused("A finding of another case does not belong in this briefing.")
        if one.pk in taken:
            raise Refused("A point was drawn from one of these findings already.")
    with transaction.atomic():
        return [_draw(publication, one, by=by, at=at) for one in findings]


def _draw(
    publication: Publication, one: Finding, *, by: Viewer, at: datetime
) -> LearningPoint:
    values = {
        "kind": PointKind.LEARNING,
        "title": one.title,
        "text": one.text or one.title,
        "finding": one,
    }
    return add_learning_point(by=by, at=at, values=values, parent=publication)


def move_point_up(point: LearningPoint, *, by: Viewer, at: datetime) -> None:
    """Change places with the part before it; refuses the first one."""
    require_open(point.publication)
    before = (
        point.publication.points.filter(position__lt=point.position)
        .order_by("-position")
        .first()
    )
    if before is None:
        raise Refused("This part is the first already.")
    mine, theirs = point.position, before.position
    with transaction.atomic():
        # The database lets no two share a number: one steps aside meanwhile.
        for one, position in ((point, 32_000), (before, mine), (point, theirs)):
            current = LearningPoint.objects.get(pk=one.pk)
            keeping.amend(
                current,
                {"position": position},
                point.publication.review,
                by=by,
                at=at,
                read_version=current.version,
            )


# --- Its way out -------------------------------------------------------------------


def check_publication(
    publication: Publication, *, by: Viewer, at: datetime
) -> Publication:
    """Say that the text is finished and its names and details are settled.

    Refuses a text that holds a name or a pseudonym that may not leave, or a detail
    nobody decided on (rules N3-N5, X4), and a briefing without one of its parts or
    longer than a page.
    """
    _require_whole(publication)
    found = checks.problems(publication, at=at)
    if found:
        places = ", ".join(sorted({one.where for one in found}))
        raise Refused(
            f"{len(found)} thing{'s' if len(found) != 1 else ''} in {places} must be "
            "changed or decided on first."
        )
    _require_one_page(publication)
    return _step(publication, "check_publication", by=by, at=at)


def _require_one_page(publication: Publication) -> None:
    """A briefing is one page: who reads it has no time for two."""
    if publication.kind != PublicationKind.BRIEFING:
        return
    with pikepdf.open(BytesIO(file_of(publication, "pdf"))) as made:
        pages = len(made.pages)
    if pages > 1:
        raise Refused(f"The briefing runs over {pages} pages: shorten it to one.")


def _require_whole(publication: Publication) -> None:
    if publication.kind != PublicationKind.BRIEFING:
        if not (publication.text.strip() or publication.file_id):
            raise Refused("There are no words to check yet.")
        return
    there = set(publication.points.values_list("kind", flat=True))
    for kind in (PointKind.WHAT_HAPPENED, PointKind.LEARNING):
        if kind not in there:
            raise Refused(f"The briefing does not say yet: {kind.label.lower()}.")


def approve_publication(
    publication: Publication, *, by: Viewer, at: datetime
) -> Publication:
    """A second person approves exactly the words that stand (rule A10).

    Refuses whoever wrote the text, and words that changed since they were checked.
    """
    if publication.written_by == by.account_key:
        raise Refused("Somebody else must approve: you wrote these words yourself.")
    last = publication.steps.order_by("-position").first()
    if last and last.seal != seal_of(publication):
        raise Refused("The words have changed since they were checked.")
    if checks.problems(publication, at=at):
        raise Refused("The text holds something that must be settled first.")
    return _step(publication, "approve_publication", by=by, at=at)


def return_publication(
    publication: Publication, *, reason: str, by: Viewer, at: datetime
) -> Publication:
    """Take a text back into draft, with the reason."""
    if not reason.strip():
        raise Refused("Say why it goes back.")
    return _step(publication, "return_publication", by=by, at=at, reason=reason)


def release_briefing(
    publication: Publication, *, by: Viewer, at: datetime
) -> Publication:
    """Publish an approved briefing: kept byte for byte, readable without signing in.

    Refuses a report, which goes out with its review through the gate; words that were
    not approved as they stand; and while proceedings hold publication back.
    """
    if publication.kind != PublicationKind.BRIEFING:
        raise Refused("It is published with its review: take the review's step.")
    rules.require_nothing_holds(publication.review)
    return release(publication, by=by, at=at)


def release(publication: Publication, *, by: Viewer, at: datetime) -> Publication:
    """Publish approved words and keep every file of them; the caller saw to the rest.

    The day recorded before, of a text that was published elsewhere, stays.
    """
    if not gate.approval_holds(publication):
        raise Refused("The words that stand have not been approved.")
    if checks.problems(publication, at=at):
        raise Refused("The text holds something that must be settled first.")
    day = publication.published_on or london_date(at)
    with transaction.atomic():
        done = _step(publication, "release_publication", by=by, at=at, published_on=day)
        for form in FORMS:
            _keep(done, form, file_of(done, form), by=by, at=at)
        if done.file:
            _keep(done, "file", _attached(done.file), by=by, at=at)
    return done


def _attached(file: StoredFile) -> bytes:
    """The attached file as it goes out; refuses one that waits in quarantine."""
    if not file.is_served:
        raise Refused("The attached file waits in quarantine: it cannot be published.")
    return path_of(file.sha256).read_bytes()


def withdraw_publication(
    publication: Publication, *, reason: str, by: Viewer, at: datetime
) -> Publication:
    """Take a publication off the public page at once; what it said is kept.

    For a mistake that could hurt somebody: the law wants a report readable for a year
    at least [M], so the reason is written down.
    """
    if not reason.strip():
        raise Refused("Say why it is withdrawn.")
    return _step(publication, "withdraw_publication", by=by, at=at, reason=reason)


def _step(
    publication: Publication,
    name: str,
    *,
    by: Viewer,
    at: datetime,
    reason: str = "",
    published_on: date | None = None,
) -> Publication:
    review = publication.review
    require_may_keep(by, review.circle)
    with transaction.atomic():
        current = Publication.objects.select_for_update(of=("self",)).get(
            pk=publication.pk
        )
        move = PUBLICATION_MOVES.move(name, current.state)
        step = {
            "publication": current,
            "position": keeping.next_position(current.steps.all()),
            "move": name,
            "source": move.source,
            "target": move.target,
            "taken_at": at,
            "signed_by": by.label[:300],
            "recorded_by": by.account_key,
            "seal": seal_of(current),
            "reason": reason[:300],
        }
        keeping.add(PublicationStep, step, review, by=by, at=at)
        values: dict[str, Any] = {"state": move.target}
        if published_on:
            values["published_on"] = published_on
        return keeping.write_over(
            current, values, review, by=by, at=at, read_version=current.version
        )


# --- Its files ---------------------------------------------------------------------


def file_of(publication: Publication, form: str) -> bytes:
    """One file of a publication as it stands: page, PDF or Word, without an author."""
    document = document_of(publication)
    if form == "html":
        return web.page(document, sheet=SHEET, icon=ICON).encode()
    return _written_out(document, form)


def _written_out(document: Document, form: str) -> bytes:
    if form != "pdf":
        return word.content(document)
    try:
        return pdf.content(document)
    except pdf.PdfNeedsPango as missing:
        raise Refused(str(missing)) from missing


def name_of(publication: Publication, form: str) -> str:
    """A file name of kind and number or key: never of the people it is about (N1)."""
    kind = re.sub(r"[^a-z]+", "-", publication.get_kind_display().lower())
    ending, suffix = FORMS.get(form, ("", ""))[0], ""
    if publication.file and form == "file":
        ending, suffix = publication.file.type.extensions[0], "-attached"
    return f"{kind}-{publication.number or publication.key}{suffix}.{ending}"


def _keep(
    publication: Publication, form: str, content: bytes, *, by: Viewer, at: datetime
) -> None:
    seal = hashlib.sha256(content).hexdigest()
    name = name_of(publication, form)
    made = PublishedFile.objects.create(
        publication=publication,
        form=form,
        name=name,
        sha256=seal,
        made_at=at,
        content=content,
    )
    history.record_change(
        by=by,
        at=at,
        action="keep_published_file",
        kind=PublishedFile._meta.label_lower,
        record_key=made.key,
        before={},
        after={"name": name, "sha256": seal},
        subjects=keeping.tokens(publication.review),
    )
