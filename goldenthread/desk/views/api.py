"""What other programs ask: submissions, releases, indicators, figures.

Each question goes through the same queries, rules and services as the pages, for the
viewer that the token's account is today; a token's scopes only take away from that.
`/api/v1/openapi.json` describes it all.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from ninja import NinjaAPI, Query, Schema, Status
from ninja.errors import HttpError
from ninja.security import HttpBearer
from pydantic import Field

from goldenthread.core import access, history
from goldenthread.core.states import MoveRefused
from goldenthread.core.viewer import Viewer
from goldenthread.dataset import checking, shelf, showing
from goldenthread.dataset import queries as dataset
from goldenthread.dataset import rules as dataset_rules
from goldenthread.dataset import services as dataset_services
from goldenthread.dataset.models import Release, Submission, Supply
from goldenthread.dataset.presenters.exchange import nearest_thousand
from goldenthread.dataset.sealed import PIECE
from goldenthread.dataset.states import SentBy
from goldenthread.desk import queries, services
from goldenthread.desk.rules import Scope, public
from goldenthread.report import queries as report
from goldenthread.report import rules as report_rules
from goldenthread.report.management.commands.figures import as_values


MOST = 200
NO_STORE = "private, no-store"


class TooMany(Exception):
    """The token asked too often in the running hour."""


class Token(HttpBearer):
    """`Authorization: Bearer gt_…`, made on the page “Tokens for other programs”."""

    def authenticate(self, request: HttpRequest, token: str) -> Viewer | None:
        now = timezone.now()
        held = queries.token_of(token, now)
        if held is None:
            return None
        viewer = queries.viewer_now(held.account_id, timezone.localdate())
        if viewer is None:
            return None
        if not services.count_asked(held, at=now):
            raise TooMany
        request.scopes = frozenset(held.scopes)  # type: ignore[attr-defined]
        request.viewer = viewer  # type: ignore[attr-defined]
        return viewer


api = NinjaAPI(
    title="goldenthread",
    version="1",
    description="One record of a safeguarding partnership, for other programs.",
    auth=Token(),
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
)


def scoped(scope: str, may: Callable[[Viewer], bool]):
    """The operation needs the scope, and its viewer the page's own rule."""

    def decorate(operation: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(operation)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if scope not in request.scopes:  # type: ignore[attr-defined]
                _log_refusal(request, operation.__name__)
                raise HttpError(403, f"This token is not made for {scope}.")
            if not may(request.auth):  # type: ignore[attr-defined]
                _log_refusal(request, operation.__name__)
                raise Http404
            with transaction.atomic():
                return operation(request, *args, **kwargs)

        return guarded

    return decorate


def _log_refusal(request: HttpRequest, name: str) -> None:
    """Refusals are in the history, as those of pages are (rule L2)."""
    by: Viewer = request.auth  # type: ignore[attr-defined]
    history.record_refusal(by=by, at=timezone.now(), route=f"api_{name}")


@api.exception_handler(access.Refused)
@api.exception_handler(MoveRefused)
def refused(request: HttpRequest, refusal: Exception) -> HttpResponse:
    return api.create_response(request, {"detail": str(refusal)}, status=409)


@api.exception_handler(ValidationError)
def not_valid(request: HttpRequest, wrong: ValidationError) -> HttpResponse:
    words = " ".join(wrong.messages)
    return api.create_response(request, {"detail": words}, status=422)


@api.exception_handler(TooMany)
def too_many(request: HttpRequest, _: TooMany) -> HttpResponse:
    words = {"detail": f"More than {services.MOST_ASKED} questions in an hour."}
    answer = api.create_response(request, words, status=429)
    answer["Retry-After"] = "3600"
    return answer


# --- Shapes -----------------------------------------------------------------------------


class Told(Schema):
    """What went wrong, in a sentence."""

    detail: str


class Part(Schema):
    """Which part of a long list is asked for."""

    limit: int = Field(50, ge=1, le=MOST)
    offset: int = Field(0, ge=0, le=1_000_000)


class SupplyOut(Schema):
    key: str
    agency: str
    code: str
    contract: str
    starts_on: date
    ends_on: date | None
    open: bool

    @staticmethod
    def resolve_agency(one: Supply) -> str:
        return str(one.agency)

    @staticmethod
    def resolve_open(one: Supply) -> bool:
        today = timezone.localdate()
        return not dataset_rules.reason_not_in_force(one.agreement, today)


def _for_who_sees_rows(name: str) -> Any:
    """What counts a submission's rows, for who may see them; null for everybody else."""

    def resolve(one: Submission, context: Any) -> Any:
        sees = dataset_rules.may_see_rows(context["request"].auth, one)
        return getattr(one, name) if sees else None

    return staticmethod(resolve)


def _for_who_keeps(name: str) -> Any:
    """A count of a release: to the thousand for whoever does not make releases."""

    def resolve(one: Release, context: Any) -> int:
        count: int = getattr(one, name)
        exact = dataset_rules.may_make_releases(context["request"].auth)
        return count if exact else nearest_thousand(count)

    return staticmethod(resolve)


class SubmissionOut(Schema):
    """A submission; what its rows count is null for whoever may not see them."""

    key: str
    supply: str
    agency: str
    contract: str
    starts_on: date
    ends_on: date
    name: str
    size: int | None
    held: int | None
    state: str
    received_at: datetime | None
    checked_at: datetime | None
    rows: int | None
    errors: int | None
    set_aside: int | None
    warnings: int | None
    days_late: int
    absent: list[str]
    empty_months: list[str] | None
    reason: str

    @staticmethod
    def resolve_supply(one: Submission) -> str:
        return one.supply.key

    @staticmethod
    def resolve_agency(one: Submission) -> str:
        return str(one.supply.agency)

    @staticmethod
    def resolve_contract(one: Submission) -> str:
        return one.supply.contract

    resolve_size = _for_who_sees_rows("size")
    resolve_rows = _for_who_sees_rows("rows")
    resolve_errors = _for_who_sees_rows("errors")
    resolve_set_aside = _for_who_sees_rows("set_aside")
    resolve_warnings = _for_who_sees_rows("warnings")
    resolve_empty_months = _for_who_sees_rows("empty_months")

    @staticmethod
    def resolve_held(one: Submission, context: Any) -> int | None:
        if not dataset_rules.may_see_rows(context["request"].auth, one):
            return None
        return (
            dataset_services.sealed(one).size if one.received_at is None else one.size
        )


class SubmissionIn(Schema):
    supply: str = Field(..., max_length=12)
    starts_on: date
    ends_on: date
    name: str = Field(..., max_length=255)
    size: int = Field(..., ge=1, le=2**40)


class ReceiveIn(Schema):
    sha256: str = Field("", max_length=64)


class FaultOut(Schema):
    sheet: str
    row: int
    column: str
    cell: str
    value: str | None
    rule: str
    severity: str
    says: str
    do: str


class ReleaseOut(Schema):
    """A release; its counts are whole thousands for whoever does not make releases."""

    key: str
    name: str
    title: str
    state: str
    asked_at: datetime
    built_at: datetime | None
    published_at: datetime | None
    first_day: date | None
    last_day: date | None
    events: int
    children: int
    records: int
    doubts: int
    invented: bool

    resolve_events = _for_who_keeps("events")
    resolve_children = _for_who_keeps("children")
    resolve_records = _for_who_keeps("records")
    resolve_doubts = _for_who_keeps("doubts")


class IndicatorOut(Schema):
    key: str
    label: str
    definition: str
    version: int
    unit: str
    basis: str
    polarity: str
    by: list[str]
    contracts: list[str]


class ValueOut(Schema):
    """One figure of an indicator; `start` is the first day of its period."""

    every: str
    start: date
    by: str
    value: str
    numerator: int | None
    denominator: int | None
    figure: float | None
    mark: str


class FigureOut(Schema):
    key: str
    label: str
    value: str | None
    shown: str
    state: str
    reason: str
    unit: str
    definition: str
    definition_version: int | str
    caveats: list[str]
    printed: list[str]
    verdict: str
    why: str
    rows: int | None
    inputs: list[str]


REFUSALS = {
    401: Told,
    403: Told,
    404: Told,
    409: Told,
    422: Any,
    429: Told,
}


def answers(found: Any) -> dict[Any, Any]:
    return {200: found, **REFUSALS}


# --- Submissions ------------------------------------------------------------------------


@api.get("/supplies", response=answers(list[SupplyOut]), tags=["submissions"])
@scoped(Scope.SUBMISSIONS, dataset_rules.may_read_sharing)
def list_supplies(request: HttpRequest, part: Query[Part]) -> Any:
    """What may be sent: each contract opened to an agency."""
    return _part(dataset.supplies(request.auth), part)  # type: ignore[attr-defined]


@api.get("/submissions", response=answers(list[SubmissionOut]), tags=["submissions"])
@scoped(Scope.SUBMISSIONS, dataset_rules.may_read_submissions)
def list_submissions(request: HttpRequest, part: Query[Part]) -> Any:
    """What was sent, the newest first."""
    return _part(dataset.submissions(request.auth), part)  # type: ignore[attr-defined]


@api.get("/submissions/{key}", response=answers(SubmissionOut), tags=["submissions"])
@scoped(Scope.SUBMISSIONS, dataset_rules.may_read_submissions)
def view_submission(request: HttpRequest, key: str) -> Any:
    """One submission: how far it got, what the check said."""
    return _submission(request, key)


@api.get(
    "/submissions/{key}/faults", response=answers(list[FaultOut]), tags=["submissions"]
)
@scoped(Scope.SUBMISSIONS, dataset_rules.may_send)
def list_faults(request: HttpRequest, key: str, part: Query[Part]) -> Any:
    """Every fault of a submission of one's own agency, the hardest first."""
    one = _own(request, key)
    found = checking.faults(dataset_services.sealed(one))
    rows = [] if found is None else found.slice(part.offset, part.limit).to_dicts()
    history.record_read(
        by=request.auth,  # type: ignore[attr-defined]
        at=timezone.now(),
        action="read_faults",
        kind="dataset.submission",
        record_key=one.key,
        rows=len(rows),
    )
    return rows


@api.post(
    "/submissions", response={201: SubmissionOut, **REFUSALS}, tags=["submissions"]
)
@scoped(Scope.SEND, dataset_rules.may_send)
def begin_submission(request: HttpRequest, told: SubmissionIn) -> Any:
    """Open a submission; its bytes follow by PUT to its pieces."""
    by: Viewer = request.auth  # type: ignore[attr-defined]
    supply = get_object_or_404(dataset.supplies(by), key=told.supply)
    one = dataset_services.begin_submission(
        by=by,
        at=timezone.now(),
        supply=supply,
        starts_on=told.starts_on,
        ends_on=told.ends_on,
        name=told.name,
        size=told.size,
        sent_by=SentBy.API,
    )
    return Status(201, one)


@api.put(
    "/submissions/{key}/pieces", response=answers(SubmissionOut), tags=["submissions"]
)
@scoped(Scope.SEND, dataset_rules.may_send)
def put_piece(
    request: HttpRequest, key: str, offset: int = Query(..., ge=0, le=2**40)
) -> Any:
    """The next bytes, as the body, up to 4 MiB at a time, from `offset`.

    After a break, `held` of the submission says where to go on.
    """
    one = _own(request, key)
    piece = request.read(PIECE + 1)
    if len(piece) > PIECE:
        raise HttpError(413, f"Send up to {PIECE} bytes at a time.")
    by: Viewer = request.auth  # type: ignore[attr-defined]
    dataset_services.put_piece(one, by=by, offset=offset, piece=piece)
    return one


@api.post(
    "/submissions/{key}/receive", response=answers(SubmissionOut), tags=["submissions"]
)
@scoped(Scope.SEND, dataset_rules.may_send)
def receive_submission(request: HttpRequest, key: str, told: ReceiveIn) -> Any:
    """Say that all of it was sent; it is then checked. A SHA-256 is held against it."""
    by: Viewer = request.auth  # type: ignore[attr-defined]
    return dataset_services.receive_submission(
        _own(request, key), by=by, at=timezone.now(), sha256=told.sha256
    )


@api.post(
    "/submissions/{key}/withdraw", response=answers(SubmissionOut), tags=["submissions"]
)
@scoped(Scope.SEND, dataset_rules.may_send)
def withdraw_submission(request: HttpRequest, key: str) -> Any:
    """Take a submission back before it is accepted."""
    by: Viewer = request.auth  # type: ignore[attr-defined]
    one = _own(request, key)
    return dataset_services.withdraw_submission(one, by=by, at=timezone.now())


def _submission(request: HttpRequest, key: str) -> Submission:
    viewer: Viewer = request.auth  # type: ignore[attr-defined]
    return get_object_or_404(dataset.submissions(viewer), key=key)


def _own(request: HttpRequest, key: str) -> Submission:
    """A submission of the viewer's agency; any other does not exist."""
    one = _submission(request, key)
    if not dataset_rules.may_send_for(request.auth, one.supply):  # type: ignore[attr-defined]
        raise Http404
    return one


# --- Releases and indicators ----------------------------------------------------------------


@api.get("/releases", response=answers(list[ReleaseOut]), tags=["releases"])
@scoped(Scope.RELEASES, dataset_rules.may_read_releases)
def list_releases(request: HttpRequest, part: Query[Part]) -> Any:
    """Releases, the newest first; the one that is PUBLISHED is in force."""
    return _part(dataset.releases(request.auth), part)  # type: ignore[attr-defined]


@api.get("/releases/{key}", response=answers(ReleaseOut), tags=["releases"])
@scoped(Scope.RELEASES, dataset_rules.may_read_releases)
def view_release(request: HttpRequest, key: str) -> Release:
    found = dataset.releases(request.auth)  # type: ignore[attr-defined]
    return get_object_or_404(found, key=key)


@api.get("/indicators", response=answers(list[IndicatorOut]), tags=["indicators"])
@scoped(Scope.INDICATORS, dataset_rules.may_read_releases)
def list_indicators(request: HttpRequest, part: Query[Part]) -> Any:
    """Every definition of an indicator."""
    found = shelf.catalogue().indicators[part.offset : part.offset + part.limit]
    return [_indicator(one) for one in found]


def _indicator(one: Any) -> dict[str, Any]:
    return {
        "key": one.key,
        "label": one.label,
        "definition": one.definition,
        "version": one.version,
        "unit": str(one.unit),
        "basis": str(one.basis),
        "polarity": str(one.polarity),
        "by": list(one.by),
        "contracts": list(one.contracts),
    }


@api.get(
    "/indicators/{key}/figures",
    response=answers(list[ValueOut]),
    tags=["indicators"],
)
@scoped(Scope.INDICATORS, dataset_rules.may_read_releases)
def list_indicator_figures(request: HttpRequest, key: str, part: Query[Part]) -> Any:
    """An indicator in the release in force, as it may be shown.

    Every period and breakdown that is offered. A `mark` says why there is no figure.
    """
    viewer: Viewer = request.auth  # type: ignore[attr-defined]
    release = dataset.release_in_force(viewer.partnership_id)
    if release is None or key not in {one.key for one in shelf.catalogue().indicators}:
        raise Http404
    place = shelf.of(release.partnership_id)
    kept = showing.indicator(place, release.name, key)
    if kept is None:
        raise Http404
    found = kept.figures[part.offset : part.offset + part.limit]
    history.record_read(
        by=viewer,
        at=timezone.now(),
        action="list_indicator_figures",
        kind="dataset.release",
        record_key=release.key,
        rows=len(found),
    )
    return [one._asdict() for one in found]


# --- Figures of the yearly report ------------------------------------------------------------


@api.get("/figures/{label}", response=answers(list[FigureOut]), tags=["figures"])
@scoped(Scope.FIGURES, report_rules.may_read_editions)
def list_figures(request: HttpRequest, label: str, part: Query[Part]) -> Any:
    """Figures of a year's report: value, what its source printed, and the verdict."""
    viewer: Viewer = request.auth  # type: ignore[attr-defined]
    edition = (
        report.edition_by_label(viewer.partnership_id, label)
        if viewer.partnership_id
        else None
    )
    if edition is None:
        raise Http404
    rows = report.every_figure(edition, timezone.localdate())
    shown = rows[part.offset : part.offset + part.limit]
    history.record_read(
        by=viewer,
        at=timezone.now(),
        action="list_figures",
        kind="report.figure",
        record_key=edition.key,
        rows=len(shown),
    )
    return [as_values(row) for row in shown]


def _part(found: Any, part: Part) -> Any:
    return list(found[part.offset : part.offset + part.limit])


# --- Addresses ------------------------------------------------------------------------------


@access.page(may=public)
def openapi(request: HttpRequest) -> HttpResponse:
    """The description of every question, for programs; it holds no data."""
    schema = api.get_openapi_schema(
        path_prefix=reverse("api_openapi").rpartition("/")[0]
    )
    return api.create_response(request, schema, status=200)


def _guarded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of the library, which asks for the token itself; nothing of it is kept."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        answer["Cache-Control"] = NO_STORE
        return answer

    # A token is no cookie: another site's page cannot send it.
    answered.csrf_exempt = True  # type: ignore[attr-defined]
    return access.declare(answered, public)


def _urls() -> list[Any]:
    """One route for each path, named after its first operation."""
    found = {"api/v1/openapi.json": ("api_openapi", openapi)}
    for one in api.urls[0]:
        if one.name and one.name != "api-root":
            route = f"api/v1/{one.pattern._route.lstrip('/')}"
            found.setdefault(route, (f"api_{one.name}", _guarded(one.callback)))
    return [path(route, view, name=name) for route, (name, view) in found.items()]


URLS = _urls()
