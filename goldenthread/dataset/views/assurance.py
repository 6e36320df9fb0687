"""Pages of marker assurance: counts for all, work lists for the agency and the analyst."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from goldenthread.core import access, history, pages, record_views
from goldenthread.core.forms import PlainForm
from goldenthread.core.pages import Detail, Filter, Kind, Link
from goldenthread.core.viewer import Viewer
from goldenthread.dataset import queries, rules, services
from goldenthread.dataset.forms import assurance as forms
from goldenthread.dataset.forms.journeys import ReasonForm
from goldenthread.dataset.models import JourneyOpening, MarkerAnswer, MarkerLine
from goldenthread.dataset.presenters import assurance as presenters
from goldenthread.dataset.states import SAID


# --- Lines -------------------------------------------------------------------------------


def line_detail(line: MarkerLine, viewer: Viewer) -> Detail:
    links = []
    if rules.may_answer_line(viewer, line):
        links.append(Link("Say how it stands", MARKER_ANSWER.add_url(line)))
    if rules.may_read_every_line(viewer):
        url = reverse("open_journey_of_line", args=[line.key])
        links.append(Link("Open the journey", url))
    answers = queries.marker_answers(viewer).filter(line=line)
    return presenters.line_detail(line, answers, tuple(links))


MARKER_LINE = pages.register(
    Kind(
        name="marker_line",
        label="line of marker assurance",
        label_plural="markers to be looked at",
        room="dataset",
        model=MarkerLine,
        visible=queries.marker_lines,
        columns=presenters.LINE_COLUMNS,
        row=presenters.line_row,
        title=presenters.line_title,
        detail=line_detail,
        may_read=rules.may_read_lines,
        filters=(
            Filter(
                "indicator",
                "What is missing",
                tuple(presenters.MISSING.items()),
                "indicator",
            ),
            Filter("said", "What was said", SAID, "said"),
            Filter(
                "still",
                "Data",
                (("True", "So in the data"), ("False", "Changed since")),
                "still",
            ),
        ),
        intro="Markers without the assessment that should go with them, and the other "
        "way round, by your own number for the child. Each reading of this list is in "
        "the history.",
        empty="No line was drawn up for your agency.",
        subjects=presenters.line_tokens,
        has_thread=False,
        links=(("Counts by month and team", "view_assurance"),),
    )
)


def answer_detail(answer: MarkerAnswer, viewer: Viewer) -> Detail:
    return presenters.answer_detail(answer, MARKER_LINE.url(answer.line))


MARKER_ANSWER = pages.register(
    Kind(
        name="marker_answer",
        label="word on a line",
        label_plural="what was said of lines",
        room="dataset",
        model=MarkerAnswer,
        visible=queries.marker_answers,
        columns=presenters.ANSWER_COLUMNS,
        row=presenters.answer_row,
        title=str,
        detail=answer_detail,
        may_read=rules.may_read_lines,
        may_write=rules.may_read_lines,
        form=forms.AnswerForm,
        add=services.answer_marker_line,
        parent=MARKER_LINE,
        intro="What agencies said of lines of marker assurance. None is ever changed.",
        subjects=presenters.answer_tokens,
        has_thread=False,
    )
)


@never_cache
@access.page(may=rules.may_read_every_line, methods=("GET", "POST"))
def open_journey_of_line(request: HttpRequest, key: str) -> HttpResponse:
    """The journey of a line's child; the reason comes first, as for a number."""
    by, at = request.viewer, timezone.now()
    with transaction.atomic():
        line = record_views.load(MARKER_LINE, by, key)
        action = "open_journey_of_line"
        record_views.log_one(MARKER_LINE, line, by=by, action=action)
    form = ReasonForm(request.POST or None, viewer=by)
    if form.is_valid() and form.cleaned_data["connected"]:
        services.declare_connection(line.token, line.agency, by=by, at=at)
        messages.info(request, "You are kept from this child’s journey from now on.")
        return redirect("list_journey_bars")

    def save() -> JourneyOpening:
        return services.open_journey_of(
            line.token, by=by, at=at, values=form.cleaned_data
        )

    context = {
        "title": "Open one child’s journey",
        "under": presenters.line_title(line),
        "back_url": MARKER_LINE.url(line),
        "button": "Open the journey",
    }
    return record_views.answer_form(
        request,
        form,
        save,
        lambda one: reverse("read_journey", args=[one.key]),
        context,
    )


# --- Counts ----------------------------------------------------------------------------------


@access.page(may=rules.may_read_assurance)
def view_assurance(request: HttpRequest) -> HttpResponse:
    """Counts by month and team for everybody; the way to the lists for who has them."""
    viewer = request.viewer
    release = queries.release_in_force(viewer.partnership_id)
    sections, facts = (), ()
    drawn = queries.drawn_up(viewer)
    if drawn is not None:
        sections = tuple(presenters.counts_sections(queries.assured(drawn)))
        facts = presenters.assurance_facts(drawn, _standing(viewer))
    late = drawn is not None and release is not None and drawn.pk != release.pk
    context = {
        "kind": {"label": "linked data"},
        "list_url": reverse("view_room", args=["dataset"]),
        "title": "Marker assurance",
        "detail": Detail(
            lead=presenters.LEAD if drawn else presenters.NOT_YET,
            facts=facts,
            sections=sections,
            buttons=_buttons(viewer, release is not None and (drawn is None or late)),
            notices=(presenters.LATE,) if late else (),
        ),
    }
    return render(request, "dataset/paths.html", context)


def _standing(viewer: Viewer) -> dict[str, int] | None:
    """How the viewer's own lines stand; the counting is a reading of them."""
    if not rules.may_read_lines(viewer):
        return None
    with transaction.atomic():
        found = list(queries.marker_lines(viewer).values_list("said", "still", "token"))
        if found:
            history.record_read(
                by=viewer,
                at=timezone.now(),
                action="count_marker_lines",
                kind=MarkerLine._meta.label_lower,
                rows=len(found),
            )
    counts = Counter(said for said, *_ in found)
    changed = sum(not still for _, still, _ in found)
    words = {label.lower(): counts[code] for code, label in SAID}
    return words | {"changed in the data since": changed}


def _buttons(viewer: Viewer, may_draw: bool) -> tuple[Link, ...]:
    found = []
    if rules.may_read_lines(viewer):
        found.append(Link("Work list", MARKER_LINE.list_url()))
    if may_draw and rules.may_draw_up(viewer):
        found.append(Link("Draw up the lists", reverse("draw_up_lists")))
    return tuple(found)


@access.page(may=rules.may_draw_up, methods=("GET", "POST"))
def draw_up_lists(request: HttpRequest) -> HttpResponse:
    """Draw up the work lists from the release in force."""
    data = request.POST if request.method == "POST" else None
    form = PlainForm(data, viewer=request.viewer)

    def save() -> Any:
        return services.draw_up_lists(by=request.viewer, at=timezone.now())

    context = {
        "title": "Draw up the work lists",
        "text": "Every marker without its assessment, and the other way round, becomes "
        "a line for the agency whose record it is. Lines of an earlier release that "
        "this one does not have any more are told as changed.",
        "button": "Draw up the lists",
        "back_url": reverse("view_assurance"),
    }
    return record_views.answer_form(
        request,
        form,
        save,
        lambda _: reverse("view_assurance"),
        context,
        template="core/confirm.html",
    )


PATTERNS = (
    path("assurance/", view_assurance, name="view_assurance"),
    path("assurance/draw-up/", draw_up_lists, name="draw_up_lists"),
    *pages.urls_for(MARKER_LINE),
    *pages.urls_for(MARKER_ANSWER),
    path(
        "marker-lines/<str:key>/journey/",
        open_journey_of_line,
        name="open_journey_of_line",
    ),
)
