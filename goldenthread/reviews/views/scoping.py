"""Asking agencies, filling in a return part by part, and what follows it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone

from goldenthread.core import access, files, record_views
from goldenthread.core.calendars import CalendarError
from goldenthread.core.records import Conflict
from goldenthread.core.reference.queries import NoSuchRule, read_clocks
from goldenthread.reviews import presenters, queries, rules, services
from goldenthread.reviews.forms import scoping as forms
from goldenthread.reviews.forms.triage import ReasonForm
from goldenthread.reviews.models import AgencyReturn, RapidReview, ReturnFile
from goldenthread.reviews.presenters.scoping import source_words
from goldenthread.reviews.queries import scoping
from goldenthread.reviews.rules import scoping as scoping_rules
from goldenthread.reviews.services.scoping import questions_of
from goldenthread.reviews.states.dated import Item
from goldenthread.reviews.views.kinds import AGENCY_RETURN, RAPID_REVIEW
from goldenthread.reviews.views.moving import CaseMove, move_paths


# --- Into the task ------------------------------------------------------------------


@access.page(may=scoping_rules.may_work)
def open_return(request: HttpRequest, key: str) -> HttpResponse:
    """Where the link of a letter leads: the task, or the declaration before it."""
    if queries.agency_returns(request.viewer).filter(key=key).exists():
        return redirect("view_agency_return", key=key)
    waiting = scoping.own_undeclared(request.viewer)
    place = get_object_or_404(waiting, agency_return__key=key)
    return redirect("declare_on_return", key=place.key)


@access.page(may=scoping_rules.may_work, methods=("GET", "POST"))
def declare_on_return(request: HttpRequest, key: str) -> HttpResponse:
    """Before anything of the case is shown: whether there is a conflict of interest."""
    place = get_object_or_404(scoping.own_undeclared(request.viewer), key=key)
    form = forms.DeclareForm(request.POST or None, viewer=request.viewer)

    def save() -> Any:
        return services.declare_on_return(
            place,
            by=request.viewer,
            at=timezone.now(),
            values=dict(form.cleaned_data),
        )

    def to(declared: Any) -> str:
        if declared.declared_on is None:
            return reverse("view_home")
        return AGENCY_RETURN.url(declared.agency_return)

    with transaction.atomic():
        record_views.log_one(
            AGENCY_RETURN,
            place.agency_return,
            by=request.viewer,
            action="open_declare_on_return",
        )
        context = {
            "title": "Declare before you open it",
            "under": f"A request to {place.agency_return.agency}",
            "back_url": reverse("view_home"),
            "button": "Declare",
        }
        return record_views.answer_form(request, form, save, to, context)


# --- One part of the form -------------------------------------------------------------


def keeps_draft(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Words sent after the session ended are held for their author, then sign-in."""

    @wraps(view)
    def held(request: HttpRequest, key: str, question: str) -> HttpResponse:
        if getattr(request, "viewer", None) is None and request.method == "POST":
            return _held(request, key, question)
        return view(request, key, question)

    return access.declare(held, view.access_rule)  # type: ignore[attr-defined]


def _held(request: HttpRequest, key: str, question: str) -> HttpResponse:
    kept = services.hold_draft(
        signed=request.POST.get("ticket", ""),
        key=key,
        question=question,
        text=request.POST.get("text", ""),
        read_version=_version(request),
        at=timezone.now(),
    )
    if "X-Autosave" in request.headers:
        return JsonResponse({"held": kept is not None}, status=401)
    return redirect_to_login(request.get_full_path())


def _version(request: HttpRequest) -> int:
    sent = request.POST.get("version", "")
    return int(sent[:9]) if sent.isascii() and sent.isdigit() else 0


@keeps_draft
@access.page(may=scoping_rules.may_work, methods=("GET", "POST"))
def save_part(request: HttpRequest, key: str, question: str) -> HttpResponse:
    """One question with its box; saved by the button, and by itself while one types."""
    with transaction.atomic():
        one = record_views.load(AGENCY_RETURN, request.viewer, key)
        item = _item(one, question)
        if not scoping_rules.fills(one, request.viewer):
            raise Http404
        if "X-Autosave" in request.headers and request.method == "POST":
            return _autosaved(request, one, item)
        record_views.log_one(
            AGENCY_RETURN, one, by=request.viewer, action="open_save_part"
        )
        return _part(request, one, item)


def _item(one: AgencyReturn, question: str) -> Item:
    for item in questions_of(one):
        if item.code == question:
            return item
    raise Http404


def _autosaved(request: HttpRequest, one: AgencyReturn, item: Item) -> HttpResponse:
    try:
        with transaction.atomic():
            saved = _save(request, one, item, request.POST.get("text", ""))
    except access.Refused as refusal:
        return JsonResponse({"said": str(refusal)}, status=409)
    except Conflict:
        said = "Somebody else saved this part. Press Save to see both versions."
        return JsonResponse({"said": said}, status=409)
    return JsonResponse({"version": saved.version})


def _save(request: HttpRequest, one: AgencyReturn, item: Item, text: str) -> Any:
    return services.save_part(
        one,
        by=request.viewer,
        at=timezone.now(),
        question=item.code,
        text=text[: services.drafts.LONGEST_TEXT],
        read_version=_version(request),
    )


def _part(request: HttpRequest, one: AgencyReturn, item: Item) -> HttpResponse:
    kept = scoping.answers(request.viewer, one).filter(question=item.code).first()
    held = scoping.held(request.viewer, one).get(item.code)
    text, version = (kept.text, kept.version) if kept else ("", 0)
    if held:
        text, version = held.text, held.read_version
    form = forms.PartForm(
        request.POST if request.method == "POST" else None,
        viewer=request.viewer,
        question=item,
        initial={"text": text},
    )

    def save() -> AgencyReturn:
        _save(request, one, item, form.cleaned_data["text"])
        return one

    context = {
        "title": item.heading or "Part of the form",
        "under": presenters.return_title(one),
        "back_url": AGENCY_RETURN.url(one),
        "version": _version(request) if request.method == "POST" else version,
        "held": held if request.method == "GET" else None,
        "ticket": services.ticket(one, request.viewer, item.code),
        "source": source_words(item),
        "closed": scoping_rules.why_closed(one),
    }
    to = _next(request, one, item)
    return record_views.answer_form(
        request, form, save, lambda _: to, context, "reviews/part.html"
    )


def _next(request: HttpRequest, one: AgencyReturn, item: Item) -> str:
    """“Save and go on” leads to the next part, “Save” back to the list of parts."""
    codes = [each.code for each in questions_of(one)]
    after = codes[codes.index(item.code) + 1 :]
    if request.POST.get("go") == "on" and after:
        return reverse("save_part", args=[one.key, after[0]])
    return AGENCY_RETURN.url(one)


@access.page(may=scoping_rules.may_work, methods=("POST",))
def let_go_of_draft(request: HttpRequest, key: str, question: str) -> HttpResponse:
    """Drop what was held and go back to what is saved."""
    with transaction.atomic():
        one = record_views.load(AGENCY_RETURN, request.viewer, key)
        services.let_go_of_draft(
            one, by=request.viewer, at=timezone.now(), question=question[:30]
        )
    messages.success(request, "The kept words are gone; what was saved stands.")
    return redirect("save_part", key=key, question=question)


# --- Episodes and files ----------------------------------------------------------------


@access.page(may=scoping_rules.may_work, methods=("GET", "POST"))
def amend_episode(request: HttpRequest, key: str) -> HttpResponse:
    """Change one key episode of a draft."""
    with transaction.atomic():
        episode = get_object_or_404(scoping.own_episodes(request.viewer), key=key)
        one = episode.agency_return
        if not scoping_rules.fills(one, request.viewer):
            raise Http404
        record_views.log_one(
            AGENCY_RETURN, one, by=request.viewer, action="open_amend_episode"
        )
        form = forms.EpisodeForm(
            request.POST if request.method == "POST" else None,
            viewer=request.viewer,
            record=episode,
            initial={
                **{name: getattr(episode, name) for name in EPISODE_FIELDS},
                "subjects": episode.subjects.all(),
            },
        )

        def save() -> Any:
            return services.amend_episode(
                episode,
                by=request.viewer,
                at=timezone.now(),
                values=dict(form.cleaned_data),
                read_version=_version(request) or episode.version,
            )

        context = {
            "title": "Change a key episode",
            "under": presenters.return_title(one),
            "back_url": AGENCY_RETURN.url(one),
            "version": episode.version,
            "remove_url": reverse("remove_episode", args=[episode.key]),
        }
        return record_views.answer_form(
            request,
            form,
            save,
            lambda _: AGENCY_RETURN.url(one),
            context,
            "reviews/episode.html",
        )


EPISODE_FIELDS = ("starts_on", "ends_on", "precision", "text", "source_record")


@access.page(may=scoping_rules.may_work, methods=("POST",))
def remove_episode(request: HttpRequest, key: str) -> HttpResponse:
    """Take a key episode out of a draft."""
    with transaction.atomic():
        episode = get_object_or_404(scoping.own_episodes(request.viewer), key=key)
        one = episode.agency_return
        try:
            services.remove_episode(
                episode, by=request.viewer, at=timezone.now(), values={}
            )
        except access.Refused as refusal:
            messages.error(request, str(refusal))
    return redirect(AGENCY_RETURN.url(one))


@access.page(may=scoping_rules.may_work)
def open_return_file(request: HttpRequest, key: str) -> HttpResponse:
    """Hand over a file of a return to those to whom the return is open."""
    found = ReturnFile.objects.select_related("file", "agency_return")
    attached = get_object_or_404(found, key=key)
    one = record_views.load(AGENCY_RETURN, request.viewer, attached.agency_return.key)
    if not scoping.readable(request.viewer, one):
        raise Http404
    return files.serve_file(
        attached.file,
        by=request.viewer,
        at=timezone.now(),
        subjects=presenters.under_incident_tokens(one),
    )


# --- Steps ---------------------------------------------------------------------------


def _asking(request: HttpRequest, rapid: RapidReview) -> dict[str, Any]:
    """Today, and the day the day plan gives for the summaries."""
    today = timezone.localdate()
    return {
        "asked_on": today,
        "due_on": _summaries_due(rapid) or None,
        "asks_parents": True,
    }


def _summaries_due(rapid: RapidReview) -> Any:
    told = getattr(rapid.referral.incident, "notification", None)
    try:
        clocks = read_clocks("RAPID_REVIEW_SUMMARIES")
        return clocks.due("RAPID_REVIEW_SUMMARIES", told.sent_on).due_on
    except (NoSuchRule, AttributeError, CalendarError):
        return None


def _return_move(name: str, title: str, button: str, form: Any, **more: Any) -> Any:
    return CaseMove(
        name=name,
        title=title,
        button=button,
        kind=AGENCY_RETURN,
        call=getattr(services, name),
        form=form,
        to=AGENCY_RETURN.url,
        **({"may": scoping_rules.may_work} | more),
    )


MOVES = (
    CaseMove(
        name="ask_agencies",
        title="Ask agencies for what they know",
        button="Ask",
        kind=RAPID_REVIEW,
        may=rules.may_keep_cases,
        call=services.ask_agencies,
        to=lambda rapid: reverse("view_rapid_work", args=[rapid.key]),
        form=forms.AskAgenciesForm,
        initial=_asking,
        intro="Each gets a task of its own, with the form in force that day. Its lead is "
        "let into that task once they have declared that they have no conflict.",
    ),
    _return_move("add_episode", "Add a key episode", "Add", forms.EpisodeForm),
    _return_move("attach_file", "Attach a file", "Attach", forms.AttachForm),
    _return_move(
        "hand_over_return",
        "Hand to a colleague",
        "Ask them",
        forms.HandOverForm,
        intro="They are let into this task and nothing else, once they have declared "
        "that they have no conflict of interest.",
    ),
    _return_move(
        "submit_return",
        "Sign off and send",
        "Send",
        forms.SubmitReturnForm,
        intro="Once sent it stands as it is; what is new is added beside it.",
    ),
    _return_move("add_addendum", "Add an addendum", "Add", forms.AddendumForm),
    _return_move(
        "share_return",
        "Share the return",
        "Share",
        forms.ShareForm,
        may=rules.may_keep_cases,
        intro="Then the agency leads of this case read it too.",
    ),
    _return_move(
        "withdraw_request",
        "Withdraw the request",
        "Withdraw",
        ReasonForm,
        may=rules.may_keep_cases,
        intro="The agency’s draft is kept and nothing more can be sent.",
    ),
)

BASE = "agency-returns/<str:key>"
urlpatterns = [
    path(f"{BASE}/open/", open_return, name="open_return"),
    path(f"{BASE}/part/<str:question>/", save_part, name="save_part"),
    path(
        f"{BASE}/part/<str:question>/let-go/", let_go_of_draft, name="let_go_of_draft"
    ),
    path(
        "return-places/<str:key>/declare/", declare_on_return, name="declare_on_return"
    ),
    path("key-episodes/<str:key>/amend/", amend_episode, name="amend_episode"),
    path("key-episodes/<str:key>/remove/", remove_episode, name="remove_episode"),
    path("return-files/<str:key>/", open_return_file, name="open_return_file"),
    *move_paths(*MOVES),
]
