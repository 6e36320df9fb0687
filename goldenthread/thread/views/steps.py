"""Buttons of actions, plans and challenges: each a page that asks for its reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone

from goldenthread.core import access, pages, record_views
from goldenthread.core.access import MayRule
from goldenthread.core.files import serve_file
from goldenthread.core.pages import Link
from goldenthread.core.record_views import MovePage
from goldenthread.core.viewer import Viewer
from goldenthread.thread import forms, presenters, queries, rules, services
from goldenthread.thread.models import Action, Challenge, ImpactTest, Plan
from goldenthread.thread.states import (
    ACTION_MOVES,
    CHALLENGE_MOVES,
    LIVE,
    ActionState,
)


def _move(name: str, button: str, text: str, may: MayRule, form: type) -> MovePage:
    """A page that asks for the words of a step and then takes it."""
    take = getattr(services, name)

    def call(record: Any, *, by: Viewer, at: datetime, **values: Any) -> Any:
        return take(record, by=by, at=at, values=values, read_version=record.version)

    return MovePage(name, button, button, may, call, form, text)


def _action(name: str, button: str, text: str, may: MayRule) -> MovePage:
    return _move(name, button, text, may, forms.StepForm)


ACTION_PAGES = (
    _action(
        "agree_action",
        "Agree this action",
        "From the day you enter it is open, and its owner is asked how it goes.",
        rules.may_keep,
    ),
    _action(
        "reject_action",
        "Reject this proposal",
        "Say why, so that nobody proposes it again without knowing.",
        rules.may_keep,
    ),
    _action(
        "start_action",
        "Start work",
        "Say what has begun.",
        rules.may_carry_out_some,
    ),
    _action(
        "complete_action",
        "Say it is done",
        "Say what was done. Somebody else then says whether it holds.",
        rules.may_carry_out_some,
    ),
    _action(
        "assure_action",
        "Assure it",
        "Say what you saw that shows it was done and holds.",
        rules.may_judge_some,
    ),
    _action(
        "return_action",
        "Return it",
        "Say what is still missing. It goes back to its owner.",
        rules.may_judge_some,
    ),
    _action(
        "close_action",
        "Close it",
        "Say what remains to be watched, if anything.",
        rules.may_keep,
    ),
    _action(
        "supersede_action",
        "Supersede it",
        "Say which action takes its place, and why.",
        rules.may_keep,
    ),
)
SHAPE_PAGES = (
    _move(
        "grade_action",
        "Grade its strength",
        "By the hierarchy of action strength: what changes the system is stronger than "
        "what asks people to remember.",
        rules.may_grade_some,
        forms.GradeForm,
    ),
    MovePage(
        "merge_action",
        "Merge with another",
        "Merge with another",
        rules.may_keep,
        lambda action, *, by, at, **values: services.merge_action(
            action, by=by, at=at, values=values
        ),
        forms.MergeForm,
        "Both keep where they come from. How it goes is then said of the other one.",
    ),
    MovePage(
        "part_action",
        "Part them again",
        "Part them again",
        rules.may_keep,
        lambda action, *, by, at, **values: services.part_action(
            action, by=by, at=at, values=values
        ),
        forms.PartForm,
        "It is by itself again from the day you give. That they were merged stays.",
    ),
)
CHALLENGE_PAGES = (
    _move(
        "answer_challenge",
        "Answer",
        "Give the agency’s answer and the post that stands by it.",
        rules.may_answer_some,
        forms.AnswerForm,
    ),
    _move(
        "escalate_challenge",
        "Take it to the next stage",
        "The answer is late, or it is not accepted: say why. A new clock begins.",
        rules.may_raise_challenge,
        forms.EscalateForm,
    ),
    _move(
        "resolve_challenge",
        "Settle it",
        "Say how the answer settles it. If it does not, take it to the next stage.",
        rules.may_raise_challenge,
        forms.ResolveForm,
    ),
    _move(
        "decide_challenge",
        "Decide it",
        "This is the last stage: the outcome is the executive’s.",
        rules.may_decide_some,
        forms.DecideForm,
    ),
    _move(
        "withdraw_challenge",
        "Withdraw it",
        "Everything that was said stays on the record.",
        rules.may_raise_challenge,
        forms.WithdrawForm,
    ),
)
PLAN_PAGES = (
    _move(
        "close_plan",
        "Close this plan",
        "Its actions must be finished first: assured, closed, rejected or superseded.",
        rules.may_keep,
        forms.ClosePlanForm,
    ),
    _move(
        "reopen_plan",
        "Open it again",
        "The day and reason of its closing stay in the history.",
        rules.may_keep,
        forms.ReopenPlanForm,
    ),
)
EFFECT_PAGES = (
    MovePage(
        "judge_effect",
        "Work out the verdict",
        "Work it out",
        rules.may_register_test,
        lambda test, *, by, at: services.judge_effect(test, by=by, at=at).impact_test,
        text="From the points as they stand now. What was said before stays.",
    ),
)
PAGES = (
    *ACTION_PAGES,
    *SHAPE_PAGES,
    *CHALLENGE_PAGES,
    *EFFECT_PAGES,
    *PLAN_PAGES,
)
BY_NAME = {page.name: page for page in PAGES}


# --- Buttons on detail pages --------------------------------------------------------


def _button(name: str, record: Any) -> Link:
    return Link(BY_NAME[name].button, reverse(name, args=[record.key]))


def action_steps(
    action: Action, viewer: Viewer
) -> tuple[tuple[Link, ...], tuple[str, ...]]:
    """Buttons the viewer may press now, and the reasons against those they may not.

    Reasons are told to people who take steps at all; a mere reader needs none.
    """
    claim = queries.latest_claim(action)
    buttons, reasons = [], []
    for move in ACTION_MOVES.open_from(action.state):
        reason = _against(viewer, action, move.name, claim)
        if not reason:
            buttons.append(_button(move.name, action))
        elif BY_NAME[move.name].may(viewer):
            reasons.append(reason)
    return tuple(buttons), tuple(dict.fromkeys(reasons))


def _against(viewer: Viewer, action: Action, step: str, claim: Any) -> str:
    """What the rules say of a step, and what the action itself lacks for it."""
    if step == "close_action":
        shown = any(
            action.agreed_on is None or one.effective_on >= action.agreed_on
            for one in action.evidence.all()
        )
        return rules.reason_against_closing(viewer, action, shown)
    if step == "agree_action" and (lacking := rules.missing_words(action)):
        return f"Before it is agreed it needs {lacking}: amend it first."
    return rules.reason_against_step(viewer, action, step, claim)


def shape_steps(action: Action, viewer: Viewer, merged: bool) -> tuple[Link, ...]:
    """Grading, merging and parting, as far as the viewer may."""
    found = []
    if not rules.reason_against_grading(viewer, action):
        found.append(_button("grade_action", action))
    if rules.may_keep(viewer) and merged:
        found.append(_button("part_action", action))
    elif rules.may_keep(viewer) and action.state in (*LIVE, ActionState.PROPOSED):
        found.append(_button("merge_action", action))
    return tuple(found)


def challenge_steps(
    challenge: Challenge, viewer: Viewer
) -> tuple[tuple[Link, ...], tuple[str, ...]]:
    """The same for a challenge: what its standing, its stage and its clock allow."""
    today = timezone.localdate()
    last = queries.is_last(challenge, today)
    buttons, reasons = [], []
    for move in CHALLENGE_MOVES.open_from(challenge.stage):
        reason = rules.reason_against_challenge_step(
            viewer, challenge, move.name, last=last
        )
        if not reason and move.name == "escalate_challenge":
            reason = _too_early(challenge, today)
        if not reason:
            buttons.append(_button(move.name, challenge))
        elif move.name not in QUIET and BY_NAME[move.name].may(viewer):
            reasons.append(reason)
    return tuple(buttons), tuple(dict.fromkeys(reasons))


def effect_steps(test: ImpactTest) -> tuple[Link, ...]:
    return (_button("judge_effect", test),)


# A button that is not there for most people needs no reason.
QUIET = ("withdraw_challenge", "decide_challenge")


def _too_early(challenge: Challenge, today: date) -> str:
    due_on = queries.answer_due(challenge)
    try:
        rules.require_may_escalate_now(challenge, due_on, today)
    except access.Refused as refusal:
        return str(refusal)
    return ""


def plan_steps(plan: Plan, viewer: Viewer) -> tuple[Link, ...]:
    if not rules.may_keep(viewer):
        return ()
    return (_button("reopen_plan" if plan.closed_on else "close_plan", plan),)


# --- Actions under an origin or a plan -------------------------------------------------


def _add_action_under(kind_name: str) -> Callable[..., HttpResponse]:
    """The add page of an action whose parent is not a finding."""

    @access.page(may=rules.may_keep, methods=("GET", "POST"))
    def add_action_under(request: HttpRequest, key: str) -> HttpResponse:
        parent_kind, kind = pages.KINDS[kind_name], pages.KINDS["action"]
        parent = record_views.load(parent_kind, request.viewer, key)
        form = forms.ActionForm(request.POST or None, viewer=request.viewer)

        def save() -> Action:
            return services.add_action(
                by=request.viewer,
                at=timezone.now(),
                values=form.cleaned_data,
                parent=parent,
            )

        context = {
            "kind": kind,
            "title": "Add an action",
            "under": parent_kind.title(parent),
            "back_url": parent_kind.url(parent),
        }
        return record_views.answer_form(request, form, save, kind.url, context)

    return add_action_under


@access.page(may=rules.may_read)
def view_plan_counts(request: HttpRequest) -> HttpResponse:
    """Plans opened, closed and open on a day, checked against each other."""
    form = forms.DayForm(request.GET or None, viewer=request.viewer)
    on = form.cleaned_data["on"] if form.is_valid() else timezone.localdate()
    counts = queries.plan_counts(request.viewer, on)
    context = {
        "title": "Action plans on a day",
        "form": form,
        "facts": presenters.plan_count_facts(counts),
        "list_url": pages.KINDS["plan"].list_url(),
    }
    return render(request, "thread/plan_counts.html", context)


@access.page(may=rules.may_read)
def open_evidence_file(request: HttpRequest, key: str) -> HttpResponse:
    """Hand over the file of a piece of evidence; the reading is written first."""
    evidence = record_views.load(pages.KINDS["evidence"], request.viewer, key)
    if evidence.file is None:
        raise Http404
    circle = evidence.action.origin.circle
    return serve_file(
        evidence.file,
        by=request.viewer,
        at=timezone.now(),
        subjects=[circle] if circle else [],
    )


STEP_URLS = [
    path("evidence/<str:key>/file/", open_evidence_file, name="open_evidence_file"),
    path(
        "origins/<str:key>/actions/add/",
        _add_action_under("origin"),
        name="add_action_to_origin",
    ),
    path(
        "plans/<str:key>/actions/add/",
        _add_action_under("plan"),
        name="add_action_to_plan",
    ),
    path("plans/on-a-day/", view_plan_counts, name="view_plan_counts"),
]
