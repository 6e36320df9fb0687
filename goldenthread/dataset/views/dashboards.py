"""Pages of dashboards and their indicators; downloads; what is said of a chart."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone

from goldenthread.core import access, pages, record_views
from goldenthread.core.charts.drawing import Chart
from goldenthread.core.pages import Detail, Kind, Section
from goldenthread.core.viewer import Viewer
from goldenthread.dataset import drawn as words
from goldenthread.dataset import mapping, rules, services, shelf, showing
from goldenthread.dataset.forms import dashboards as forms
from goldenthread.dataset.models import (
    Commentary,
    Dashboard,
    RaisedSignal,
    Release,
)
from goldenthread.dataset.presenters import dashboards as presenters
from goldenthread.dataset.queries import dashboards as queries
from goldenthread.dataset.queries import shown
from goldenthread.dataset.queries.shown import Cut
from goldenthread.dataset.showing import Kept
from goldenthread.dataset.views import boards
from goldenthread.thread.models import Action, Finding, Origin


PICTURE = {"svg": "image/svg+xml", "png": "image/png", "csv": "text/csv"}
# Twice as fine as the screen: for slides and print.
ZOOM = 2


# --- A dashboard ------------------------------------------------------------------------


def indicator_url(key: str) -> str:
    return reverse("view_indicator", args=[key])


def action_urls(done: dict[str, list[queries.Done]]) -> dict[int, str]:
    kind = pages.kind_of(Action)
    found = [one.action for rows in done.values() for one in rows]
    return {one.pk: kind.url(one) for one in found} if kind else {}


def context_of(dashboard: Dashboard | None, viewer: Viewer) -> dict[str, Any]:
    """What changed first, then the rest; a fixed number of queries for any number."""
    keys = list(dashboard.indicators) if dashboard else []
    release = shown.in_force(viewer.partnership_id)
    panels = _panels(keys, release, viewer)
    others = [one for one in queries.dashboards(viewer) if one != dashboard]
    return {
        "dashboard": dashboard,
        "release": release,
        "changed": [one for one in panels if one.tag not in QUIET],
        "steady": [one for one in panels if one.tag in QUIET],
        "others": [(one.name, DASHBOARD.url(one)) for one in others],
        "may_comment": rules.may_keep_dashboards(viewer),
        "may_raise": rules.may_raise_signal(viewer),
    }


QUIET = (
    words.VARIATION[words.Variation.ORDINARY],
    words.NO_VALUES,
    presenters.INVENTED,
)


def _panels(
    keys: Sequence[str], release: Release | None, viewer: Viewer
) -> list[presenters.Panel]:
    limits = queries.limits(viewer, keys)
    said = queries.newest_commentary(viewer, keys)
    done = queries.done_about(viewer, keys)
    urls = action_urls(done)
    holidays = words.holidays_of(release, viewer)
    found = []
    for key in keys:
        kept = shown.kept_of(release, key)
        if kept is None:
            label, why = key.replace("_", " "), shown.why_not(release, key)
            found.append(
                presenters.Panel(label, indicator_url(key), words.NO_VALUES, why)
            )
            continue
        cut, anew = shown.cut_of(kept), limits.get(key, ())
        one = said.get(key)
        found.append(
            presenters.Panel(
                kept.definition.label,
                indicator_url(key),
                words.tag(shown.charted(kept, cut, anew)),
                words.sentence(kept, cut, anew),
                words.drawing(
                    kept,
                    cut,
                    anew,
                    holidays,
                    words.published_beside(kept, cut, release),
                ),
                presenters.remark(one, COMMENTARY.url(one), kept) if one else None,
                presenters.doing(done.get(key, ()), urls),
                reverse("raise_signal", args=[key]),
                reverse("add_commentary", args=[key]),
            )
        )
    return found


@access.page(may=rules.may_read_dashboards)
def view_first_dashboard(request: HttpRequest) -> HttpResponse:
    """The first dashboard: the one an executive reads in two minutes."""
    viewer = request.viewer
    found = boards.board_of(
        viewer, "first", lambda: queries.dashboards(viewer).first(), context_of
    )
    context = {"title": found.title, "board": found}
    return render(request, "dataset/dashboard.html", context)


def board_context(one: Dashboard, viewer: Viewer) -> dict[str, Any]:
    return {"board": boards.board_of(viewer, one.key, lambda: one, context_of)}


def dashboard_detail(one: Dashboard, viewer: Viewer) -> Detail:
    return Detail(facts=(), tags=presenters.tags(one))


DASHBOARD = pages.register(
    Kind(
        name="dashboard",
        label="dashboard",
        label_plural="dashboards",
        room="dataset",
        model=Dashboard,
        visible=queries.dashboards,
        columns=presenters.DASHBOARD_COLUMNS,
        row=presenters.dashboard_row,
        title=str,
        detail=dashboard_detail,
        template="dataset/dashboard.html",
        context_of=board_context,
        may_read=rules.may_read_dashboards,
        may_write=rules.may_keep_dashboards,
        form=forms.DashboardForm,
        initial=presenters.dashboard_initial,
        add=services.add_dashboard,
        amend=services.amend_dashboard,
        search=("name", "about"),
        intro="Which indicators an audience reads, in which order.",
        has_thread=False,
    )
)


# --- An indicator -----------------------------------------------------------------------


def _asked(request: HttpRequest, key: str) -> tuple[Release, Kept, Cut]:
    """The indicator and the series asked for; not there where it is not shown."""
    release = shown.in_force(request.viewer.partnership_id)
    kept = shown.kept_of(release, key)
    if release is None or kept is None:
        raise Http404
    kept = mapping.with_areas(kept, shelf.of(release.partnership_id), release.name)
    every, by, value = (
        request.GET.get(name, "")[:60] for name in ("every", "by", "value")
    )
    level, _, place = request.GET.get("area", "")[:60].partition(":")
    if level:
        by, value = level, place
    return release, kept, shown.cut_of(kept, every, by, value)


def _chart(request: HttpRequest, key: str) -> tuple[Release, Kept, Cut, Chart]:
    release, kept, cut = _asked(request, key)
    return release, kept, cut, words.chart_of(request.viewer, release, kept, cut)


@access.page(may=rules.may_read_dashboards)
def view_indicator(request: HttpRequest, key: str) -> HttpResponse:
    """One indicator by one cut; only the chart where a script asks for a part."""
    if showing.only(key) is None:
        raise Http404
    viewer = request.viewer
    release = shown.in_force(viewer.partnership_id)
    if shown.kept_of(release, key) is None:
        context = {
            "title": key.replace("_", " ").capitalize(),
            "text": shown.why_not(release, key),
            "back_url": reverse("view_first_dashboard"),
            "back_text": "Dashboard",
        }
        return render(request, "core/page.html", context)
    release, kept, cut, drawn = _chart(request, key)
    context = {
        **_series_context(kept, cut, drawn, key),
        "release": release,
        "benchmarks": words.published_beside(kept, cut, release),
        "may_raise": rules.may_raise_signal(viewer),
        "back_url": reverse("view_first_dashboard"),
        "back_text": "Dashboard",
    }
    if request.htmx:
        return render(request, "dataset/_indicator.html", context)
    done = queries.done_about(viewer, [key])
    doing = presenters.doing(done.get(key, ()), action_urls(done))
    said = queries.commentaries(viewer).filter(indicator=key)[:10]
    offered = showing.only(key)
    context |= {
        "definition": kept.definition,
        "caveats": [
            one
            for one in (kept.definition.caveat, offered.caveat if offered else "")
            if one
        ],
        "remarks": [presenters.remark(one, COMMENTARY.url(one), kept) for one in said],
        "doing": presenters.doing_section(doing),
        "may_comment": rules.may_keep_dashboards(viewer),
    }
    return render(request, "dataset/indicator.html", context)


def _series_context(kept: Kept, cut: Cut, drawn: Chart, key: str) -> dict[str, Any]:
    asked = f"?every={cut.every}&by={cut.by}&value={cut.value}"
    return {
        "key": key,
        "title": kept.definition.label,
        "series_title": words.title_of(kept, cut),
        "chart": drawn,
        "sentence": drawn.desc,
        "cut": cut,
        "asked": asked,
        "periods": _period_links(kept, cut),
        "cuts": _cut_links(kept, cut),
        "areas": _area_choices(kept, cut),
        "places": kept.areas.get((cut.by, cut.value), ()),
        "level": words.level_words(cut.by),
        "map_url": _map_url(kept, cut, key),
        "downloads": [
            (form.upper(), reverse("download_indicator", args=[key, form]) + asked)
            for form in PICTURE
        ],
        "raise_url": reverse("raise_signal", args=[key]) + asked,
        "comment_url": reverse("add_commentary", args=[key]),
        "rebase_url": reverse("rebase_indicator", args=[key]),
    }


def _link(every: str, by: str, value: str) -> str:
    return f"?every={every}&by={by}&value={value}"


def _period_links(kept: Kept, cut: Cut) -> list[tuple[str, str, bool]]:
    return [
        (words.EVERY[one], _link(one, cut.by, cut.value), one == cut.every)
        for one in kept.periods(cut.by, cut.value)
    ]


def _cut_links(kept: Kept, cut: Cut) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """Each breakdown with its parts; the whole first."""
    whole = [("The whole area", _link(cut.every, "all", "ALL"), cut.by == "all")]
    found = [("Whole", whole)]
    for by in kept.breakdowns():
        if by in kept.levels():
            continue
        parts = [
            (
                words.part_words(by, value),
                _link(cut.every, by, value),
                (by, value) == (cut.by, cut.value),
            )
            for value in words.in_order(by, kept.values(by))
        ]
        found.append((words.BREAKDOWNS.get(by, by), parts))
    return found


def _area_choices(
    kept: Kept, cut: Cut
) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """Each level with its places; the places are those of the heat map."""
    return [
        (
            words.level_words(level),
            [
                (
                    f"{level}:{value}",
                    words.place_words(names),
                    (level, value) == (cut.by, cut.value),
                )
                for (held, value), names in kept.areas.items()
                if held == level
            ],
        )
        for level in kept.levels()
    ]


def _map_url(kept: Kept, cut: Cut, key: str) -> str:
    if cut.by not in kept.levels():
        return ""
    asked = {"what": key, "level": cut.by, "every": cut.every}
    return f"{reverse('view_map')}?{urlencode(asked)}"


@access.page(may=rules.may_read_dashboards)
def download_indicator(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """The chart as a drawing or picture, its table as CSV: what the page shows."""
    if form not in PICTURE:
        raise Http404
    release, _, cut, drawn = _chart(request, key)
    body = {"svg": _svg, "png": _png, "csv": _csv}[form](drawn, release)
    answer = HttpResponse(body, content_type=PICTURE[form])
    name = f"{key}-{cut.every}.{form}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _svg(drawn: Chart, release: Release) -> str:
    return str(drawn.svg)


def _png(drawn: Chart, release: Release) -> bytes:
    # Only needed for a picture.
    import resvg_py

    picture = resvg_py.svg_to_bytes(
        svg_string=str(drawn.svg),
        background="#ffffff",
        zoom=ZOOM,
        font_family="Open Sans",
        sans_serif_family="Liberation Sans",
    )
    return bytes(picture)


def _csv(drawn: Chart, release: Release) -> str:
    made = io.StringIO(newline="")
    out = csv.writer(made)
    out.writerow(["Release", *drawn.columns])
    for row in drawn.rows:
        out.writerow([str(release), *(cell.text for cell in row)])
    # Spreadsheets read it as what it is only with a mark at its beginning.
    return "\ufeff" + made.getvalue()


# --- What is said of it -------------------------------------------------------------------


def commentary_detail(one: Commentary, viewer: Viewer) -> Detail:
    kept = shown.kept_of(shown.in_force(viewer.partnership_id), one.indicator)
    return presenters.commentary_detail(one, kept, indicator_url(one.indicator))


COMMENTARY = pages.register(
    Kind(
        name="commentary",
        label="comment on a figure",
        label_plural="comments on figures",
        plural="commentaries",
        room="dataset",
        model=Commentary,
        visible=queries.commentaries,
        columns=presenters.COMMENTARY_COLUMNS,
        row=presenters.commentary_row,
        title=str,
        detail=commentary_detail,
        may_read=rules.may_read_dashboards,
        search=("label", "text", "said_by"),
        intro="What figures mean, said on a day under a name, with the figures as they "
        "were then.",
        has_thread=False,
    )
)


def signal_detail(one: RaisedSignal, viewer: Viewer) -> Detail:
    kept = shown.kept_of(shown.in_force(viewer.partnership_id), one.indicator)
    kind = pages.kind_of(Origin)
    origin = kind.url(one.origin) if kind else ""
    return presenters.signal_detail(one, kept, indicator_url(one.indicator), origin)


SIGNAL = pages.register(
    Kind(
        name="raised_signal",
        label="signal raised from a chart",
        label_plural="signals raised from charts",
        room="dataset",
        model=RaisedSignal,
        visible=queries.raised_signals,
        columns=presenters.SIGNAL_COLUMNS,
        row=presenters.signal_row,
        title=str,
        detail=signal_detail,
        may_read=rules.may_read_dashboards,
        search=("title", "indicator"),
        intro="Charts from which a finding was raised, kept as they were seen.",
        has_thread=False,
    )
)


def _seen_on_origin(origin: Origin, viewer: Viewer) -> Section:
    """On the page of an indicator's origin: the chart as it was seen."""
    title = "The chart as it was seen"
    found = None
    if rules.may_read_dashboards(viewer):
        found = queries.raised_signals(viewer).filter(origin=origin).first()
    if found is None:
        return Section(title=title)
    kept = shown.kept_of(found.release, found.indicator)
    drawn = presenters.seen_chart(found, kept)
    return Section(title=title, chart=drawn, columns=drawn.columns, rows=drawn.rows)


pages.beside("origin", _seen_on_origin)


@access.page(may=rules.may_keep_dashboards, methods=("GET", "POST"))
def add_commentary(request: HttpRequest, key: str) -> HttpResponse:
    _, kept, cut = _asked(request, key)
    form = forms.CommentaryForm(request.POST or None, viewer=request.viewer)

    def save() -> Commentary:
        values = form.cleaned_data
        return services.add_commentary(
            by=request.viewer, at=timezone.now(), values=values, indicator=key
        )

    context = {
        "title": "Say what it means",
        "under": kept.definition.label,
        "intro": words.sentence(kept, cut),
        "back_url": indicator_url(key),
    }
    return record_views.answer_form(request, form, save, COMMENTARY.url, context)


@access.page(may=rules.may_keep_dashboards, methods=("GET", "POST"))
def rebase_indicator(request: HttpRequest, key: str) -> HttpResponse:
    _, kept, _ = _asked(request, key)
    form = forms.RebasingForm(request.POST or None, viewer=request.viewer)

    def save() -> str:
        services.rebase_indicator(
            by=request.viewer,
            at=timezone.now(),
            values=form.cleaned_data,
            indicator=key,
        )
        return key

    context = {
        "title": "Let the limits begin anew",
        "under": kept.definition.label,
        "intro": "Only where the way of working or of counting changed: limits drawn "
        "anew after every surprise hide what is to be seen. Your post and the reason "
        "stand on the chart.",
        "back_url": indicator_url(key),
    }
    return record_views.answer_form(request, form, save, indicator_url, context)


@access.page(may=rules.may_raise_signal, methods=("GET", "POST"))
def raise_signal(request: HttpRequest, key: str) -> HttpResponse:
    """A finding from the chart as it is seen, which is kept with it."""
    _, kept, cut, drawn = _chart(request, key)
    form = forms.SignalForm(request.POST or None, viewer=request.viewer)

    def save() -> Finding:
        values = form.cleaned_data | {"found_on": timezone.localdate()}
        return services.raise_signal(
            by=request.viewer,
            at=timezone.now(),
            values=values,
            indicator=key,
            cut=cut,
        )

    kind = pages.kind_of(Finding)
    context = {
        "title": "Raise a finding from this chart",
        "under": words.title_of(kept, cut),
        "intro": drawn.desc,
        "button": "Raise it",
        "back_url": indicator_url(key),
    }
    url_of = kind.url if kind else (lambda one: indicator_url(key))
    return record_views.answer_form(request, form, save, url_of, context)


URLS = [
    path("dashboard/", view_first_dashboard, name="view_first_dashboard"),
    path("dashboard/<slug:key>/", view_indicator, name="view_indicator"),
    path(
        "dashboard/<slug:key>/as/<slug:form>/",
        download_indicator,
        name="download_indicator",
    ),
    path("dashboard/<slug:key>/comment/", add_commentary, name="add_commentary"),
    path("dashboard/<slug:key>/anew/", rebase_indicator, name="rebase_indicator"),
    path("dashboard/<slug:key>/raise/", raise_signal, name="raise_signal"),
    *pages.urls_for(DASHBOARD),
    *pages.urls_for(COMMENTARY),
    *pages.urls_for(SIGNAL),
]
