"""Pages of samples for audits."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from goldenthread.core import access, pages, record_views
from goldenthread.core.pages import Detail, Kind, Link
from goldenthread.core.record_views import MovePage
from goldenthread.core.viewer import Viewer
from goldenthread.dataset import queries, rules, services
from goldenthread.dataset.forms import samples as forms
from goldenthread.dataset.forms.journeys import ReasonForm
from goldenthread.dataset.models import JourneyOpening, Sample, SampleCase
from goldenthread.dataset.presenters import samples as presenters
from goldenthread.partnership.states import Role


def sample_detail(sample: Any, viewer: Viewer) -> Detail:
    own = viewer.role == Role.AGENCY_LEAD
    replaced = {
        case.replaces_id: case.number for case in sample.drawn_cases if case.replaces_id
    }
    opens = rules.may_draw_samples(viewer)
    rows = tuple(
        presenters.case_row(case, replaced, SAMPLE_CASE.url(case) if opens else "", own)
        for case in sample.drawn_cases
    )
    links = ()
    if opens:
        links = (Link("Draw it again", reverse("draw_again", args=[sample.key])),)
    return presenters.sample_detail(sample, rows, links, own)


SAMPLE = pages.register(
    Kind(
        name="sample",
        label="sample",
        label_plural="samples for audits",
        room="dataset",
        model=Sample,
        visible=queries.samples,
        one=queries.sample_page,
        columns=presenters.SAMPLE_COLUMNS,
        row=presenters.sample_row,
        title=str,
        detail=sample_detail,
        may_read=rules.may_read_samples,
        may_add=rules.may_draw_samples,
        form=forms.SampleForm,
        add=services.draw_sample,
        intro="Cases drawn from what an indicator counts, by a seed, so that anybody "
        "can draw them again. Whose they are is told to the agencies asked for records.",
        empty="No sample was drawn yet.",
        subjects=presenters.sample_tokens,
        has_thread=False,
    )
)


def case_detail(case: SampleCase, viewer: Viewer) -> Detail:
    links = []
    if rules.may_draw_samples(viewer):
        links.append(Link("Replace it", reverse("replace_case", args=[case.key])))
    if rules.sees_across(viewer):
        url = reverse("open_journey_of_case", args=[case.key])
        links.append(Link("Open the journey", url))
    return presenters.case_detail(case, SAMPLE.url(case.sample), tuple(links))


SAMPLE_CASE = pages.register(
    Kind(
        name="sample_case",
        label="case of a sample",
        label_plural="cases of samples",
        room="dataset",
        model=SampleCase,
        visible=queries.sample_cases,
        columns=("Case", "Sample", "Day", "Pseudonym"),
        row=presenters.case_list_row,
        title=presenters.case_title,
        detail=case_detail,
        may_read=rules.may_draw_samples,
        intro="Cases by number and pseudonym. Whose they are is not told here.",
        subjects=lambda case: (case.token,),
        has_thread=False,
    )
)


def _replace(case: SampleCase, *, by: Viewer, at: Any, reason: str) -> SampleCase:
    return services.replace_case(case, by=by, at=at, reason=reason)


REPLACE = MovePage(
    "replace_case",
    "Replace a case",
    "Put the next one in its place",
    rules.may_draw_samples,
    _replace,
    forms.ReplaceForm,
    "The next of the draw takes its place, with a number of its own. Nobody picks "
    "which. An audit that took this sample takes the new case when it takes it again.",
)


@access.page(may=rules.may_draw_samples, methods=("GET",))
def draw_again(request: HttpRequest, key: str) -> HttpResponse:
    """Draw the sample again from its release, and say whether it is the same."""
    with transaction.atomic():
        sample = record_views.load(SAMPLE, request.viewer, key)
        record_views.log_one(SAMPLE, sample, by=request.viewer, action="draw_again")
    same = queries.is_drawn_again(sample, sample.drawn_cases)
    words, well = presenters.again_words(same, sample)
    (messages.success if well else messages.error)(request, words)
    return redirect(SAMPLE.url(sample))


@never_cache
@access.page(may=rules.may_correct_links, methods=("GET", "POST"))
def open_journey_of_case(request: HttpRequest, key: str) -> HttpResponse:
    """The journey of a case's child; the reason comes first, as for a number."""
    by, at = request.viewer, timezone.now()
    with transaction.atomic():
        case = record_views.load(SAMPLE_CASE, by, key)
        record_views.log_one(SAMPLE_CASE, case, by=by, action="open_journey_of_case")
    form = ReasonForm(request.POST or None, viewer=by)
    if form.is_valid() and form.cleaned_data["connected"]:
        services.declare_connection(case.token, None, by=by, at=at)
        messages.info(request, "You are kept from this child’s journey from now on.")
        return redirect("list_journey_bars")

    def save() -> JourneyOpening:
        return services.open_journey_of(
            case.token, by=by, at=at, values=form.cleaned_data
        )

    context = {
        "title": "Open one child’s journey",
        "under": presenters.case_title(case),
        "back_url": SAMPLE_CASE.url(case),
        "button": "Open the journey",
    }
    return record_views.answer_form(
        request,
        form,
        save,
        lambda one: reverse("read_journey", args=[one.key]),
        context,
    )


PATTERNS = (
    *pages.urls_for(SAMPLE),
    path("samples/<str:key>/again/", draw_again, name="draw_again"),
    *pages.urls_for(SAMPLE_CASE),
    *record_views.move_urls(SAMPLE_CASE, REPLACE),
    path(
        "sample-cases/<str:key>/journey/",
        open_journey_of_case,
        name="open_journey_of_case",
    ),
)
