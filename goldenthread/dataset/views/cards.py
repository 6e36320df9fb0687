"""Pages of turning-the-curve cards."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, path, reverse
from django.utils import timezone

from goldenthread.core import access, pages, record_views
from goldenthread.core.pages import Cell, Detail, Kind, Link, Section
from goldenthread.core.viewer import Viewer
from goldenthread.dataset import rules, services
from goldenthread.dataset.forms import dashboards as forms
from goldenthread.dataset.models import Card
from goldenthread.dataset.presenters import dashboards as presenters
from goldenthread.dataset.queries import dashboards as queries
from goldenthread.dataset.queries import shown
from goldenthread.dataset.views.dashboards import action_urls, indicator_url


def card_detail(card: Card, viewer: Viewer) -> Detail:
    kept = shown.kept_of(shown.in_force(viewer.partnership_id), card.indicator)
    found = sorted(card.forecasts.all(), key=lambda one: one.made_at, reverse=True)
    done = queries.done_about(viewer, [card.indicator])
    doing = presenters.doing(done.get(card.indicator, ()), action_urls(done))
    buttons = ()
    if rules.may_keep_dashboards(viewer):
        buttons = (Link("Forecast", reverse("make_forecast", args=[card.key])),)
    urls = (indicator_url(card.indicator), _priority_url(card))
    return presenters.card_detail(card, kept, found, doing, urls, buttons)


def _priority_url(card: Card) -> str:
    """The priority's own page, which a room beside this one keeps."""
    try:
        return reverse("view_priority", args=[card.priority])
    except NoReverseMatch:
        return ""


def card_initial(card: Card) -> dict[str, str]:
    names = ("priority", "indicator", "direction", "story", "partners", "what_works")
    return {name: getattr(card, name) for name in names}


CARD = pages.register(
    Kind(
        name="card",
        label="turning-the-curve card",
        label_plural="turning-the-curve cards",
        room="dataset",
        model=Card,
        visible=queries.cards,
        columns=presenters.CARD_COLUMNS,
        row=presenters.card_row,
        title=str,
        detail=card_detail,
        may_read=rules.may_read_dashboards,
        may_write=rules.may_keep_dashboards,
        form=forms.CardForm,
        initial=card_initial,
        add=services.add_card,
        amend=services.amend_card,
        search=("priority_title", "indicator", "story"),
        intro="For each priority the curve that should turn: what it was, what would "
        "come if nothing changed, and later whether it turned.",
        has_thread=False,
    )
)


def _on_priority(priority: object, viewer: Viewer) -> Section:
    """On the page of a priority: its cards, where the viewer reads dashboards."""
    title = "Turning the curve"
    if not rules.may_read_dashboards(viewer):
        return Section(title=title)
    key = getattr(priority, "key", "")
    found = list(queries.cards(viewer).filter(priority=key))
    release = shown.in_force(viewer.partnership_id) if found else None
    rows = []
    for one in found:
        kept = shown.kept_of(release, one.indicator)
        newest = max(one.forecasts.all(), key=lambda each: each.made_at, default=None)
        label = kept.definition.label if kept else one.indicator
        told = presenters.turned_words(one, newest, kept)
        rows.append((Cell(text=label, url=CARD.url(one)), Cell(text=told)))
    return Section(title=title, columns=("Curve", "Has it turned?"), rows=tuple(rows))


pages.beside("priority", _on_priority)


@access.page(may=rules.may_keep_dashboards, methods=("GET", "POST"))
def make_forecast(request: HttpRequest, key: str) -> HttpResponse:
    """Ask once, then forecast from the release in force."""
    card = record_views.load(CARD, request.viewer, key)
    form = forms.ForecastForm(request.POST or None, viewer=request.viewer)

    def save() -> Card:
        services.make_forecast(card, by=request.viewer, at=timezone.now())
        return card

    context = {
        "title": "Forecast the curve",
        "under": str(card),
        "intro": "From the release in force, for the next twelve months if nothing "
        "changes. It is kept with today’s date, and what comes is held against it. It "
        "takes a few seconds.",
        "button": "Forecast",
        "back_url": CARD.url(card),
    }
    return record_views.answer_form(request, form, save, CARD.url, context)


URLS = [
    *pages.urls_for(CARD),
    path("cards/<str:key>/forecast/", make_forecast, name="make_forecast"),
]
