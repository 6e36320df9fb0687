"""Pages of agreements, what is sent under them, and releases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone

from goldenthread.core import access, files, history, pages, record_views
from goldenthread.core.pages import Detail, Filter, Kind, Link, Section
from goldenthread.core.paging import page_of
from goldenthread.core.viewer import Viewer
from goldenthread.dataset import checking, queries, rules, services
from goldenthread.dataset.forms import exchange as forms
from goldenthread.dataset.models import Agreement, Release, Submission, Supply
from goldenthread.dataset.presenters import board as board_words
from goldenthread.dataset.presenters import comparing as comparing_words
from goldenthread.dataset.presenters import exchange as presenters
from goldenthread.dataset.queries import board as boards
from goldenthread.dataset.queries import comparing
from goldenthread.dataset.states import (
    SUBMISSION,
    ReleaseState,
    SentBy,
    SubmissionState,
)


FAULTS_SHOWN = 20
FAULTS_A_PAGE = 50
# A file may have hundreds of thousands; the marked copy holds more of them.
FAULTS_LISTED = 5_000
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TO_SEND_AGAIN = {
    SubmissionState.FAULTY,
    SubmissionState.REFUSED,
    SubmissionState.RETURNED,
}
UNDER_WAY = {SubmissionState.WAITING, SubmissionState.CHECKING}
BEING_BUILT = {ReleaseState.ASKED, ReleaseState.BUILDING}


# --- Agreements -----------------------------------------------------------------------


def agreement_detail(agreement: Agreement, viewer: Viewer) -> Detail:
    found = queries.supplies(viewer).filter(agreement=agreement)
    links = ()
    if len(queries.supplies_to_send(viewer, agreement)) > 1:
        url = reverse("send_together", args=[agreement.key])
        links = (Link("Send several lists in one file", url),)
    if rules.may_keep_sharing(viewer):
        add = SUPPLY.add_url(agreement)
        links = (*links, Link("Open a contract to an agency", add))
    document = ""
    if agreement.document_id:
        document = reverse("open_agreement_document", args=[agreement.key])
    return presenters.agreement_detail(
        agreement,
        [(one, SUPPLY.url(one)) for one in found],
        timezone.localdate(),
        links,
        document,
    )


AGREEMENT = pages.register(
    Kind(
        name="agreement",
        label="sharing agreement",
        label_plural="sharing agreements",
        room="dataset",
        model=Agreement,
        visible=queries.agreements,
        columns=presenters.AGREEMENT_COLUMNS,
        row=presenters.agreement_row,
        title=str,
        detail=agreement_detail,
        may_read=rules.may_read_sharing,
        may_write=rules.may_keep_sharing,
        form=forms.AgreementForm,
        add=services.add_agreement,
        amend=services.amend_agreement,
        search=("title", "purpose"),
        intro="Why agencies’ data are shared, on what basis, for how long. Nothing can "
        "be sent without one.",
        has_thread=False,
    )
)


def supply_detail(supply: Supply, viewer: Viewer) -> Detail:
    today = timezone.localdate()
    sent = list(queries.submissions(viewer).filter(supply=supply))
    sees_rows = rules.may_send_for(viewer, supply)
    stood = boards.standing(supply, sent, today, sees_rows=sees_rows)
    closed = rules.reason_not_in_force(supply.agreement, today)
    buttons = ()
    if rules.may_send_for(viewer, supply):
        buttons = (Link("Send a file", reverse("send_submission", args=[supply.key])),)
    detail = presenters.supply_detail(supply, closed, buttons)
    urls = {one.pk: SUBMISSION_KIND.url(one) for one in sent}
    periods = board_words.periods_section(stood, urls, today)
    return Detail(**{**detail.__dict__, "sections": (periods, *detail.sections)})


SUPPLY = pages.register(
    Kind(
        name="supply",
        label="contract opened to an agency",
        label_plural="contracts opened to agencies",
        plural="supplies",
        room="dataset",
        model=Supply,
        visible=queries.supplies,
        columns=presenters.SUPPLY_COLUMNS,
        row=presenters.supply_row,
        title=presenters.supply_title,
        detail=supply_detail,
        may_read=rules.may_read_sharing,
        may_write=rules.may_keep_sharing,
        form=forms.SupplyForm,
        add=services.add_supply,
        amend=services.amend_supply,
        parent=AGREEMENT,
        search=("contract", "agency__name"),
        intro="What each agency sends, and which columns it holds.",
        has_thread=False,
    )
)


@access.page(may=rules.may_read_sharing)
def open_agreement_document(request: HttpRequest, key: str) -> FileResponse:
    agreement = record_views.load(AGREEMENT, request.viewer, key)
    if agreement.document is None:
        raise Http404
    return files.serve_file(agreement.document, by=request.viewer, at=timezone.now())


# --- Submissions ------------------------------------------------------------------------


def submission_detail(one: Submission, viewer: Viewer) -> Detail:
    sees_rows = rules.may_see_rows(viewer, one)
    held = services.sealed(one)
    faults = _faults_section(one, viewer) if sees_rows and one.checked_at else ()
    return presenters.submission_detail(
        one,
        SUPPLY.url(one.supply),
        SUBMISSION_KIND.url(one.replaces) if one.replaces else "",
        held.size if one.state == SubmissionState.RECEIVING else 0,
        _buttons(one, viewer),
        (*faults, *_together_section(one, viewer)),
        sees_rows,
    )


def _together_section(one: Submission, viewer: Viewer) -> tuple[Section, ...]:
    others = list(queries.came_with(one))
    if not others:
        return ()
    rows = [(each, SUBMISSION_KIND.url(each)) for each in others]
    sound = [each for each in (one, *others) if each.state == SubmissionState.CHECKED]
    links: tuple[Link, ...] = ()
    if sound and rules.may_decide_submissions(viewer):
        url = reverse("accept_together", args=[one.key])
        links = (Link(f"Accept all that are sound ({len(sound)})", url),)
    return (presenters.together_section(rows, links),)


def _buttons(one: Submission, viewer: Viewer) -> tuple[Link, ...]:
    """What this viewer may do next, the likeliest first."""
    open_moves = {move.name for move in SUBMISSION.open_from(one.state)}
    found = []
    if "accept" in open_moves and rules.may_decide_submissions(viewer):
        found.append(("Accept", "accept_submission"))
        found.append(("Return", "return_submission"))
    if rules.may_send_for(viewer, one.supply):
        if one.state == SubmissionState.RECEIVING:
            found.append(("Send the rest", "go_on_with_submission"))
        if "withdraw" in open_moves:
            found.append(("Withdraw", "withdraw_submission"))
    links = [Link(words, reverse(name, args=[one.key])) for words, name in found]
    if one.state in TO_SEND_AGAIN and rules.may_send_for(viewer, one.supply):
        again = reverse("send_submission", args=[one.supply.key])
        links.insert(0, Link("Send it again", f"{again}?instead_of={one.key}"))
    return tuple(links)


def _faults_section(one: Submission, viewer: Viewer) -> tuple[Section, ...]:
    """The first faults; reading them is reading rows about children."""
    if not one.errors + one.set_aside + one.warnings:
        return ()
    found = checking.faults(services.sealed(one))
    if found is None:
        return ()
    shown = found.head(FAULTS_SHOWN)
    _log_faults(one, shown.height, viewer)
    links = []
    if not one.removed_at:
        marked = reverse("download_marked", args=[one.key])
        words = "A copy of the sheet with the faults marked (workbook)"
        links.append(Link(words, marked))
    if found.height > shown.height:
        words = f"All {found.height:,} faults"
        links.insert(0, Link(words, reverse("list_faults", args=[one.key])))
    return (
        Section(
            title="What is wrong in it",
            columns=presenters.FAULT_COLUMNS,
            rows=tuple(presenters.fault_row(row) for row in shown.to_dicts()),
            links=tuple(links),
        ),
    )


def _log_faults(one: Submission, rows: int, viewer: Viewer) -> None:
    history.record_read(
        by=viewer,
        at=timezone.now(),
        action="read_faults",
        kind="dataset.submission",
        record_key=one.key,
        rows=rows,
    )


def submission_context(one: Submission, viewer: Viewer) -> dict[str, Any]:
    if one.state not in UNDER_WAY:
        return {}
    return {"under_way": reverse("submission_under_way", args=[one.key])}


SUBMISSION_KIND = pages.register(
    Kind(
        name="submission",
        label="submission",
        label_plural="submissions",
        room="dataset",
        model=Submission,
        visible=queries.submissions,
        # Its history says how many rows each check found.
        may_look_back=lambda one, viewer: rules.may_see_rows(viewer, one),
        columns=presenters.SUBMISSION_COLUMNS,
        row=presenters.submission_row,
        title=presenters.submission_title,
        detail=submission_detail,
        may_read=rules.may_read_submissions,
        template="dataset/under_way.html",
        context_of=submission_context,
        search=("supply__contract", "supply__agency__name", "name"),
        filters=(Filter("state", "State", tuple(SubmissionState.choices), "state"),),
        links=(("What is due, from whom", "view_submission_board"),),
        intro="Files that agencies sent: what was checked, what came of it.",
        empty="Nothing has been sent yet.",
        has_thread=False,
    )
)


@access.page(may=rules.may_read_submissions)
def view_submission_board(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    found = boards.board(request.viewer, today)
    rows = board_words.board_rows(
        [(one, SUPPLY.url(one.supply)) for one in found], today
    )
    context = {
        "title": "What is due, from whom",
        "columns": board_words.COLUMNS,
        "rows": rows,
        "back_url": SUBMISSION_KIND.list_url(),
        "back_text": "Submissions",
    }
    return render(request, "dataset/board.html", context)


@access.page(may=rules.may_send, methods=("GET", "POST"))
def send_submission(request: HttpRequest, key: str) -> HttpResponse:
    """One file for one period, put down whole, then left to the worker."""
    supply = record_views.load(SUPPLY, request.viewer, key)
    if not rules.may_send_for(request.viewer, supply):
        access.refuse(request, request.viewer)
    form = forms.SendForm(
        request.POST or None,
        request.FILES or None,
        viewer=request.viewer,
        initial=_period_of(request),
    )

    def save() -> Submission:
        return send_whole(request, [supply], form.cleaned_data)

    context = {
        "title": "Send a file",
        "under": presenters.supply_title(supply),
        "intro": "Every row is checked. Either all of the file is taken, or you are told "
        "each row that is wrong and nothing is.",
        "button": "Send",
        "back_url": SUPPLY.url(supply),
        "send_url": reverse("begin_submission", args=[supply.key]),
    }
    return record_views.answer_form(
        request, form, save, SUBMISSION_KIND.url, context, "dataset/send.html"
    )


def send_whole(
    request: HttpRequest, supplies: Sequence[Supply], values: Mapping[str, Any]
) -> Submission:
    """Receive the file of a form for each of these lists; the first submission."""
    file = values["file"]
    sent = services.send_together(
        by=request.viewer,
        at=timezone.now(),
        supplies=supplies,
        starts_on=values["starts_on"],
        ends_on=values["ends_on"],
        file=services.Given(file.name or "", file.size, file.chunks),
        sent_by=SentBy.PAGE,
    )
    return sent[0]


def _period_of(request: HttpRequest) -> dict[str, Any]:
    """The days of what is sent again."""
    key = request.GET.get("instead_of", "")
    before = queries.submissions(request.viewer).filter(key=key).first()
    return {"starts_on": before.starts_on, "ends_on": before.ends_on} if before else {}


@access.page(may=rules.may_send, methods=("GET", "POST"))
def go_on_with_submission(request: HttpRequest, key: str) -> HttpResponse:
    """The rest of a file whose sending was cut off."""
    one = _own(request, key)
    form = forms.GoOnForm(
        request.POST or None, request.FILES or None, viewer=request.viewer, record=one
    )
    held = services.sealed(one)

    def save() -> Submission:
        by = request.viewer
        file = form.cleaned_data["file"]
        file.seek(held.size)
        services.put_all(one, by=by, chunks=iter(lambda: file.read(1 << 20), b""))
        return services.receive_submission(one, by=by, at=timezone.now())

    context = {
        "title": "Send the rest",
        "under": presenters.submission_title(one),
        "intro": f"{presenters.size(held.size)} of {presenters.size(one.size)} have "
        "arrived. Choose the same file; it goes on from there.",
        "button": "Send the rest",
        "back_url": SUBMISSION_KIND.url(one),
        "go_on_url": reverse("put_piece", args=[one.key]),
    }
    return record_views.answer_form(
        request, form, save, SUBMISSION_KIND.url, context, "dataset/send.html"
    )


def _own(request: HttpRequest, key: str) -> Submission:
    """A submission of the viewer's agency; any other does not exist."""
    one = record_views.load(SUBMISSION_KIND, request.viewer, key)
    if not rules.may_send_for(request.viewer, one.supply):
        access.refuse(request, request.viewer)
    return one


@access.page(may=rules.may_send)
def list_faults(request: HttpRequest, key: str) -> HttpResponse:
    with transaction.atomic():
        one = _own(request, key)
        found = checking.faults(services.sealed(one))
        rows = [] if found is None else found.head(FAULTS_LISTED).to_dicts()
        page = page_of(rows, request.GET.get("page"), FAULTS_A_PAGE)
        _log_faults(one, len(page.object_list), request.viewer)
        context = {
            "title": "What is wrong in it",
            "lead": presenters.submission_title(one),
            "columns": presenters.FAULT_COLUMNS,
            "rows": [presenters.fault_row(row) for row in page.object_list],
            "page": page,
            "back_url": SUBMISSION_KIND.url(one),
            "back_text": "The submission",
        }
        return render(request, "dataset/board.html", context)


@access.page(may=rules.may_send)
def download_marked(request: HttpRequest, key: str) -> HttpResponse:
    """A copy of the sheet with its faulty cells marked."""
    with transaction.atomic():
        one = _own(request, key)
        if one.removed_at or not one.checked_at or one.state == SubmissionState.REFUSED:
            raise Http404
        _log_faults(one, one.rows, request.viewer)
        with checking.marked(one, services.sealed(one)) as made:
            content = made.read_bytes()
    response = HttpResponse(content, content_type=WORKBOOK)
    response["Content-Disposition"] = f'attachment; filename="{one.key}-marked.xlsx"'
    response["Cache-Control"] = "no-store, private"
    return response


SUBMISSION_MOVES = (
    record_views.MovePage(
        "accept_submission",
        "Accept this submission",
        "Accept",
        rules.may_decide_submissions,
        services.accept_submission,
        text="Its rows go into the next release, in the place of what was accepted for "
        "the same period before.",
    ),
    record_views.MovePage(
        "return_submission",
        "Return this submission",
        "Return it",
        rules.may_decide_submissions,
        services.return_submission,
        form=forms.ReasonForm,
    ),
    record_views.MovePage(
        "withdraw_submission",
        "Withdraw this submission",
        "Withdraw it",
        rules.may_send,
        services.withdraw_submission,
        text="The file is removed. That it was sent stays in the history.",
        danger=True,
    ),
)


# --- Releases -----------------------------------------------------------------------------


def release_detail(one: Release, viewer: Viewer) -> Detail:
    sent = one.submissions.select_related("supply__agency").order_by("pk")
    visible = set(queries.submissions(viewer).values_list("pk", flat=True))
    rows = [
        (each, SUBMISSION_KIND.url(each) if each.pk in visible else "") for each in sent
    ]
    return presenters.release_detail(
        one,
        rows,
        _release_buttons(one, viewer),
        _release_links(one, viewer),
        rules.may_make_releases(viewer),
    )


def _release_buttons(one: Release, viewer: Viewer) -> tuple[Link, ...]:
    if not rules.may_make_releases(viewer):
        return ()
    words = {
        ReleaseState.BUILT: (("Publish inside", "publish_release"),),
        ReleaseState.REPLACED: (("Put in force again", "roll_back_release"),),
    }.get(ReleaseState(one.state), ())
    if one.state in (ReleaseState.BUILT, ReleaseState.PUBLISHED):
        words = (*words, ("Withdraw", "withdraw_release"))
    return tuple(Link(text, reverse(name, args=[one.key])) for text, name in words)


def _release_links(one: Release, viewer: Viewer) -> tuple[Link, ...]:
    if not (rules.may_make_releases(viewer) and one.name):
        return ()
    return (Link("What moved, and why", reverse("compare_release", args=[one.key])),)


def release_context(one: Release, viewer: Viewer) -> dict[str, Any]:
    if one.state not in BEING_BUILT:
        return {}
    return {"under_way": reverse("release_under_way", args=[one.key])}


RELEASE_KIND = pages.register(
    Kind(
        name="release",
        label="release",
        label_plural="releases",
        room="dataset",
        model=Release,
        visible=queries.releases,
        # Its history says how many events each building found.
        may_look_back=lambda one, viewer: rules.may_make_releases(viewer),
        columns=presenters.RELEASE_COLUMNS,
        row=presenters.release_row,
        title=str,
        detail=release_detail,
        may_read=rules.may_read_releases,
        may_write=rules.may_make_releases,
        form=forms.AskReleaseForm,
        add=services.ask_release,
        template="dataset/under_way.html",
        context_of=release_context,
        search=("title", "name"),
        filters=(Filter("state", "State", tuple(ReleaseState.choices), "state"),),
        intro="Agencies’ data, linked and kept as they were known. One release is in "
        "force; earlier ones stay.",
        empty="No release has been built yet.",
        has_thread=False,
    )
)


@access.page(may=rules.may_make_releases)
def compare_release(request: HttpRequest, key: str) -> HttpResponse:
    """What moved since the release before it."""
    one = record_views.load(RELEASE_KIND, request.viewer, key)
    if not one.name:
        raise Http404
    before = (
        queries.releases(request.viewer)
        .exclude(name="")
        .filter(built_at__lt=one.built_at)
        .order_by("-built_at")
        .first()
    )
    context: dict[str, Any] = {
        "title": "What moved, and why",
        "back_url": RELEASE_KIND.url(one),
        "back_text": one.title,
        "sections": (),
        "lead": "No release was built before this one.",
    }
    if before is not None:
        context["lead"] = f"{one.title}, held against {before.title}."
        context["sections"] = comparing_words.sections(comparing.compare(before, one))
    return render(request, "dataset/compared.html", context)


RELEASE_MOVES = (
    record_views.MovePage(
        "publish_release",
        "Publish this release inside",
        "Publish",
        rules.may_make_releases,
        services.publish_release,
        text="Every page and figure reads it from now on. The one before is kept.",
    ),
    record_views.MovePage(
        "roll_back_release",
        "Put this release in force again",
        "Put it in force",
        rules.may_make_releases,
        services.roll_back_release,
        form=forms.ReasonForm,
    ),
    record_views.MovePage(
        "withdraw_release",
        "Withdraw this release",
        "Withdraw it",
        rules.may_make_releases,
        services.withdraw_release,
        form=forms.ReasonForm,
        text="No page reads it any more. Nothing takes its place by itself.",
        danger=True,
    ),
)

URLS = [
    # Before the kinds' own addresses: keys have twelve signs and no hyphen.
    path("submissions-due/", view_submission_board, name="view_submission_board"),
    path("supplies/<str:key>/send/", send_submission, name="send_submission"),
    path(
        "submissions/<str:key>/rest/",
        go_on_with_submission,
        name="go_on_with_submission",
    ),
    path("submissions/<str:key>/faults/", list_faults, name="list_faults"),
    path("submissions/<str:key>/marked/", download_marked, name="download_marked"),
    path("releases/<str:key>/compare/", compare_release, name="compare_release"),
    path(
        "agreements/<str:key>/document/",
        open_agreement_document,
        name="open_agreement_document",
    ),
    *record_views.move_urls(SUBMISSION_KIND, *SUBMISSION_MOVES),
    *record_views.move_urls(RELEASE_KIND, *RELEASE_MOVES),
    *(
        one
        for kind in (AGREEMENT, SUPPLY, SUBMISSION_KIND, RELEASE_KIND)
        for one in pages.urls_for(kind)
    ),
]
