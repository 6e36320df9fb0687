"""The rapid review at work: its page, its steps, and its letter and report."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone

from goldenthread.core import access, record_views
from goldenthread.core.pages import Detail, Link, Section
from goldenthread.core.viewer import Viewer
from goldenthread.reviews import presenters, rules, services
from goldenthread.reviews import queries as room
from goldenthread.reviews.forms import rapid as forms
from goldenthread.reviews.forms.chronology import FORMATS, CopyForm
from goldenthread.reviews.forms.triage import OnDayForm, ReasonForm
from goldenthread.reviews.models import Incident, RapidReview
from goldenthread.reviews.presenters import documents
from goldenthread.reviews.presenters import rapid as words
from goldenthread.reviews.presenters.triage import case_steps_section, state_tag
from goldenthread.reviews.presenters.turning import turned_round
from goldenthread.reviews.queries import cases
from goldenthread.reviews.queries import rapid as queries
from goldenthread.reviews.rules import cases as case_rules
from goldenthread.reviews.services.rapid import without_quorum
from goldenthread.reviews.states.cases import CASE_MOVES, RUNNING, Agreed, CaseState
from goldenthread.reviews.views.copies import hand_out, publisher_of, written
from goldenthread.reviews.views.kinds import AGENCY_RETURN, RAPID_REVIEW
from goldenthread.reviews.views.moving import CaseMove, move_paths


def work_url(rapid: RapidReview) -> str:
    return reverse("view_rapid_work", args=[rapid.key])


@access.page(may=rules.sees_whole_case)
def view_rapid_work(request: HttpRequest, key: str) -> HttpResponse:
    """All of a rapid review on one page: returns, themes, meeting, decision, approval."""
    with transaction.atomic():
        rapid = record_views.load(RAPID_REVIEW, request.viewer, key)
        record_views.log_one(
            RAPID_REVIEW, rapid, by=request.viewer, action="view_rapid_work"
        )
        context = {
            "title": "Rapid review at work",
            "under": presenters.rapid_title(rapid),
            "back_url": RAPID_REVIEW.url(rapid),
            "detail": _work(rapid, request.viewer),
        }
        return render(request, "reviews/working.html", context)


def _work(rapid: RapidReview, viewer: Viewer) -> Detail:
    incident = rapid.referral.incident
    decided = list(queries.considered(viewer).filter(incident=incident))
    turned = turned_round(decided)
    themes = queries.agreed(rapid, Agreed.THEMES)
    meetings = list(queries.meetings(viewer).filter(rapid=rapid))
    missing = {one.key: without_quorum(one) for one in meetings}
    steps = cases.case_steps(viewer).filter(incident=incident)
    return Detail(
        facts=(),
        lead=incident.line,
        tags=(state_tag(incident),),
        notices=(turned,) if turned else (),
        buttons=_buttons(rapid, incident, viewer),
        sections=(
            _returns(rapid, incident, viewer),
            words.themes_section(queries.themes(viewer).filter(rapid=rapid), themes),
            words.meetings_section(meetings, missing),
            words.decisions_section(decided),
            words.approval_section(queries.agreed(rapid, Agreed.REPORT)),
            case_steps_section(steps),
        ),
    )


def _returns(rapid: RapidReview, incident: Incident, viewer: Viewer) -> Section:
    found = list(room.agency_returns(viewer).filter(incident=incident))
    links = [Link("Chronology", reverse("view_chronology", args=[incident.key]))]
    address = {one.key: AGENCY_RETURN.url(one) for one in found}
    return words.returns_section(found, address, tuple(links))


UNIT = rules.may_keep_cases
SPEAKS = case_rules.may_speak
# (service, words, who, at which states beside those of the table of moves)
BEFORE_MEETING = (CaseState.NOTIFIED, CaseState.SCOPING)
MEETING_HELD = (CaseState.MEETING_HELD,)
OFFERED: tuple[tuple[str, str, Any, tuple[CaseState, ...]], ...] = (
    ("ask_agencies", "Ask agencies", UNIT, RUNNING),
    ("propose_theme", "Propose a theme", SPEAKS, BEFORE_MEETING),
    ("agree_themes", "Agree the themes", SPEAKS, BEFORE_MEETING),
    ("hold_meeting", "Record the meeting", UNIT, ()),
    (
        "decide_rapid_review",
        "Record the decision",
        UNIT,
        (*MEETING_HELD, CaseState.PANEL_REPLIED),
    ),
    ("approve_report", "Approve the report", SPEAKS, MEETING_HELD),
    ("send_report", "Record the sending", UNIT, ()),
    ("reopen_report", "Take the report back", UNIT, ()),
    ("record_reply", "Record the Panel’s reply", UNIT, ()),
    ("close_case", "Close the case", UNIT, ()),
    ("commission_review", "Commission the review", UNIT, ()),
)


def _buttons(
    rapid: RapidReview, incident: Incident, viewer: Viewer
) -> tuple[Link, ...]:
    """The steps open now to this viewer, then letter and report."""
    open_now = {move.name for move in CASE_MOVES.open_from(incident.state)}
    found = [
        Link(text, reverse(name, args=[rapid.key]))
        for name, text, may, states in OFFERED
        if may(viewer) and (name in open_now or incident.state in states)
    ]
    for what, text in (("letter", "Letter"), ("report", "Report")):
        found.append(Link(text, reverse("export_rapid", args=[rapid.key, what])))
    return tuple(found)


# --- Letter and report ------------------------------------------------------------------


MADE = {"letter": documents.letter, "report": documents.report}


class PaperForm(CopyForm):
    """Letter and report are papers: Word or PDF."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        papers = [(code, text) for code, text in FORMATS.items() if code != "xlsx"]
        self.fields["form"].choices = papers


@access.page(may=rules.sees_whole_case, methods=("GET", "POST"))
def export_rapid(request: HttpRequest, key: str, what: str) -> HttpResponse:
    """Letter or report from the records: asked what for, marked, written down."""
    if what not in MADE:
        raise Http404
    with transaction.atomic():
        rapid = record_views.load(RAPID_REVIEW, request.viewer, key)
        form = PaperForm(request.POST or None, viewer=request.viewer)
        if request.method == "POST" and form.is_valid():
            return _paper(request, rapid, what, form)
        record_views.log_one(
            RAPID_REVIEW, rapid, by=request.viewer, action=f"open_export_{what}"
        )
        context = {
            "title": f"The {what} as a file",
            "under": presenters.rapid_title(rapid),
            "back_url": work_url(rapid),
            "button": "Make the file",
            "form": form,
        }
        status = 422 if request.method == "POST" else 200
        return render(request, "core/form.html", context, status=status)


def _paper(
    request: HttpRequest, rapid: RapidReview, what: str, form: PaperForm
) -> HttpResponse:
    facts = queries.rapid_facts(request.viewer, rapid)
    as_what = form.cleaned_data["form"]

    def made(mark: str) -> bytes:
        document = MADE[what](
            facts,
            publisher=publisher_of(request),
            as_at=timezone.localdate(),
            mark=mark,
        )
        return written(document, as_what)

    return hand_out(
        request,
        facts.incident,
        what=f"rapid_{what}",
        form=as_what,
        rows=len(facts.chronology.episodes),
        purpose=form.cleaned_data["purpose"],
        made=made,
    )


# --- Steps ------------------------------------------------------------------------------


def _move(
    name: str, title: str, button: str, form: Any, may: Any = UNIT, intro: str = ""
) -> CaseMove:
    return CaseMove(
        name=name,
        title=title,
        button=button,
        kind=RAPID_REVIEW,
        may=may,
        call=getattr(services, name),
        to=work_url,
        form=form,
        intro=intro,
    )


MOVES = (
    _move("propose_theme", "Propose a theme", "Propose", forms.ThemeForm, SPEAKS),
    _move(
        "agree_themes",
        "Agree the themes",
        "Agree",
        forms.WordForm,
        SPEAKS,
        "To the themes as they stand now. Another theme afterwards asks for a new word.",
    ),
    _move(
        "hold_meeting",
        "Record the meeting",
        "Record",
        forms.MeetingForm,
        intro="A quorum is a post of each of the three partners. Without one the "
        "meeting is on the record and the case stays where it is.",
    ),
    _move(
        "decide_rapid_review",
        "Decision of the partners",
        "Keep the decision",
        forms.RapidDecisionForm,
        intro="Each consideration is answered in words; there is no score.",
    ),
    _move(
        "approve_report",
        "Approve the report",
        "Approve",
        forms.WordForm,
        SPEAKS,
        "For what the report says now. A change to anything in it asks for a new word.",
    ),
    _move("reopen_report", "Take the report back", "Take it back", ReasonForm),
    _move("send_report", "Record the sending", "Record", forms.SendForm),
    _move(
        "record_reply",
        "The Panel’s reply",
        "Keep the reply",
        forms.ReplyForm,
        intro="It stands beside the partners’ decision and replaces nothing.",
    ),
    _move("close_case", "Close the case", "Close", OnDayForm),
    _move(
        "commission_review",
        "Commission the review",
        "Commission",
        OnDayForm,
        intro="Opens the review that was decided, with everybody of this incident in it.",
    ),
)

urlpatterns = [
    path("rapid-reviews/<str:key>/at-work/", view_rapid_work, name="view_rapid_work"),
    path("rapid-reviews/<str:key>/<str:what>/file/", export_rapid, name="export_rapid"),
    *move_paths(*MOVES),
]
