"""Pages of audits: kinds of record, and what is asked before one moves on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.urls import reverse

from goldenthread.audits import forms, presenters, queries, rules, services
from goldenthread.audits.models import (
    Audit,
    AuditCase,
    AuditCriterion,
    AuditCycle,
    AuditGrade,
    AuditRequest,
    AuditTool,
    Grade,
)
from goldenthread.audits.states import (
    AUDIT_MOVES,
    REQUEST_MOVES,
    AuditKind,
    AuditState,
    RequestState,
)
from goldenthread.core import pages
from goldenthread.core.access import MayRule
from goldenthread.core.pages import Detail, Filter, Kind, Link, Section
from goldenthread.core.record_views import MovePage
from goldenthread.core.viewer import Viewer
from goldenthread.thread import presenters as thread
from goldenthread.thread import queries as thread_queries
from goldenthread.thread.queries import samples


def _move(name: str, button: str, text: str, may: MayRule, form: type) -> MovePage:
    take: Callable[..., Any] = getattr(services, name)

    def call(record: Any, *, by: Viewer, at: datetime, **values: Any) -> Any:
        return take(record, by=by, at=at, values=values, read_version=record.version)

    return MovePage(name, button, button, may, call, form, text)


AUDIT_PAGES = (
    _move(
        "hold_audit",
        "Say it was held",
        "From then on it is a source of learning, and findings can be added.",
        rules.may_keep,
        forms.HoldForm,
    ),
    _move(
        "report_audit",
        "Say it is reported",
        "At least one finding must be written down first.",
        rules.may_keep,
        forms.ReportForm,
    ),
    _move(
        "cancel_audit",
        "Cancel it",
        "Say why it will not be held.",
        rules.may_keep,
        forms.WhyForm,
    ),
    _move(
        "take_sample",
        "Take the cases of a sample",
        "They keep the sample’s numbers and pseudonyms. Its agencies are asked for "
        "records; each is told its own numbers for the children on the sample’s page.",
        rules.may_keep,
        forms.TakeSampleForm,
    ),
)
REQUEST_PAGES = (
    _move(
        "return_audit_request",
        "Say it was returned",
        "Your agency looked at its records and sent its return.",
        rules.may_answer_some,
        forms.AnswerForm,
    ),
    _move(
        "decline_audit_request",
        "Say you hold nothing",
        "Your agency looked, at parents’ and carers’ records too, and found nothing.",
        rules.may_answer_some,
        forms.AnswerForm,
    ),
    _move(
        "reopen_audit_request",
        "Ask again",
        "Say why the answer does not do.",
        rules.may_keep,
        forms.WhyForm,
    ),
)
BY_NAME = {page.name: page for page in (*AUDIT_PAGES, *REQUEST_PAGES)}


def _links(allowed: bool, *found: tuple[str, str]) -> tuple[Link, ...]:
    return tuple(Link(words, url) for words, url in found) if allowed else ()


# --- Audits --------------------------------------------------------------------------


def audit_detail(audit: Audit, viewer: Viewer) -> Detail:
    keeps = rules.may_keep(viewer)
    return Detail(
        tags=(presenters.state_tag(audit),),
        facts=presenters.audit_facts(audit),
        notices=presenters.notices(audit),
        buttons=_audit_buttons(audit, viewer) if keeps else (),
        sections=(
            presenters.criteria_section(
                audit.criteria.all(),
                _links(keeps, ("Add a criterion", _add("audit_criterion", audit))),
            ),
            *_learning(audit, viewer, keeps),
            presenters.grades_section(
                audit.grades.all(),
                _links(
                    keeps,
                    ("Add a grade", _add("audit_grade", audit)),
                    ("Add a case", _add("audit_case", audit)),
                ),
            ),
            presenters.requests_section(
                _requests_open_to(audit, viewer),
                _links(keeps, ("Ask an agency", _add("audit_request", audit))),
            ),
        ),
    )


def _add(name: str, audit: Audit) -> str:
    return reverse(f"add_{name}", args=[audit.key])


def _audit_buttons(audit: Audit, viewer: Viewer) -> tuple[Link, ...]:
    names = [move.name for move in AUDIT_MOVES.open_from(audit.state)]
    open_ = audit.state in (AuditState.PLANNED, AuditState.HELD)
    if open_ and samples.listed(viewer):
        names.append("take_sample")
    return tuple(
        Link(BY_NAME[name].button, reverse(name, args=[audit.key])) for name in names
    )


def _requests_open_to(audit: Audit, viewer: Viewer) -> list[AuditRequest]:
    """An agency's lead is shown the request to their own agency only."""
    return [one for one in audit.requests.all() if rules.may_see_request(viewer, one)]


def _learning(audit: Audit, viewer: Viewer, keeps: bool) -> tuple[Section, ...]:
    """What was found, by kind, and what is being done; both stand on the thread."""
    origin = queries.origin_of(viewer, audit)
    if origin is None:
        return (Section("Findings", empty="Findings follow once it was held."),)
    links = _links(
        keeps,
        ("Add a finding", reverse("add_finding", args=[origin.key])),
        ("Add an action", reverse("add_action_to_origin", args=[origin.key])),
    )
    return (
        *thread.findings_by_kind(thread_queries.findings_of(viewer, origin), links[:1]),
        thread.actions_section(thread_queries.actions_of(viewer, origin), links[1:]),
    )


AUDIT = pages.register(
    Kind(
        name="audit",
        label="audit",
        label_plural="audits",
        room="audits",
        model=Audit,
        visible=queries.audits,
        one=queries.audit_page,
        columns=("Audit", "Kind", "When", "Files", "State"),
        row=presenters.audit_row,
        title=str,
        detail=audit_detail,
        may_read=rules.may_read,
        may_write=rules.may_keep,
        form=forms.AuditForm,
        add=services.add_audit,
        amend=services.amend_audit,
        intro="Files opened together, to see what practice is like for children.",
        search=("title", "reason"),
        filters=(
            Filter("kind", "Kind", tuple(AuditKind.choices), "kind"),
            Filter("state", "State", tuple(AuditState.choices), "state"),
        ),
    )
)


def criterion_detail(criterion: AuditCriterion, viewer: Viewer) -> Detail:
    return Detail(facts=presenters.criterion_facts(criterion))


CRITERION = pages.register(
    Kind(
        name="audit_criterion",
        plural="audit_criteria",
        label="criterion",
        label_plural="criteria of samples",
        room="audits",
        model=AuditCriterion,
        visible=queries.criteria,
        columns=("Criterion", "Kind", "Audit"),
        row=presenters.criterion_row,
        title=str,
        detail=criterion_detail,
        may_read=rules.may_read,
        may_write=rules.may_keep,
        form=forms.AuditCriterionForm,
        add=services.add_audit_criterion,
        amend=services.amend_audit_criterion,
        parent=AUDIT,
        intro="What a file had to show to be in a sample.",
    )
)


def case_detail(case: AuditCase, viewer: Viewer) -> Detail:
    return Detail(
        lead="Known here by its number only.",
        facts=presenters.case_facts(case),
        sections=(presenters.grades_section(case.grades.all(), ()),),
    )


CASE = pages.register(
    Kind(
        name="audit_case",
        label="case",
        label_plural="cases looked at",
        room="audits",
        model=AuditCase,
        visible=queries.cases,
        columns=("Case", "Who", "Overall grade", "Audit"),
        row=presenters.case_row,
        title=str,
        detail=case_detail,
        may_read=rules.may_read,
        may_write=rules.may_keep,
        form=forms.AuditCaseForm,
        add=services.add_audit_case,
        parent=AUDIT,
        intro="By number only: which child stands behind one is not kept here.",
    )
)


def grade_detail(given: AuditGrade, viewer: Viewer) -> Detail:
    return Detail(
        tags=(presenters.grade_tag(given.grade),), facts=presenters.grade_facts(given)
    )


GRADE = pages.register(
    Kind(
        name="audit_grade",
        label="grade",
        label_plural="grades given",
        room="audits",
        model=AuditGrade,
        visible=queries.grades_given,
        columns=("Line", "Case", "Grade", "Agency", "Audit"),
        row=presenters.grade_row,
        title=str,
        detail=grade_detail,
        may_read=rules.may_read,
        may_write=rules.may_keep,
        form=forms.AuditGradeForm,
        add=services.add_audit_grade,
        parent=AUDIT,
        intro="Grades are never changed; one agreed in moderation stands beside it.",
    )
)


# --- Requests --------------------------------------------------------------------------


def request_detail(request: AuditRequest, viewer: Viewer) -> Detail:
    reason = rules.reason_against_answering(viewer, request)
    buttons = [
        Link(BY_NAME[move.name].button, reverse(move.name, args=[request.key]))
        for move in REQUEST_MOVES.open_from(request.state)
        if BY_NAME[move.name].may(viewer) and not reason
    ]
    return Detail(
        tags=(presenters.request_tag(request),),
        facts=presenters.request_facts(request),
        notices=(request.note,) if request.note else (),
        buttons=tuple(buttons),
    )


REQUEST = pages.register(
    Kind(
        name="audit_request",
        label="request to an agency",
        label_plural="requests to agencies",
        room="audits",
        model=AuditRequest,
        visible=queries.requests,
        columns=("Agency", "Audit", "State", "Due"),
        row=presenters.request_row,
        title=str,
        detail=request_detail,
        may_read=rules.may_read,
        may_write=rules.may_keep,
        form=forms.AuditRequestForm,
        add=services.add_audit_request,
        parent=AUDIT,
        intro="Which agencies were asked for their records, and what came back.",
        filters=(Filter("state", "State", tuple(RequestState.choices), "state"),),
    )
)


# --- Cycles, tools, the scale ------------------------------------------------------------


def cycle_detail(cycle: AuditCycle, viewer: Viewer) -> Detail:
    rounds = list(queries.rounds_of(viewer, cycle))
    return Detail(
        facts=presenters.cycle_facts(cycle, rounds),
        notices=(cycle.note,) if cycle.note else (),
        sections=(presenters.rounds_section(rounds),),
    )


CYCLE = pages.register(
    Kind(
        name="audit_cycle",
        label="audit that comes round",
        label_plural="audits that come round",
        room="audits",
        model=AuditCycle,
        visible=queries.cycles,
        columns=("Cycle", "Kind", "Meant to be", "Rounds"),
        row=presenters.cycle_row,
        title=str,
        detail=cycle_detail,
        may_read=rules.may_read,
        may_write=rules.may_keep,
        form=forms.AuditCycleForm,
        add=services.add_audit_cycle,
        amend=services.amend_audit_cycle,
        intro="How often they are meant to be, and how often they are.",
    )
)


def tool_detail(tool: AuditTool, viewer: Viewer) -> Detail:
    return Detail(
        facts=presenters.tool_facts(tool), notices=(tool.note,) if tool.note else ()
    )


TOOL = pages.register(
    Kind(
        name="audit_tool",
        label="audit tool",
        label_plural="audit tools",
        room="audits",
        model=AuditTool,
        visible=queries.tools,
        columns=("Tool", "Version", "From", "Until"),
        row=presenters.tool_row,
        title=str,
        detail=tool_detail,
        may_read=rules.may_read,
        may_write=rules.may_keep,
        form=forms.AuditToolForm,
        add=services.add_audit_tool,
        amend=services.amend_audit_tool,
        intro="The forms auditors fill in, version by version.",
        search=("name", "lines"),
    )
)


def grade_word_detail(grade: Grade, viewer: Viewer) -> Detail:
    return Detail(facts=presenters.grade_word_facts(grade))


SCALE = pages.register(
    Kind(
        name="grade_word",
        label="word of the grading scale",
        label_plural="grading scale",
        room="audits",
        model=Grade,
        visible=queries.scale,
        columns=("Grade", "What it means", "From"),
        row=presenters.grade_word_row,
        title=str,
        detail=grade_word_detail,
        may_read=rules.may_read,
        intro="The words audits are graded with, best first, and what they mean.",
    )
)

KINDS = (AUDIT, CRITERION, CASE, GRADE, REQUEST, CYCLE, TOOL, SCALE)
