"""Pages of the report: load, clean, one call, answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from goldenthread.core import access, history, pages, record_views
from goldenthread.core.documents import reading
from goldenthread.core.figures import Unit, show
from goldenthread.core.pages import Cell, Detail, Kind, Link, Section, fact
from goldenthread.core.paging import page_of
from goldenthread.core.viewer import Viewer
from goldenthread.report import (
    assemble,
    blocks,
    checks,
    forms,
    presenters,
    queries,
    registry,
    rules,
    services,
)
from goldenthread.report.exports import files
from goldenthread.report.models import AdmittedGap, DisclosureDecision, Edition
from goldenthread.report.models import Section as ReportSection
from goldenthread.report.states import EDITION_MOVES, OPEN, PUBLISHED, EditionState


# The edition and its parts as kinds of record


def edition_detail(edition: Edition, viewer: Viewer) -> Detail:
    """State, sections, checklist, signatures, the ways out; the check has its own page.

    Working out every figure and hunting every name takes its time and reads the vault:
    it is done when somebody asks for it.
    """
    writes = rules.may_write_editions(viewer) and edition.state in OPEN
    add_section = pages.KINDS["section"].add_url(edition) if writes else ""
    add_gap = pages.KINDS["admitted_gap"].add_url(edition) if writes else ""
    checklist = presenters.checklist_section(checks.checklist(edition))
    gap_links = (Link("Admit a gap", add_gap),) if add_gap else ()
    return Detail(
        facts=presenters.edition_facts(edition),
        tags=(presenters.state_tag(edition),),
        buttons=_edition_buttons(edition, viewer),
        sections=(
            presenters.check_section(
                checks.plain_problems(edition),
                reverse("check_edition", args=[edition.key]),
            ),
            presenters.sections_section(
                edition, list(edition.sections.order_by("number")), add_section
            ),
            Section(
                title=checklist.title,
                columns=checklist.columns,
                rows=checklist.rows,
                links=gap_links,
            ),
            presenters.sign_offs_section(list(edition.sign_offs.order_by("at"))),
            _ways_out(edition, viewer),
        ),
    )


@access.page(may=rules.may_read_editions)
def check_edition(request: HttpRequest, key: str) -> HttpResponse:
    """Problems of the build, and of publication too: nobody should meet those late."""
    edition = record_views.load(EDITION, request.viewer, key)
    assembly = assemble.assemble(edition, as_at=timezone.localdate())
    log_figures(
        request,
        "check_edition",
        key=edition.key,
        rows=len(assembly.document.figures),
        circles=assembly.circles,
    )
    found = presenters.problems_section(checks.publication_problems(edition, assembly))
    context = {
        "title": "Check before publication",
        "edition": edition,
        "section": replace(found, links=_decide_links(edition, request.viewer)),
        "back_url": EDITION.url(edition),
        "back_text": "Back to the edition",
    }
    return render(request, "report/changes.html", context)


def _decide_links(edition: Edition, viewer: Viewer) -> tuple[Link, ...]:
    """What may be published is decided until it is: it changes no words, no figure."""
    if not rules.may_write_editions(viewer) or edition.state in PUBLISHED:
        return ()
    address = pages.KINDS["disclosure_decision"].add_url(edition)
    return (Link("Decide that something may be published", address),)


def _edition_buttons(edition: Edition, viewer: Viewer) -> tuple[Link, ...]:
    read = Link("Read it", reverse("read_edition", args=[edition.key]))
    moves = {move.name for move in EDITION_MOVES.open_from(edition.state)}
    found = [read]
    for name, words, may in BUTTONS:
        if name in _doable(edition, moves) and may(viewer):
            found.append(Link(words, reverse(name, args=[edition.key])))
    return tuple(found)


def _doable(edition: Edition, moves: set[str]) -> set[str]:
    """Moves of the table, with the pages that lead to the signed ones."""
    names = set(moves)
    if edition.state == EditionState.SCRUTINEER_COMMENT:
        names.add("comment_edition")
    if names & {"agree_edition", "sign_off_edition"}:
        names.add("sign_edition")
    if edition.state == EditionState.LEADS_SIGNED_OFF and not edition.proposed_by:
        names = (names - {"publish_edition"}) | {"propose_publication"}
    if edition.state in (EditionState.PUBLISHED, EditionState.SENT):
        names.add("correct_edition")
    return names


BUTTONS = (
    ("start_drafting", "Start drafting", rules.may_write_editions),
    ("ask_scrutineer", "Give it to the scrutineer", rules.may_write_editions),
    ("comment_edition", "Comment", rules.may_comment),
    ("sign_edition", "Sign", rules.may_sign),
    ("reopen_edition", "Reopen", rules.may_write_editions),
    ("propose_publication", "Propose publication", rules.may_publish),
    ("publish_edition", "Publish", rules.may_publish),
    ("send_edition", "Note that it was sent", rules.may_write_editions),
    ("correct_edition", "Open a corrected edition", rules.may_write_editions),
)


def _ways_out(edition: Edition, viewer: Viewer) -> Section:
    links = [
        Link("Every figure, with what was printed", _of(edition, "list_figures")),
        Link("What changed since yesterday", _of(edition, "list_changes")),
        Link("Agreed figures", _of(edition, "list_frozen_figures")),
    ]
    for suffix, words in (
        ("html", "Web pages (zip)"),
        ("pdf", "PDF for accessibility"),
        ("docx", "Word"),
    ):
        address = reverse("export_edition", args=[edition.key, suffix])
        links.append(Link(f"Download: {words}", address))
    return Section(
        title="Figures and files",
        text="Every figure opens to its definition and the rows behind it.",
        links=tuple(links),
    )


def _of(edition: Edition, name: str) -> str:
    return reverse(name, args=[edition.key])


EDITION = pages.register(
    Kind(
        name="edition",
        label="edition",
        label_plural="editions",
        room="report",
        model=Edition,
        visible=queries.editions,
        columns=("Edition", "State", "Guidance"),
        row=presenters.edition_row,
        title=str,
        detail=edition_detail,
        may_read=rules.may_read_editions,
        may_write=rules.may_write_editions,
        form=forms.EditionForm,
        add=services.add_edition,
        amend=services.amend_edition,
        logged=True,
        intro="The yearly report, written from the record. Each figure opens to its rows.",
        search=("title", "label"),
    )
)


def section_detail(section: ReportSection, viewer: Viewer) -> Detail:
    edition = section.edition
    words = {one.code: one.words for one in edition.guidance.elements.all()}
    return Detail(
        facts=(
            fact("Edition", Cell(text=str(edition), url=EDITION.url(edition))),
            fact(
                "Required elements it meets",
                Cell(lines=tuple(words.get(one, one) for one in section.elements)),
            ),
            fact("Figures of outcome", Cell(lines=tuple(section.outcomes))),
        ),
        tags=(presenters.state_tag(edition),),
    )


def section_context(section: ReportSection, viewer: Viewer) -> dict[str, Any]:
    """The section as it reads now, with its problems."""
    edition = section.edition
    answers = registry.answers(registry.scope_of(edition, timezone.localdate()))
    problems: list[assemble.Problem] = []
    context = blocks.Context(edition=edition, answers=answers)
    nodes = assemble.section_nodes(section.body, str(section), context, problems)
    if context.circles:
        # The section tells of cases: whoever opens it has read of them (rule L4).
        with transaction.atomic():
            history.record_read(
                by=viewer,
                at=timezone.now(),
                action="read_section",
                kind="report.section",
                record_key=section.key,
                subjects=context.circles,
            )
    return {
        "nodes": nodes,
        "problems": presenters.problems_section(problems) if problems else None,
        "figure_base": figure_base(edition),
    }


def section_form_context(
    section: ReportSection | None, edition: Edition | None, viewer: Viewer
) -> dict[str, Any]:
    """What may be cited while writing: every figure as it reads now, every block."""
    of = section.edition if section else edition
    answers = registry.answers(registry.scope_of(of, timezone.localdate()))
    return {
        "figures": [
            presenters.pick(figure, answers[key])
            for key, figure in registry.figures().items()
        ],
        "blocks": [f"{{{{{name}}}}}" for name in blocks.names()],
    }


def figure_base(edition: Edition) -> str:
    """The address under which a figure of the edition opens, without the key."""
    return reverse("list_figures", args=[edition.key])


SECTION = pages.register(
    Kind(
        name="section",
        label="section",
        label_plural="sections of the report",
        room="report",
        model=ReportSection,
        visible=queries.sections,
        columns=("Section", "Edition", "Required elements"),
        row=presenters.section_row,
        title=str,
        detail=section_detail,
        may_read=rules.may_read_editions,
        may_write=rules.may_write_editions,
        form=forms.SectionForm,
        add=services.add_section,
        amend=services.amend_section,
        parent=EDITION,
        search=("title", "body"),
        logged=True,
        template="report/section.html",
        form_template="report/section_form.html",
        form_context=section_form_context,
        context_of=section_context,
    )
)


def gap_detail(gap: AdmittedGap, viewer: Viewer) -> Detail:
    return Detail(
        facts=(
            fact("Edition", Cell(text=str(gap.edition), url=EDITION.url(gap.edition))),
            fact("Element", gap.element),
            fact("Reason", gap.reason),
        )
    )


GAP = pages.register(
    Kind(
        name="admitted_gap",
        label="admitted gap",
        label_plural="admitted gaps",
        room="report",
        model=AdmittedGap,
        visible=queries.gaps,
        columns=("Element", "Edition", "Reason"),
        row=presenters.gap_row,
        title=str,
        detail=gap_detail,
        may_read=rules.may_read_editions,
        may_write=rules.may_write_editions,
        form=forms.GapForm,
        add=services.admit_gap,
        amend=services.amend_gap,
        parent=EDITION,
    )
)


def decision_detail(decision: DisclosureDecision, viewer: Viewer) -> Detail:
    edition = decision.edition
    return Detail(
        facts=(
            fact("Edition", Cell(text=str(edition), url=EDITION.url(edition))),
            fact("What may be published", decision.what),
            fact("Reason", decision.reason),
        )
    )


DISCLOSURE = pages.register(
    Kind(
        name="disclosure_decision",
        label="disclosure decision",
        label_plural="disclosure decisions",
        room="report",
        model=DisclosureDecision,
        visible=queries.disclosure_decisions,
        columns=("What", "Edition", "Why it may be published"),
        row=presenters.decision_row,
        title=str,
        detail=decision_detail,
        may_read=rules.may_read_editions,
        may_write=rules.may_write_editions,
        form=forms.DisclosureForm,
        add=services.allow_disclosure,
        parent=EDITION,
        intro="Guarded numbers and names that somebody decided may be published.",
    )
)


# Reading it


def log_figures(
    request: HttpRequest,
    action: str,
    *,
    key: str,
    rows: int | None = None,
    circles: frozenset[str] = frozenset(),
) -> None:
    """Figures that were shown: definition and how many rows, never the rows (L2)."""
    with transaction.atomic():
        history.record_read(
            by=request.viewer,
            at=timezone.now(),
            action=action,
            kind="report.figure",
            record_key=key,
            rows=rows or 0,
            subjects=circles,
        )


@access.page(may=rules.may_read_editions)
def read_edition(request: HttpRequest, key: str) -> HttpResponse:
    """The whole edition on one page, figures live."""
    edition = record_views.load(EDITION, request.viewer, key)
    assembly = assemble.assemble(edition, as_at=timezone.localdate())
    shown = {one.key: one.shown for one in assembly.document.figures}
    services.note_today(edition, at=timezone.now(), shown=shown)
    log_figures(
        request,
        "read_edition",
        key=edition.key,
        rows=len(shown),
        circles=assembly.circles,
    )
    context = {
        "title": str(edition),
        "edition": edition,
        "published": edition.state in PUBLISHED,
        "document": assembly.document,
        "figure_base": figure_base(edition),
        "back_url": EDITION.url(edition),
        "back_text": "Back to the edition",
    }
    return render(request, "report/read.html", context)


@access.page(may=rules.may_read_editions)
def export_edition(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """The edition as a file, made now from the record; refused while a check stops it."""
    edition = record_views.load(EDITION, request.viewer, key)
    if form not in files.FORMS:
        raise Http404
    now = timezone.now()
    with transaction.atomic():
        made = files.make(edition, form, at=now, by=request.viewer)
    if made.content is None:
        context = {
            "title": "Nothing was made",
            "edition": edition,
            "section": presenters.problems_section(list(made.problems)),
            "back_url": EDITION.url(edition),
            "back_text": "Back to the edition",
        }
        return render(request, "report/changes.html", context, status=409)
    answer = HttpResponse(made.content, content_type=made.type)
    answer["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return answer


# Figures


@access.page(may=rules.may_read_editions)
def list_figures(request: HttpRequest, key: str) -> HttpResponse:
    """Every figure of an edition with value, what was printed, and the verdict."""
    edition = record_views.load(EDITION, request.viewer, key)
    rows = queries.every_figure(edition, timezone.localdate())
    log_figures(request, "list_figures", key=edition.key, rows=len(rows))
    words, chosen = request.GET.get("q", "").strip(), request.GET.get("verdict", "")
    kept = [row for row in rows if _wanted(row, words, chosen)]
    counts = [
        (kind, sum(row["verdict"].kind == kind for row in rows))
        for kind in presenters.VERDICT_COLOURS
    ]
    page = Paginator(kept, FIGURES_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": "Figures",
        "page": page,
        "edition": edition,
        "words": words,
        "chosen": chosen,
        "counts": counts,
        "columns": ("Figure", "Record", "Printed", "Verdict"),
        "rows": [
            presenters.figure_row(
                row, reverse("view_figure", args=[key, row["figure"].key])
            )
            for row in page.object_list
        ],
        "in_all": len(rows),
        "back_url": EDITION.url(edition),
        "back_text": "Back to the edition",
    }
    return render(request, "report/figures.html", context)


FIGURES_ON_A_PAGE = 50


def _wanted(row: dict[str, Any], words: str, verdict: str) -> bool:
    text = f"{row['figure'].key} {row['figure'].label}".lower()
    found = all(word in text for word in words.lower().split())
    return found and (not verdict or row["verdict"].kind == verdict)


@access.page(may=rules.may_read_editions)
def view_figure(request: HttpRequest, key: str, figure: str) -> HttpResponse:
    """One figure: definition, value, caveats, verdicts, inputs, and the rows behind."""
    edition = record_views.load(EDITION, request.viewer, key)
    today = timezone.localdate()
    answers = registry.answers(registry.scope_of(edition, today))
    if figure not in answers:
        raise Http404
    found, result = answers.figure(figure), answers[figure]
    judged = queries.verdicts(queries.claims_of(edition).get(figure, []), answers)
    counted = result.rows.count() if result.rows is not None else None
    log_figures(request, "view_figure", key=figure, rows=counted)
    context = {
        "title": found.label,
        "edition": edition,
        "facts": presenters.figure_facts(
            found, result, edition, show(today, Unit.DATE)
        ),
        "input_columns": ("Figure", "Record"),
        "claims": presenters.claims_section(judged, edition.source_name),
        "inputs": [
            presenters.figure_row(
                {
                    "figure": answers.figure(name),
                    "result": answers[name],
                    "judged": [],
                    "verdict": queries.NOT_PRINTED,
                },
                reverse("view_figure", args=[key, name]),
            )[:2]
            for name in result.inputs
        ],
        "back_url": reverse("list_figures", args=[key]),
        "back_text": "Back to the figures",
        **rows_context(request, result),
    }
    return render(request, "report/figure.html", context)


def rows_context(request: HttpRequest, result: Any) -> dict[str, Any]:
    """The rows behind a figure, a page of them, each opening logged (rules A7, L2)."""
    kind, rows = queries.rows_behind(result, request.viewer)
    if result.rows is None:
        return {"counted": None}
    context: dict[str, Any] = {"counted": result.rows.count(), "kind": kind}
    if rows is None:
        return context
    with transaction.atomic():
        page = page_of(rows, request.GET.get("page"), record_views.PAGE_LENGTH)
        shown = list(page.object_list)
        record_views.log_rows(kind, shown, by=request.viewer, action="open_figure")
        context |= {
            "page": page,
            "rows": [record_views.linked_row(kind, record) for record in shown],
        }
    return context


@access.page(may=rules.may_read_editions)
def list_changes(request: HttpRequest, key: str) -> HttpResponse:
    """Figures that read differently from the last day they were noted."""
    edition = record_views.load(EDITION, request.viewer, key)
    today = timezone.localdate()
    before = queries.shown_before(edition, today)
    now = assemble.assemble(edition, as_at=today).document.figures
    services.note_today(
        edition, at=timezone.now(), shown={one.key: one.shown for one in now}
    )
    log_figures(request, "list_changes", key=edition.key, rows=len(now))
    rows = [
        (
            Cell(text=one.label, url=reverse("view_figure", args=[key, one.key])),
            Cell(text=before.shown.get(one.key, "not cited then")),
            Cell(text=one.shown),
        )
        for one in now
        if before and before.shown.get(one.key) != one.shown
    ]
    since = show(before.day, Unit.DATE) if before else ""
    context = {
        "title": "What changed",
        "edition": edition,
        "since": since,
        "section": Section(
            title=f"Figures cited that changed since {since}" if since else "Figures",
            columns=("Figure", "Then", "Now"),
            rows=tuple(rows),
            empty="No figure cited in the report has changed."
            if since
            else "Nothing to compare with yet: figures were first noted today.",
        ),
        "words": presenters.changed_words_section(
            queries.changed_words(edition, before.day if before else today)
        ),
        "back_url": EDITION.url(edition),
        "back_text": "Back to the edition",
    }
    return render(request, "report/changes.html", context)


@access.page(may=rules.may_read_editions)
def list_frozen_figures(request: HttpRequest, key: str) -> HttpResponse:
    """Figures as they were agreed, beside how they stand now."""
    edition = record_views.load(EDITION, request.viewer, key)
    assembly = assemble.assemble(edition, as_at=timezone.localdate())
    log_figures(request, "list_frozen_figures", key=edition.key)
    may = rules.may_write_editions(request.viewer) and edition.state not in PUBLISHED
    moved, kept = [], []
    for old in services.frozen_in_force(edition).order_by("key_of_figure"):
        drift = checks.drift(old, assembly)
        row = _frozen_row(edition, old, drift, assembly.answers, may)
        (moved if drift else kept).append(row)
    context = {
        "title": "Agreed figures",
        "edition": edition,
        "section": Section(
            title="Figures as agreed",
            columns=("Figure", "Agreed", "Now"),
            rows=(*moved, *kept),  # what somebody must look at stands first
            empty="Figures freeze when the delegated partners agree the edition.",
        ),
        "back_url": EDITION.url(edition),
        "back_text": "Back to the edition",
    }
    return render(request, "report/changes.html", context)


def _frozen_row(
    edition: Edition, old: Any, drift: str, answers: Any, may: bool
) -> tuple[Cell, ...]:
    name = old.key_of_figure
    label = Cell(text=name)
    if name in answers:
        address = reverse("view_figure", args=[edition.key, name])
        label = Cell(text=answers.figure(name).label, url=address, hint=name)
    now = Cell(text=drift or "As agreed")
    if drift and may:
        address = reverse("restate_figure", args=[edition.key, name])
        now = Cell(text="Restate it", url=address, hint=drift)
    return (label, Cell(text=old.shown), now)


@access.page(may=rules.may_write_editions, methods=("GET", "POST"))
def restate_figure(request: HttpRequest, key: str, figure: str) -> HttpResponse:
    """Accept a changed figure with a reason."""
    edition = record_views.load(EDITION, request.viewer, key)
    data = request.POST if request.method == "POST" else None
    form = forms.WhyForm(data, viewer=request.viewer, record=edition)

    def save() -> Any:
        services.restate_figure(
            edition,
            key=figure,
            by=request.viewer,
            at=timezone.now(),
            why=form.cleaned_data["why"],
        )
        return edition

    back = reverse("list_frozen_figures", args=[key])
    context = {
        "title": f"Restate {figure}",
        "under": str(edition),
        "button": "Restate the figure",
        "back_url": back,
    }
    return record_views.answer_form(
        request, form, save, lambda _: back, context, template="core/confirm.html"
    )


# Signing


@access.page(may=rules.may_sign, methods=("GET", "POST"))
def sign_edition(request: HttpRequest, key: str) -> HttpResponse:
    """Sign for one partner, under exactly the words that were read."""
    return _signing(
        request,
        key,
        form=forms.SignForm,
        title="Sign the report",
        button="Sign for my agency",
        call=services.sign_edition,
    )


@access.page(may=rules.may_comment, methods=("GET", "POST"))
def comment_edition(request: HttpRequest, key: str) -> HttpResponse:
    """The scrutineer's comment."""
    return _signing(
        request,
        key,
        form=forms.CommentForm,
        title="Comment on the report",
        button="Save the comment",
        call=services.comment_edition,
    )


def _signing(
    request: HttpRequest, key: str, *, form: Any, title: str, button: str, call: Any
) -> HttpResponse:
    edition = record_views.load(EDITION, request.viewer, key)
    at = timezone.now()
    digest = reading.digest(services.current(edition, at).document)
    data = request.POST if request.method == "POST" else None
    made = form(
        data, initial={"read_digest": digest}, viewer=request.viewer, record=edition
    )

    def save() -> Any:
        call(edition, by=request.viewer, at=at, **made.cleaned_data)
        return edition

    context = {
        "title": title,
        "under": str(edition),
        "text": "You sign the words and figures as they stand on the reading page now.",
        "button": button,
        "back_url": EDITION.url(edition),
    }
    return record_views.answer_form(
        request, made, save, EDITION.url, context, template="core/confirm.html"
    )


MOVES = (
    record_views.MovePage(
        "start_drafting",
        "Start drafting",
        "Start drafting",
        rules.may_write_editions,
        services.start_drafting,
    ),
    record_views.MovePage(
        "ask_scrutineer",
        "Give the report to the scrutineer",
        "Give it to the scrutineer",
        rules.may_write_editions,
        services.ask_scrutineer,
    ),
    record_views.MovePage(
        "reopen_edition",
        "Reopen the report",
        "Reopen",
        rules.may_write_editions,
        services.reopen_edition,
        form=forms.WhyForm,
        text="Signatures under other words no longer count once it changes.",
    ),
    record_views.MovePage(
        "propose_publication",
        "Propose publication",
        "Propose publication",
        rules.may_publish,
        services.propose_publication,
        text="Somebody else must publish it.",
    ),
    record_views.MovePage(
        "publish_edition",
        "Publish the report",
        "Publish",
        rules.may_publish,
        files.publish,
        text="A published edition never changes. A correction is a new edition.",
        danger=True,
    ),
    record_views.MovePage(
        "send_edition",
        "Note that the report was sent",
        "It was sent",
        rules.may_write_editions,
        services.send_edition,
    ),
    record_views.MovePage(
        "correct_edition",
        "Open a corrected edition",
        "Open it",
        rules.may_write_editions,
        services.correct_edition,
        form=forms.ErratumForm,
    ),
)
