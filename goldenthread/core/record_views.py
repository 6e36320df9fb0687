"""The views behind `pages.Kind`: load, clean, one call, answer."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.paginator import Page
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, path, resolve, reverse
from django.utils import timezone

from goldenthread.core import access, clock_words, history, records, running
from goldenthread.core.forms import PlainForm
from goldenthread.core.models import HistoryRow, OnceKey
from goldenthread.core.pages import (
    Cell,
    Detail,
    Kind,
    as_cell,
    kind_of,
    sections_beside,
)
from goldenthread.core.paging import keys_of_page, page_of
from goldenthread.core.states import MoveRefused
from goldenthread.core.viewer import Viewer


PAGE_LENGTH = 25


def urls_for(kind: Kind) -> list[Any]:
    """Five routes a kind (three when it cannot be changed), named verb_noun."""
    base = f"{kind.slug}/"
    found = [
        path(base, _list(kind), name=f"list_{kind.plural_name}"),
        path(f"{base}<str:key>/", _detail(kind), name=f"view_{kind.name}"),
        path(f"{base}<str:key>/history/", _history(kind), name=f"{kind.name}_history"),
    ]
    if kind.amend:
        route = f"{base}<str:key>/amend/"
        found.append(path(route, _amend(kind), name=f"amend_{kind.name}"))
    if kind.add:
        under = f"{kind.parent.slug}/<str:parent_key>/{base}" if kind.parent else base
        # "add" is longer than no key can be mistaken for: keys have twelve signs.
        found.insert(1, path(f"{under}add/", _add(kind), name=f"add_{kind.name}"))
    return found


def _list(kind: Kind):
    @access.page(may=kind.may_read)
    def list_records(request: HttpRequest) -> HttpResponse:
        with transaction.atomic():
            words = request.GET.get("q", "").strip()
            found = kind.matching(request.viewer, words)
            chosen = _chosen(kind, request)
            for one in kind.filters:
                if chosen[one.name]:
                    found = found.filter(**{one.lookup: chosen[one.name]})
            page, shown = _rows_of_page(found, request.GET.get("page"))
            log_rows(kind, shown, by=request.viewer, action=f"list_{kind.plural_name}")
            context = {
                "kind": kind,
                "title": kind.label_plural[:1].upper() + kind.label_plural[1:],
                "rows": [linked_row(kind, record) for record in shown],
                "page": page,
                "words": words,
                "filters": [(one, chosen[one.name]) for one in kind.filters],
                "links": _list_links(kind, request.viewer),
                "add_url": _list_add_url(kind, request.viewer),
            }
            return render(request, "core/list.html", context)

    return list_records


def _rows_of_page(found: Any, number: Any) -> tuple[Page, list[Any]]:
    """A page of a list, and its records in order.

    The database sorts and cuts keys alone; whole rows, with what belongs to them, are
    read for one page, however long the list.
    """
    page = keys_of_page(found.values_list("pk", flat=True), number, PAGE_LENGTH)
    keys = list(page.object_list)
    records = {one.pk: one for one in found.filter(pk__in=keys)}
    return page, [records[key] for key in keys]


def _chosen(kind: Kind, request: HttpRequest) -> dict[str, str]:
    """Filter values from the address, only those the filter offers."""
    chosen = {}
    for one in kind.filters:
        value = request.GET.get(one.name, "")
        chosen[one.name] = value if value in dict(one.options) else ""
    return chosen


def _list_links(kind: Kind, viewer: Viewer) -> list[tuple[str, str]]:
    """The kind's other pages, only those that open to this viewer."""
    found = [(text, reverse(name)) for text, name in kind.links]
    return [one for one in found if resolve(one[1]).func.access_rule(viewer)]


def _list_add_url(kind: Kind, viewer: Viewer) -> str:
    if kind.add is None or kind.parent is not None or not kind.adding(viewer):
        return ""
    return kind.add_url()


def linked_row(kind: Kind, record: Any) -> tuple[Cell, ...]:
    """The kind's cells for a record, the first one leading to its page."""
    first, *rest = (as_cell(cell) for cell in kind.row(record))
    first = Cell(text=first.text, url=kind.url(record), tag=first.tag, hint=first.hint)
    return (first, *rest)


def log_rows(kind: Kind, shown: list[Any], *, by: Viewer, action: str) -> None:
    """One history row for the rows shown that are about subjects (rules L1, L2)."""
    if not kind.about_subjects:
        return
    tokens = {token for record in shown for token in kind.subjects(record)}
    if tokens:
        history.record_read(
            by=by,
            at=timezone.now(),
            action=action,
            kind=kind.model._meta.label_lower,
            rows=len(shown),
            subjects=tokens,
        )


def log_one(kind: Kind, record: Any, *, by: Viewer, action: str) -> None:
    """One history row for opening a record that is about subjects, or tells of them."""
    tokens = tuple(kind.subjects(record)) if kind.about_subjects else ()
    if tokens or kind.logged:
        history.record_read(
            by=by,
            at=timezone.now(),
            action=action,
            kind=kind.model._meta.label_lower,
            record_key=record.key,
            subjects=tokens,
        )


def load(kind: Kind, viewer: Viewer, key: str) -> Any:
    """The record if this viewer may see it; otherwise it does not exist (A5)."""
    return get_object_or_404((kind.one or kind.visible)(viewer), key=key)


def _detail(kind: Kind):
    @access.page(may=kind.may_read)
    def view_record(request: HttpRequest, key: str) -> HttpResponse:
        with transaction.atomic():
            record = load(kind, request.viewer, key)
            log_one(kind, record, by=request.viewer, action=f"view_{kind.name}")
            context = {
                "kind": kind,
                "record": record,
                "title": kind.title(record),
                "detail": _with_beside(
                    _with_clocks(
                        kind.detail(record, request.viewer), record, request.viewer
                    ),
                    kind,
                    record,
                    request.viewer,
                ),
                "list_url": kind.list_url(),
                "amend_url": _amend_url(kind, record, request.viewer),
                "history_url": _history_url(kind, record, request.viewer),
                "thread_url": _thread_url(kind, record),
                **(kind.context_of(record, request.viewer) if kind.context_of else {}),
            }
            return render(request, kind.template, context)

    return view_record


def _with_beside(detail: Detail, kind: Kind, record: Any, viewer: Viewer) -> Detail:
    """What rooms above know of the record, after what its own room shows."""
    more = sections_beside(kind, record, viewer)
    return replace(detail, sections=(*detail.sections, *more)) if more else detail


def _with_clocks(detail: Detail, record: Any, viewer: Viewer) -> Detail:
    """The page with the record's clocks first, as the clock board shows them too."""
    found = running.of_record(record, viewer)
    if not found:
        return detail
    stood = running.stand_all(found, timezone.now())
    return replace(
        detail, sections=(clock_words.clocks_section(stood), *detail.sections)
    )


def _thread_url(kind: Kind, record: Any) -> str:
    if not kind.has_thread:
        return ""
    try:
        return reverse("view_thread", args=[kind.name, record.key])
    except NoReverseMatch:  # the desk, which draws it, is not part of this site
        return ""


def _amend_url(kind: Kind, record: Any, viewer: Viewer) -> str:
    if not kind.is_amended_by(viewer, record):
        return ""
    return reverse(f"amend_{kind.name}", args=[record.key])


def _history_url(kind: Kind, record: Any, viewer: Viewer) -> str:
    if not kind.shows_past_to(viewer, record):
        return ""
    return reverse(f"{kind.name}_history", args=[record.key])


def _add(kind: Kind):
    @access.page(may=kind.adding, methods=("GET", "POST"))
    def add_record(request: HttpRequest, parent_key: str = "") -> HttpResponse:
        parent = load(kind.parent, request.viewer, parent_key) if kind.parent else None
        if parent is not None:
            action = f"open_add_{kind.name}"
            with transaction.atomic():
                log_one(kind.parent, parent, by=request.viewer, action=action)
        form = kind.form(
            request.POST or None,
            request.FILES or None,
            viewer=request.viewer,
            parent=parent,
        )

        def save() -> Any:
            extra = {"parent": parent} if kind.parent else {}
            return kind.add(
                by=request.viewer, at=timezone.now(), values=form.cleaned_data, **extra
            )

        back = kind.parent.url(parent) if kind.parent else kind.list_url()
        context = {
            "kind": kind,
            "title": f"Add {_article(kind.label)} {kind.label}",
            "back_url": back,
            "under": kind.parent.title(parent) if kind.parent else "",
        }
        context |= _beside_form(kind, None, parent, request.viewer)
        return answer_form(request, form, save, kind.url, context, kind.form_template)

    return add_record


def _beside_form(
    kind: Kind, record: Any, parent: Any, viewer: Viewer
) -> dict[str, Any]:
    """What a kind's own form template shows beside the fields."""
    return kind.form_context(record, parent, viewer) if kind.form_context else {}


def _article(word: str) -> str:
    return "an" if word[:1].lower() in "aeiou" else "a"


def _amend(kind: Kind):
    @access.page(may=kind.may_write, methods=("GET", "POST"))
    def amend_record(request: HttpRequest, key: str) -> HttpResponse:
        record = load(kind, request.viewer, key)
        if not kind.is_amended_by(request.viewer, record):
            raise Http404
        form = kind.form(
            request.POST or None,
            request.FILES or None,
            initial=kind.initial(record) if kind.initial else initial_of(kind, record),
            viewer=request.viewer,
            record=record,
        )

        def save() -> Any:
            return kind.amend(
                record,
                by=request.viewer,
                at=timezone.now(),
                values=form.cleaned_data,
                read_version=_read_version(request, record),
            )

        with transaction.atomic():
            log_one(kind, record, by=request.viewer, action=f"open_amend_{kind.name}")
        context = {
            "kind": kind,
            "title": f"Amend {kind.title(record)}",
            "back_url": kind.url(record),
            "version": record.version,
        }
        context |= _beside_form(kind, record, None, request.viewer)
        return answer_form(request, form, save, kind.url, context, kind.form_template)

    return amend_record


def initial_of(kind: Kind, record: Any) -> dict[str, Any]:
    """Form values straight from the fields of the same names."""
    values = {}
    for name in kind.form.base_fields:
        if hasattr(record, name):
            value = getattr(record, name)
            values[name] = value.all() if hasattr(value, "all") else value
    return values


def _read_version(request: HttpRequest, record: Any) -> int:
    sent = request.POST.get("version", "")
    return int(sent[:18]) if sent.isascii() and sent.isdigit() else record.version


def answer_form(
    request: HttpRequest,
    form: Any,
    save: Any,
    url_of: Any,
    context: dict[str, Any],
    template: str = "core/form.html",
) -> HttpResponse:
    """Show a form, or save it once and go to the record.

    A refusal, a conflict or a bad value comes back on the same page with everything
    the person typed; a form sent twice goes where the first sending went (R4).
    """
    once = request.POST.get("once", "").replace("\0", "")[:32]
    used_as = _used_as(request, once)
    earlier = OnceKey.objects.filter(pk=used_as, account_key=request.viewer.account_key)
    if once and (used := earlier.first()):
        messages.info(
            request, "This form had already been saved; nothing was repeated."
        )
        return redirect(used.location)
    status, conflict = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _save_once(request, used_as, save, url_of)
            except (access.Refused, MoveRefused) as refusal:
                form.add_error(None, str(refusal))
            except ValidationError as wrong:
                _add_errors(form, wrong)
            except records.Conflict as clash:
                status, conflict = 409, compare(form, clash.record)
    context = {
        "form": form,
        "once": once or secrets.token_hex(16),
        "conflict": conflict,
        **context,
    }
    if conflict:
        context["version"] = conflict["version"]
    with transaction.atomic():
        log_offered(form, by=request.viewer)
        return render(request, template, context, status=status)


def log_offered(form: Any, *, by: Viewer) -> None:
    """One history row for each field that offers records about subjects (rule L2)."""
    for field in form.fields.values():
        offered = getattr(field, "queryset", None)
        kind = kind_of(offered.model) if offered is not None else None
        if kind is not None and kind.about_subjects:
            log_rows(kind, list(offered), by=by, action=f"offer_{kind.plural_name}")


def _used_as(request: HttpRequest, once: str) -> str:
    """The form's key together with what was sent; nothing for a form without a key.

    The same sent again is a form sent twice. Something else under the same key is a
    person who went back and changed it: that must not be thrown away.
    """
    if not once:
        return ""
    sent = [
        (name, request.POST.getlist(name))
        for name in sorted(request.POST)
        if name != "csrfmiddlewaretoken"
    ]
    files = [(name, _digest_of(one)) for name, one in sorted(request.FILES.items())]
    content = json.dumps([once, sent, files]).encode()
    return hashlib.sha256(content).hexdigest()[:32]


def _digest_of(file: Any) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _save_once(request: HttpRequest, once: str, save: Any, url_of: Any) -> HttpResponse:
    """Save and use up the form's key in one transaction.

    Of two sendings at the same moment the second finds the key taken: its change is
    rolled back and it goes where the first one went.
    """
    try:
        with transaction.atomic():
            saved = save()
            location = url_of(saved)
            if once:
                OnceKey.objects.create(
                    key=once,
                    account_key=request.viewer.account_key,
                    used_at=timezone.now(),
                    location=location,
                )
    except (IntegrityError, ValidationError):
        used = OnceKey.objects.filter(pk=once).first()
        if not once or used is None:
            raise
        location = used.location
    messages.success(request, "Saved.")
    return redirect(location)


@dataclass(frozen=True)
class MovePage:
    """A page that asks before a record moves on: `/<kind>/<key>/<move>/`.

    call      services.py: (record, by, at, **form values) -> the record to go to
    may       rules.py: who may open the page at all; the service decides the rest
    """

    name: str
    title: str
    button: str
    may: access.MayRule
    call: Any
    form: type = PlainForm
    text: str = ""
    danger: bool = False


def move_urls(kind: Kind, *moves: MovePage) -> list[Any]:
    """Routes of the kind's moves, each named as its service."""
    return [
        path(
            f"{kind.slug}/<str:key>/{move.name.replace('_', '-')}/",
            _move(kind, move),
            name=move.name,
        )
        for move in moves
    ]


def _move(kind: Kind, move: MovePage):
    @access.page(may=move.may, methods=("GET", "POST"))
    def move_record(request: HttpRequest, key: str) -> HttpResponse:
        record = load(kind, request.viewer, key)
        # A form without fields is still sent: an empty POST must count as bound.
        data = request.POST if request.method == "POST" else None
        form = move.form(
            data, request.FILES or None, viewer=request.viewer, record=record
        )

        def save() -> Any:
            by, at = request.viewer, timezone.now()
            return move.call(record, by=by, at=at, **form.cleaned_data)

        with transaction.atomic():
            log_one(kind, record, by=request.viewer, action=f"open_{move.name}")
        context = {
            "title": move.title,
            "under": kind.title(record),
            "text": move.text,
            "button": move.button,
            "danger": move.danger,
            "back_url": kind.url(record),
        }
        return answer_form(
            request, form, save, kind.url, context, template="core/confirm.html"
        )

    return move_record


def _add_errors(form: Any, wrong: ValidationError) -> None:
    """Put model errors beside their fields, or above when the form has no such field."""
    by_field = wrong.message_dict if hasattr(wrong, "error_dict") else {}
    for name, errors in by_field.items():
        form.add_error(name if name in form.fields else None, errors)
    if not by_field:
        form.add_error(None, wrong.messages)


def compare(form: Any, current: Any) -> dict[str, Any]:
    """What stands now beside what the person typed, field by field (R3)."""
    rows = []
    for name in form.cleaned_data:
        if not hasattr(current, name):
            continue
        theirs = records.snapshot(current, [name])[name]
        yours = records._plain(form.cleaned_data[name])
        if theirs != yours:
            label = form.fields[name].label or name.replace("_", " ").capitalize()
            rows.append(
                {
                    "label": label,
                    "theirs": in_words(type(current), name, theirs),
                    "yours": in_words(type(current), name, yours),
                }
            )
    return {"rows": rows, "version": current.version}


def _history(kind: Kind):
    @access.page(may=kind.may_read)
    def record_history(request: HttpRequest, key: str) -> HttpResponse:
        with transaction.atomic():
            record = load(kind, request.viewer, key)
            if not kind.shows_past_to(request.viewer, record):
                raise Http404
            log_one(kind, record, by=request.viewer, action=f"{kind.name}_history")
            rows = (
                HistoryRow.objects.filter(
                    kind=kind.model._meta.label_lower, record_key=record.key
                )
                .select_related("historydetail")
                .order_by("-sequence")
            )
            page = page_of(rows, request.GET.get("page"), PAGE_LENGTH)
            context = {
                "kind": kind,
                "title": f"History of {kind.title(record)}",
                "back_url": kind.url(record),
                "page": page,
                "rows": [_history_row(row, kind) for row in page.object_list],
            }
            return render(request, "core/history.html", context)

    return record_history


def _history_row(row: HistoryRow, kind: Kind) -> dict[str, Any]:
    detail = getattr(row, "historydetail", None)
    return {
        "at": row.at,
        "who": row.post,
        "action": row.action.replace("_", " "),
        "purpose": row.purpose,
        "sequence": row.sequence,
        "changes": _changes(detail, kind) if detail else [],
    }


def _changes(detail: Any, kind: Kind) -> list[dict[str, Any]]:
    changes = []
    for name in sorted({*detail.before, *detail.after}):
        if name.endswith("_id"):  # a row's number says nothing to a reader
            continue
        label = str(getattr(field_of(kind.model, name), "verbose_name", name))
        changes.append(
            {
                "label": f"{label[:1].upper()}{label[1:]}",
                "before": in_words(kind.model, name, detail.before.get(name)),
                "after": in_words(kind.model, name, detail.after.get(name)),
            }
        )
    return changes


def in_words(model: type[Model], name: str, value: Any) -> Any:
    """A stored code as the words of its choice; any other value as it is."""
    choices = dict(getattr(field_of(model, name), "flatchoices", ()) or ())
    return choices.get(value, value) if isinstance(value, str) else value


def field_of(model: type[Model], name: str) -> Any:
    """The field of a name; nothing for one that the history knew and the table lost."""
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def not_found(request: HttpRequest) -> None:
    """For views that look a thing up themselves: the one way to say it is not there."""
    raise Http404
