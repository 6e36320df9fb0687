"""From a referral to the notification: the triage page and its steps."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone

from goldenthread.core import access, record_views, running
from goldenthread.core.clock_words import clocks_section
from goldenthread.core.pages import Detail, Link
from goldenthread.core.viewer import Viewer
from goldenthread.reviews import presenters, queries, rules, services
from goldenthread.reviews.forms import triage as forms
from goldenthread.reviews.models import Decision, Incident
from goldenthread.reviews.presenters import triage as words
from goldenthread.reviews.queries import cases
from goldenthread.reviews.rules import cases as case_rules
from goldenthread.reviews.services.triage import edition_of, how_late
from goldenthread.reviews.states import PARTNERS, Stage
from goldenthread.reviews.states.cases import CASE_MOVES, RUNNING, CaseState
from goldenthread.reviews.views.kinds import INCIDENT
from goldenthread.reviews.views.moving import CaseMove, move_paths


def triage_url(incident: Incident) -> str:
    return reverse("view_triage", args=[incident.key])


@access.page(may=rules.may_keep_cases, methods=("GET", "POST"))
def refer_incident(request: HttpRequest) -> HttpResponse:
    """Record an incident and who referred it, on one page."""
    form = forms.ReferIncidentForm(request.POST or None, viewer=request.viewer)

    def save() -> Incident:
        return services.refer_incident(
            by=request.viewer, at=timezone.now(), values=dict(form.cleaned_data)
        )

    context = {
        "title": "Refer a serious incident",
        "back_url": reverse("list_incidents"),
        "button": "Refer",
    }
    return record_views.answer_form(request, form, save, triage_url, context)


@access.page(may=rules.sees_whole_case)
def view_triage(request: HttpRequest, key: str) -> HttpResponse:
    """The criteria, what each partner decided and when, and what comes next."""
    with transaction.atomic():
        incident = record_views.load(INCIDENT, request.viewer, key)
        record_views.log_one(
            INCIDENT, incident, by=request.viewer, action="view_triage"
        )
        context = {
            "title": "Triage",
            "under": presenters.incident_title(incident),
            "back_url": INCIDENT.url(incident),
            "detail": _triage(incident, request.viewer),
        }
        return render(request, "reviews/working.html", context)


def _triage(incident: Incident, viewer: Viewer) -> Detail:
    decided = list(
        queries.decisions(viewer)
        .filter(incident=incident, stage=Stage.NOTIFICATION, decider__in=PARTNERS)
        .select_related("post__agency")
    )
    late = {one.key: how_late(incident.aware_on, one.decided_on) for one in decided}
    disagree = words.disagreement(decided)
    return Detail(
        facts=(),
        tags=(words.state_tag(incident),),
        lead=incident.line,
        notices=(disagree,) if disagree else (),
        buttons=triage_buttons(incident, viewer),
        sections=tuple(_sections(incident, viewer, decided, late)),
    )


def _sections(
    incident: Incident, viewer: Viewer, decided: list[Decision], late: dict[str, str]
) -> list[Any]:
    edition = edition_of(incident, timezone.localdate())
    answers = cases.triage_answers(viewer).filter(incident=incident)
    keeps = rules.may_keep_cases(viewer) and incident.state == CaseState.TRIAGE
    address = reverse("answer_criterion", args=[incident.key]) if keeps else ""
    earlier = words.earlier_section(decided, late)
    said = cases.comments(viewer).filter(incident=incident)
    steps = cases.case_steps(viewer).filter(incident=incident)
    return [
        _clock(incident, viewer),
        words.criteria_section(edition, answers, address),
        words.partners_section(decided, late),
        *([earlier] if earlier else []),
        words.comments_section(said),
        words.case_steps_section(steps, _seldom(incident, viewer)),
    ]


def _seldom(incident: Incident, viewer: Viewer) -> tuple[Link, ...]:
    """Withdrawing is a link below, not a button that is pressed by mistake."""
    if incident.state not in RUNNING or not rules.may_keep_cases(viewer):
        return ()
    address = reverse("withdraw_notification", args=[incident.key])
    return (Link("Withdraw the notification", address),)


def _clock(incident: Incident, viewer: Viewer) -> Any:
    """Every clock of the case, with its working; the same as on every other page."""
    found = running.of_record(incident, viewer)
    return clocks_section(running.stand_all(found, timezone.now()))


OFFERED = (
    ("begin_triage", "Begin the triage", rules.may_keep_cases),
    ("notify_panel", "Record the notification", rules.may_keep_cases),
    ("decide_not_to_notify", "End without notifying", rules.may_keep_cases),
    ("reopen_triage", "Reopen the triage", rules.may_keep_cases),
)


def triage_buttons(incident: Incident, viewer: Viewer) -> tuple[Link, ...]:
    """The steps that may be taken now, by this viewer."""
    open_now = {move.name for move in CASE_MOVES.open_from(incident.state)}
    found = []
    if incident.state == CaseState.TRIAGE and case_rules.may_speak(viewer):
        address = reverse("decide_triage", args=[incident.key])
        found.append(Link("Record a partner’s decision", address))
    found += [
        Link(text, reverse(name, args=[incident.key]))
        for name, text, may in OFFERED
        if name in open_now and may(viewer)
    ]
    if case_rules.may_comment(viewer):
        address = reverse("comment_on_case", args=[incident.key])
        found.append(Link("Comment as scrutineer", address))
    return tuple(found)


def _move(name: str, title: str, button: str, form: Any, **more: Any) -> CaseMove:
    more.setdefault("may", rules.may_keep_cases)
    return CaseMove(
        name=name,
        title=title,
        button=button,
        kind=INCIDENT,
        call=getattr(services, name),
        form=form,
        **({"to": triage_url} | more),
    )


def _chosen(request: HttpRequest, incident: Incident) -> dict[str, str]:
    return {"criterion": request.GET.get("criterion", "")[:30]}


MOVES = (
    _move("begin_triage", "Begin the triage", "Begin", forms.OnDayForm),
    _move(
        "answer_criterion",
        "Answer a criterion",
        "Keep the answer",
        forms.CriterionForm,
        initial=_chosen,
    ),
    _move(
        "decide_triage",
        "Decision of a partner",
        "Keep the decision",
        forms.TriageDecisionForm,
        may=case_rules.may_speak,
    ),
    _move(
        "comment_on_case",
        "Comment as independent scrutineer",
        "Keep the comment",
        forms.CommentForm,
        may=case_rules.may_comment,
        intro="A comment stands apart from the decisions and is none itself.",
    ),
    _move(
        "notify_panel",
        "Record the notification",
        "Record",
        forms.NotifyForm,
        intro="Recording it opens the rapid review.",
    ),
    _move(
        "decide_not_to_notify", "End without notifying", "End triage", forms.OnDayForm
    ),
    _move("reopen_triage", "Reopen the triage", "Reopen", forms.ReasonForm),
    _move(
        "withdraw_notification",
        "Withdraw the notification",
        "Withdraw",
        forms.OnDayWithReasonForm,
        intro="Where the criteria turn out not to be met. The rapid review ends with "
        "it: no agency can send its return any more, and every draft is kept.",
    ),
    _move(
        "add_child",
        "Add somebody to the incident",
        "Add",
        forms.AddChildForm,
        to=INCIDENT.url,
    ),
)

urlpatterns = [
    path("incidents/refer/", refer_incident, name="refer_incident"),
    path("incidents/<str:key>/triage/", view_triage, name="view_triage"),
    *move_paths(*MOVES),
]
