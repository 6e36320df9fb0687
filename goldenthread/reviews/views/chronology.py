"""The chronology of a case: read, narrowed, pairs judged, copies handed out."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone

from goldenthread.core import access, record_views, spreadsheets
from goldenthread.core.pages import Detail, Link
from goldenthread.reviews import presenters, rules, services
from goldenthread.reviews.forms import chronology as forms
from goldenthread.reviews.models import Incident, KeyEpisode
from goldenthread.reviews.presenters import chronology as words
from goldenthread.reviews.presenters.documents import chronology_document
from goldenthread.reviews.queries import chronology as queries
from goldenthread.reviews.queries.chronology import Chosen, Chronology
from goldenthread.reviews.queries.timeline import USUAL_GAP
from goldenthread.reviews.views.copies import hand_out, publisher_of, written
from goldenthread.reviews.views.kinds import INCIDENT
from goldenthread.subjects.presenters import alias_today


@access.page(may=rules.may_read_cases)
def view_chronology(request: HttpRequest, key: str) -> HttpResponse:
    """One list of what every sent return open to the viewer tells, and what it lacks."""
    with transaction.atomic():
        incident = record_views.load(INCIDENT, request.viewer, key)
        record_views.log_one(
            INCIDENT, incident, by=request.viewer, action="view_chronology"
        )
        form = _narrow_form(request, incident)
        chosen = _chosen(form)
        found = queries.chronology(request.viewer, incident, chosen)
        context = {
            "title": "Chronology",
            "under": presenters.incident_title(incident),
            "back_url": INCIDENT.url(incident),
            "form": form,
            "detail": _detail(request, incident, found, chosen),
        }
        return render(request, "reviews/chronology.html", context)


def _narrow_form(request: HttpRequest, incident: Incident) -> forms.NarrowForm:
    episodes = queries.episodes(request.viewer, incident)
    agencies = {
        one.agency_return.agency.key: one.agency_return.agency.name for one in episodes
    }
    people = {who.key: alias_today(who) for who in incident.subjects.all()}
    form = forms.NarrowForm(request.GET or None, viewer=request.viewer)
    return form.offer_choices(_by_words(agencies), _by_words(people))


def _by_words(found: dict[str, str]) -> list[tuple[str, str]]:
    return sorted(found.items(), key=lambda pair: pair[1])


def _chosen(form: forms.NarrowForm) -> Chosen:
    """What is right of the narrowing; what is wrong is told beside it and left out."""
    if not form.is_bound:
        return Chosen()
    form.is_valid()
    good = form.cleaned_data
    return Chosen(
        agency=good.get("agency") or "",
        person=good.get("person") or "",
        word=good.get("word") or "",
        first=good.get("first"),
        last=good.get("last"),
        gap=good.get("gap") or USUAL_GAP,
    )


def _detail(
    request: HttpRequest, incident: Incident, found: Chronology, chosen: Chosen
) -> Detail:
    judges = rules.may_keep_cases(request.viewer)

    def address(one: str, other: str) -> str:
        if not judges:
            return ""
        return reverse("judge_pair", args=[incident.key, one, other])

    copy = reverse("export_chronology", args=[incident.key])
    query = request.GET.urlencode()
    return Detail(
        facts=(),
        lead="Every key episode of the returns open to you, by day, agency and person.",
        buttons=(Link("Take a copy", f"{copy}?{query}" if query else copy),),
        sections=(
            words.chronology_section(found),
            words.gaps_section(found, chosen.gap),
            words.likely_section(found, address),
            words.judged_section(found, address),
        ),
    )


# --- Judging a pair ------------------------------------------------------------------


@access.page(may=rules.may_keep_cases, methods=("GET", "POST"))
def judge_pair(request: HttpRequest, key: str, first: str, second: str) -> HttpResponse:
    """Two episodes beside one another; a person says whether they are one thing."""
    with transaction.atomic():
        incident = record_views.load(INCIDENT, request.viewer, key)
        record_views.log_one(
            INCIDENT, incident, by=request.viewer, action="open_judge_pair"
        )
        one, other = (_episode(request, incident, each) for each in (first, second))
        form = forms.PairForm(request.POST or None, viewer=request.viewer)

        def save() -> Any:
            return services.judge_pair(
                incident,
                one,
                other,
                by=request.viewer,
                at=timezone.now(),
                values=dict(form.cleaned_data),
            )

        back = reverse("view_chronology", args=[incident.key])
        context = {
            "title": "Are these two one thing?",
            "under": presenters.incident_title(incident),
            "back_url": back,
            "pair": list(zip(words.facts_of(one), words.facts_of(other), strict=True)),
        }
        return record_views.answer_form(
            request, form, save, lambda _: back, context, "reviews/pair.html"
        )


def _episode(request: HttpRequest, incident: Incident, key: str) -> KeyEpisode:
    found = queries.episodes(request.viewer, incident).filter(key=key).first()
    if found is None:
        raise Http404
    return found


# --- Copies -----------------------------------------------------------------------------


@access.page(may=rules.may_read_cases, methods=("GET", "POST"))
def export_chronology(request: HttpRequest, key: str) -> HttpResponse:
    """A copy of the chronology as it is narrowed: asked what for, marked, written down."""
    with transaction.atomic():
        incident = record_views.load(INCIDENT, request.viewer, key)
        form = forms.CopyForm(request.POST or None, viewer=request.viewer)
        if request.method == "POST" and form.is_valid():
            return _copy(request, incident, form)
        record_views.log_one(
            INCIDENT, incident, by=request.viewer, action="open_export_chronology"
        )
        query = urlencode(request.GET, doseq=True)
        context = {
            "title": "Take a copy of the chronology",
            "under": presenters.incident_title(incident),
            "back_url": f"{reverse('view_chronology', args=[key])}?{query}",
            "button": "Make the copy",
            "form": form,
        }
        status = 422 if request.method == "POST" else 200
        return render(request, "core/form.html", context, status=status)


def _copy(
    request: HttpRequest, incident: Incident, form: forms.CopyForm
) -> HttpResponse:
    chosen = _chosen(_narrow_form(request, incident))
    found = queries.chronology(request.viewer, incident, chosen)
    rows, as_what = words.plain_rows(found), form.cleaned_data["form"]
    title = presenters.incident_title(incident)

    def made(mark: str) -> bytes:
        if as_what == "xlsx":
            return spreadsheets.workbook(
                title=title, columns=words.COLUMNS, rows=rows, marking=mark
            )
        document = chronology_document(
            title,
            rows,
            publisher=publisher_of(request),
            as_at=timezone.localdate(),
            mark=mark,
        )
        return written(document, as_what)

    return hand_out(
        request,
        incident,
        what="chronology",
        form=as_what,
        rows=len(rows),
        purpose=form.cleaned_data["purpose"],
        made=made,
    )


BASE = "incidents/<str:key>/chronology"
urlpatterns = [
    path(f"{BASE}/", view_chronology, name="view_chronology"),
    path(f"{BASE}/copy/", export_chronology, name="export_chronology"),
    path(
        f"{BASE}/pair/<str:first>/<str:second>/",
        judge_pair,
        name="judge_pair",
    ),
]
