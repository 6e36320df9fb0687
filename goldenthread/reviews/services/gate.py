"""The publication gate: what still forbids publishing a review, and what to do.

Nothing here can be overridden: a line closes when what it asks for is on the record.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from goldenthread.core.access import Refused
from goldenthread.core.calendars import london_date, long_date
from goldenthread.core.reference.queries import NoSuchRule, read_clocks
from goldenthread.core.viewer import Viewer
from goldenthread.reviews.models import (
    DetailDecision,
    FamilyNotice,
    PartnerApproval,
    Publication,
    Review,
)
from goldenthread.reviews.services import checks, keeping
from goldenthread.reviews.services.writing import seal_of
from goldenthread.reviews.states import (
    ProceedingKind,
    PublicationKind,
    PublicationState,
    ReviewKind,
    ReviewState,
)
from goldenthread.reviews.states.conduct import Partner


@dataclass(frozen=True)
class GateLine:
    """One thing asked for: whether it is settled, in words, and where to settle it.

    `to` names a page: a kind to add or view, of the review or its publication.
    """

    code: str
    asks: str
    settled: bool
    says: str
    to: str = ""
    words: str = ""


@dataclass(frozen=True)
class Gate:
    review: Review
    publication: Publication | None
    lines: tuple[GateLine, ...]

    @property
    def open(self) -> tuple[GateLine, ...]:
        return tuple(one for one in self.lines if not one.settled)


def gate_of(review: Review, *, at: datetime) -> Gate:
    """Every line of the gate as the records stand, settled ones too."""
    publication = publication_of(review)
    lines = [
        _steps(review),
        _proceedings(review),
        *_joint_part(review),
        _facts(review),
        _partners(review),
        _family(review),
        _words(publication),
        _improvements(publication),
        *_why_withheld(publication),
        *_checks(publication, at),
        _second_person(publication),
        _sent_before(publication, at),
    ]
    return Gate(review, publication, tuple(lines))


def require_clear(review: Review, *, at: datetime) -> None:
    """Raises Refused while a line of the gate is open; names the first of them."""
    waiting = gate_of(review, at=at).open
    if waiting:
        more = len(waiting) - 1
        rest = f" {more} more on the publication page." if more else ""
        raise Refused(f"Publication waits: {waiting[0].says}{rest}")


def publication_of(review: Review) -> Publication | None:
    """The report, or the improvements in its place, that waits to be published."""
    found = review.publications.filter(published_on=None).exclude(
        kind=PublicationKind.BRIEFING
    )
    return found.select_related("review__partnership", "file").order_by("-pk").first()


# --- The review --------------------------------------------------------------------


def _steps(review: Review) -> GateLine:
    done = review.state == ReviewState.SENT_BEFORE
    state = review.get_state_display().lower()
    return GateLine(
        "STEPS",
        "The review has gone through its steps",
        done,
        "It was sent to the Panel before publication."
        if done
        else f"The review stands at “{state}”: take its steps one by one.",
        "add_review_step",
        "Take the next step",
    )


def _proceedings(review: Review) -> GateLine:
    held = review.proceedings.filter(holds_publication=True, ended_on=None).first()
    says = "Nothing beside the review holds it back."
    if held:
        what = held.get_kind_display()
        says = f"{what} beside this review hold it back until they have ended."
    return GateLine(
        "PROCEEDINGS",
        "No proceedings hold it back",
        held is None,
        says,
        f"view_proceeding:{held.key}" if held else "",
        "Record the end of them",
    )


JOINT = {
    ReviewKind.JOINT_SAR: ProceedingKind.SAR,
    ReviewKind.JOINT_DARDR: ProceedingKind.DARDR,
}


def _joint_part(review: Review) -> list[GateLine]:
    """A joint review names its other part: law, owner and reference are its own."""
    if review.kind not in JOINT:
        return []
    kind = JOINT[ReviewKind(review.kind)]
    part = review.proceedings.filter(kind=kind, is_part=True).exclude(owner="").first()
    return [
        GateLine(
            "JOINT_PART",
            "The other part of the joint review is recorded",
            part is not None,
            f"{kind.label}: led by {part.owner}."
            if part
            else f"Record the {kind.label.lower()} as a part of this joint review, "
            "with who leads it.",
            "add_proceeding",
            "Record it",
        )
    ]


def _facts(review: Review) -> GateLine:
    done = _since_returned(review, "check_facts")
    return GateLine(
        "FACTS",
        "The draft has been checked for facts",
        done,
        "The draft as it stands was checked for facts."
        if done
        else "The draft as it stands has not been checked for facts.",
        "add_review_step",
        "Take the step",
    )


def _since_returned(review: Review, move: str) -> bool:
    """Whether a step was taken after the draft last went back."""
    steps = list(review.steps.order_by("position").values_list("move", flat=True))
    last = max(
        (n for n, name in enumerate(steps) if name == "return_draft"), default=-1
    )
    return move in steps[last + 1 :]


def approvals_that_hold(review: Review) -> set[str]:
    """Partners whose agreement was given to the draft as it stands."""
    back = review.steps.filter(move="return_draft").order_by("-position").first()
    since = back.position if back else 0
    found = review.approvals.filter(after_step__gte=since)
    return set(found.values_list("partner", flat=True))


def _partners(review: Review) -> GateLine:
    agreed = approvals_that_hold(review)
    missing = [one.label for one in Partner if one not in agreed]
    return GateLine(
        "PARTNERS",
        "The three delegated partners have agreed",
        not missing,
        f"Not agreed yet: {', '.join(missing)}."
        if missing
        else "All three agreed to the draft as it stands.",
        "add_partner_approval",
        "Record an agreement",
    )


def _family(review: Review) -> GateLine:
    notice = review.family_notices.order_by("-pk").first()
    says = "Nobody has recorded that the family was told, or why not."
    if notice and notice.told_on:
        says = f"The family was told on {long_date(notice.told_on)}."
    elif notice:
        says = "Why the family was not told is on record."
    return GateLine(
        "FAMILY",
        "The family has been told, or it is said why not",
        notice is not None,
        says,
        "add_family_notice",
        "Record it",
    )


# --- The text ----------------------------------------------------------------------


def _words(publication: Publication | None) -> GateLine:
    there = publication is not None and bool(
        publication.text.strip() or publication.file_id
    )
    says = "There is a text."
    if publication is None:
        says = "Nothing is recorded that could be published."
    elif not there:
        says = "The publication has neither words nor a file."
    return GateLine(
        "TEXT",
        "There is a text to publish",
        there,
        says,
        _amend(publication) or "add_publication",
        "Write or attach it",
    )


def _amend(publication: Publication | None) -> str:
    return f"amend_publication:{publication.key}" if publication else ""


def _view(publication: Publication | None) -> str:
    return f"view_publication:{publication.key}" if publication else ""


def _improvements(publication: Publication | None) -> GateLine:
    written = bool(publication and publication.improvements.strip())
    return GateLine(
        "IMPROVEMENTS",
        "The improvements recommended are written",
        written,
        "The improvements are written."
        if written
        else "Write the improvements recommended, one on each line.",
        _amend(publication) or "add_publication",
        "Write them",
    )


def _why_withheld(publication: Publication | None) -> list[GateLine]:
    """Improvements in place of the report: the reason, and the Panel told of it."""
    if publication is None or publication.kind != PublicationKind.IMPROVEMENTS:
        return []
    told = bool(publication.withheld_reason.strip() and publication.panel_told_on)
    return [
        GateLine(
            "WITHHELD",
            "Why the report is not published, and the Panel told of it",
            told,
            "The Panel was told why no report appears."
            if told
            else "Say why no report appears, and when the Panel was told.",
            _amend(publication),
            "Record it",
        )
    ]


def _checks(publication: Publication | None, at: datetime) -> list[GateLine]:
    if publication is None:
        return []
    found = checks.problems(publication, at=at)
    names = [one for one in found if one.kind == checks.NAME]
    others = [one for one in found if one.kind == checks.OTHER_CASE]
    open_details = [
        one for one in found if one.kind not in (checks.NAME, checks.OTHER_CASE)
    ]
    lines = [
        _line(
            "NAMES",
            "No name of the vault and no retired pseudonym, near spellings too",
            names,
            "hold a name that may not be published, or one spelled nearly like it",
            _amend(publication),
            "Change the words",
        ),
        _line(
            "OTHER_CASE",
            "No pseudonym that does not belong here",
            others,
            "hold a pseudonym of another case, or one not marked to be published",
            _amend(publication),
            "Change the words",
        ),
        _line(
            "DETAILS",
            "Details that may point at a person have been decided on",
            open_details,
            "hold an exact age, date, setting or place nobody has decided on",
            _view(publication),
            "Look at each",
        ),
    ]
    return lines + _file(publication)


def _line(
    code: str, asks: str, found: list[Any], says: str, to: str, words: str
) -> GateLine:
    if not found:
        return GateLine(code, asks, True, "None was found.")
    places = sorted({one.where for one in found})
    many = f"{len(found)} place{'s' if len(found) != 1 else ''}"
    told = f"{many} ({', '.join(places)}) {says}."
    return GateLine(code, asks, False, told, to, words)


def _file(publication: Publication) -> list[GateLine]:
    """The attached file can be read by the check, and says nothing of its maker (X3)."""
    if publication.file is None:
        return []
    readable = checks.words_of_file(publication.file) is not None
    clean = readable and not checks.tells_of_its_maker(publication.file)
    says = "Its words were checked, and it says nothing of who made it."
    if not readable:
        says = "Its words cannot be checked here: attach a Word or text file."
    elif not clean:
        says = "It carries an author, comments or tracked changes: save it without."
    return [
        GateLine(
            "FILE",
            "The file can be checked and names no author",
            clean,
            says,
            _amend(publication),
            "Attach another",
        )
    ]


def _second_person(publication: Publication | None) -> GateLine:
    approved = publication is not None and approval_holds(publication)
    return GateLine(
        "SECOND_PERSON",
        "A second person has approved the text as it stands",
        approved,
        "The text as it stands was approved by somebody who did not write it."
        if approved
        else "Have the text checked, then approved by somebody who did not write it.",
        _view(publication) or "add_publication",
        "Check and approve",
    )


def approval_holds(publication: Publication) -> bool:
    """Whether the words that were approved are the words that stand."""
    if publication.state != PublicationState.APPROVED:
        return False
    last = publication.steps.order_by("-position").first()
    return last is not None and last.seal == seal_of(publication)


def _sent_before(publication: Publication | None, at: datetime) -> GateLine:
    """Seven working days before [M]: a dated clock rule, counted back from today."""
    sent = publication.sent_on if publication else None
    latest = latest_sending(at)
    done = bool(sent and latest and sent <= latest)
    says = f"A copy went on {long_date(sent)}." if sent else "No copy is recorded."
    if latest is None:
        says = "No rule says how long before: load the clock rules."
    elif not done:
        says += f" To publish today it had to go by {long_date(latest)}."
    return GateLine(
        "SENT_BEFORE",
        "A copy went to the Panel and the Secretary of State in time",
        done,
        says,
        _amend(publication) or "add_publication",
        "Record the day it went",
    )


def latest_sending(at: datetime) -> date | None:
    """The last day on which a copy could go for publication today."""
    code = "PRACTICE_REVIEW_SENT_BEFORE"
    try:
        return read_clocks(code).due(code, london_date(at)).due_on
    except NoSuchRule:
        return None


# --- What settles it ---------------------------------------------------------------


def add_partner_approval(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Review
) -> PartnerApproval:
    """Record a delegated partner's agreement to the draft as it stands, with dissent.

    Refuses a review that has no draft yet.
    """
    steps = parent.steps.all()
    if not steps.filter(move="draft_review").exists():
        raise Refused("There is no draft yet that a partner could agree to.")
    after = keeping.next_position(steps) - 1
    values = {"review": parent, "after_step": after, **values}
    return keeping.add(PartnerApproval, values, parent, by=by, at=at)


def add_family_notice(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Review
) -> FamilyNotice:
    """Record when the family was told of the publication, or why they were not.

    Refuses both, and neither.
    """
    if bool(values.get("told_on")) == bool(values.get("why_not", "").strip()):
        raise Refused("Say when the family was told, or why they were not.")
    values = {"review": parent, **values}
    return keeping.add(FamilyNotice, values, parent, by=by, at=at)


def details_to_decide(publication: Publication) -> list[checks.Found]:
    """Details of a text that may point at a person and that nobody decided on yet."""
    return list(checks.undecided(publication))


def decide_detail(
    publication: Publication, code: str, *, why: str, by: Viewer, at: datetime
) -> DetailDecision:
    """Decide that a detail may stay in a text, with a reason.

    Refuses a detail that is not in the text, one decided already, and no reason.
    """
    waiting = {one.code: one for one in checks.undecided(publication)}
    if code not in waiting:
        raise Refused("This detail is not in the text any more, or is decided.")
    if not why.strip():
        raise Refused("Say why the detail may stay.")
    values = {
        "publication": publication,
        "code": code,
        "kind": waiting[code].kind,
        "why": why.strip(),
        "decided_on": london_date(at),
        "decided_by": by.label[:300],
    }
    return keeping.add(DetailDecision, values, publication.review, by=by, at=at)
