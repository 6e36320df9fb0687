"""Pages of one child's journey, of who opened which, and of common paths."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from goldenthread.core import access, pages, record_views
from goldenthread.core.access import Refused
from goldenthread.core.pages import Detail, Kind, Link
from goldenthread.core.viewer import Viewer
from goldenthread.dataset import queries, rules, services
from goldenthread.dataset.forms import journeys as forms
from goldenthread.dataset.models import JourneyBar, JourneyOpening, LinkDecision
from goldenthread.dataset.presenters import journeys as presenters
from goldenthread.dataset.presenters import one_journey, paths


# --- Who opened what -----------------------------------------------------------------


def opening_detail(opening: JourneyOpening, viewer: Viewer) -> Detail:
    now = timezone.now()
    links = ()
    if rules.may_read_opened(viewer, opening, now):
        url = reverse("read_journey", args=[opening.key])
        links = (Link("Read the journey", url),)
    return presenters.opening_detail(opening, links, now)


OPENING = pages.register(
    Kind(
        name="journey_opening",
        label="opening of a journey",
        label_plural="journeys opened",
        room="dataset",
        model=JourneyOpening,
        visible=queries.journey_openings,
        columns=presenters.OPENING_COLUMNS,
        row=presenters.opening_row,
        title=presenters.opening_title,
        detail=opening_detail,
        may_read=rules.may_see_openings,
        intro="Who opened one child’s journey, when and what for: your own openings, "
        "and those of the people you lead. Which child it was is not shown.",
        empty="Nobody you lead has opened a journey, and neither have you.",
        subjects=presenters.opening_tokens,
        has_thread=False,
        links=(("Open a journey", "open_journey"),),
    )
)


# --- Opening and reading one --------------------------------------------------------------


def _back() -> str:
    return reverse("view_journey_paths")


@never_cache
@access.page(may=rules.may_open_journeys, methods=("GET", "POST"))
def open_journey(request: HttpRequest) -> HttpResponse:
    """Ask for a child by an agency's own number; the reason comes first."""
    form = forms.OpenJourneyForm(request.POST or None, viewer=request.viewer)
    by, at = request.viewer, timezone.now()
    if form.is_valid():
        values = form.cleaned_data
        if values["connected"]:
            return _kept_out(request, values)
        try:
            services.seek_journey(
                by=by, at=at, code=values["code"], number=values["number"]
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))

    def save() -> JourneyOpening:
        return services.open_journey(by=by, at=at, values=form.cleaned_data)

    context = {
        "title": "Open one child’s journey",
        "intro": "Say which child and why before anything is shown. Each opening is in "
        "the history, and your manager is shown it. It closes after an hour.",
        "back_url": _back(),
        "button": "Open the journey",
    }
    return record_views.answer_form(request, form, save, _read_url, context)


def _read_url(opening: JourneyOpening) -> str:
    return reverse("read_journey", args=[opening.key])


def _kept_out(request: HttpRequest, values: dict[str, Any]) -> HttpResponse:
    """Who says that they know the child is kept from it from now on (rule A4)."""
    declared = {
        "code": values["code"],
        "number": values["number"],
        "reason": "Declared when asked before opening",
    }
    services.add_journey_bar(by=request.viewer, at=timezone.now(), values=declared)
    messages.info(
        request,
        "You are kept from this child’s journey from now on. Ask a colleague to look.",
    )
    return redirect("list_journey_bars")


@never_cache
@access.page(may=rules.may_open_journeys)
def read_journey(request: HttpRequest, key: str) -> HttpResponse:
    """The time line of one child; the reading is written down before the answer."""
    by, at = request.viewer, timezone.now()
    opening = _own_opening(by, key)
    if at >= opening.until_at:
        messages.info(request, "This opening is over: state the reason anew.")
        return redirect(OPENING.url(opening))
    with transaction.atomic():
        try:
            shown = services.read_journey(opening, by=by, at=at)
        except Refused:
            raise Http404 from None
        links = ()
        if shown.across and rules.may_correct_links(by):
            url = reverse("correct_link", args=[opening.key])
            links = (Link("Correct a link", url),)
        context = {
            "kind": OPENING,
            "title": "One child’s journey",
            "detail": one_journey.journey_detail(opening, shown, links),
            "list_url": OPENING.list_url(),
        }
        return render(request, "core/detail.html", context)


def _own_opening(by: Viewer, key: str) -> JourneyOpening:
    found = queries.journey_openings(by).filter(opened_by=by.account_key)
    return get_object_or_404(found, key=key)


@never_cache
@access.page(may=rules.may_correct_links, methods=("GET", "POST"))
def correct_link(request: HttpRequest, key: str) -> HttpResponse:
    """Two records of the open journey are one child after all, or two."""
    by, at = request.viewer, timezone.now()
    opening = _own_opening(by, key)
    try:
        shown = services.read_journey(opening, by=by, at=at)
    except Refused:
        raise Http404 from None
    form = forms.LinkForm(
        request.POST or None, viewer=by, offered=one_journey.record_choices(shown)
    )

    def save() -> LinkDecision:
        return services.correct_link(opening, by=by, at=at, values=form.cleaned_data)

    context = {
        "title": "Correct a link",
        "intro": "Your word is kept for every later release, with your post and the "
        "day. This release stays as it is; the next one goes by it.",
        "back_url": _read_url(opening),
        "button": "Keep the correction",
    }
    return record_views.answer_form(request, form, save, DECISION.url, context)


# --- Corrections and bars -------------------------------------------------------------------


def decision_row(decision: LinkDecision) -> tuple[Any, ...]:
    return presenters.decision_row(decision, decision.heard)


def decision_detail(decision: LinkDecision, viewer: Viewer) -> Detail:
    return presenters.decision_detail(decision, decision.heard)


DECISION = pages.register(
    Kind(
        name="link_decision",
        label="correction of a link",
        label_plural="corrections of links",
        room="dataset",
        model=LinkDecision,
        visible=queries.link_decisions,
        columns=presenters.DECISION_COLUMNS,
        row=decision_row,
        title=presenters.decision_title,
        detail=decision_detail,
        may_read=rules.may_correct_links,
        intro="What people said about two records: one child, or two. Kept for every "
        "later release.",
        empty="No link was corrected yet.",
        subjects=presenters.decision_tokens,
        has_thread=False,
    )
)


def bar_detail(bar: JourneyBar, viewer: Viewer) -> Detail:
    links = ()
    if rules.may_lift(viewer, bar):
        url = reverse("lift_journey_bar", args=[bar.key])
        links = (Link("Lift it", url),)
    return presenters.bar_detail(bar, links)


BAR = pages.register(
    Kind(
        name="journey_bar",
        label="bar from a journey",
        label_plural="people kept from a journey",
        room="dataset",
        model=JourneyBar,
        visible=queries.journey_bars,
        columns=presenters.BAR_COLUMNS,
        row=presenters.bar_row,
        title=presenters.bar_title,
        detail=bar_detail,
        may_read=rules.may_keep_bars,
        may_write=rules.may_keep_bars,
        form=forms.JourneyBarForm,
        add=services.add_journey_bar,
        intro="Children whose journey somebody must not open, because of a conflict of "
        "interest. It beats every other right. Declare your own here; the business "
        "unit holds others out.",
        empty="Nobody is kept from a journey.",
        subjects=presenters.bar_tokens,
        has_thread=False,
    )
)


def _lift(bar: JourneyBar, *, by: Viewer, at: Any, reason: str) -> JourneyBar:
    return services.lift_journey_bar(bar, by=by, at=at, reason=reason)


LIFT = record_views.MovePage(
    "lift_journey_bar",
    "Lift the bar",
    "Lift the bar",
    rules.may_lift_bars,
    _lift,
    forms.LiftForm,
    "The person may then open this child’s journey like any other.",
)


# --- Common paths ---------------------------------------------------------------------------


@access.page(may=rules.may_read_paths)
def view_journey_paths(request: HttpRequest) -> HttpResponse:
    """How many children went the same way, for everybody who reads releases."""
    viewer = request.viewer
    release = queries.release_in_force(viewer.partnership_id)
    links = [
        Link(words, reverse(name))
        for words, name, rule in (
            ("Open one child’s journey", "open_journey", rules.may_open_journeys),
            ("Journeys opened", "list_journey_openings", rules.may_see_openings),
        )
        if rule(viewer)
    ]
    sections, facts = (), ()
    if release is not None:
        edition = queries.common_paths(release)
        sections = (paths.paths_section(release, edition),)
        facts = paths.paths_facts(release)
    context = {
        "kind": {"label": "linked data"},
        "list_url": reverse("view_room", args=["dataset"]),
        "title": "Journeys",
        "detail": Detail(
            lead=paths.LEAD if release else paths.NO_RELEASE,
            facts=facts,
            sections=sections,
            buttons=tuple(links),
        ),
    }
    return render(request, "dataset/paths.html", context)


PATTERNS = (
    path("journeys/", view_journey_paths, name="view_journey_paths"),
    path("journeys/open/", open_journey, name="open_journey"),
    path("journeys/<str:key>/read/", read_journey, name="read_journey"),
    path("journeys/<str:key>/link/", correct_link, name="correct_link"),
    *pages.urls_for(OPENING),
    *pages.urls_for(DECISION),
    *pages.urls_for(BAR),
    *record_views.move_urls(BAR, LIFT),
)
