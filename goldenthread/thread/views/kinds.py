"""Kinds of record of the thread and their detail pages."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from goldenthread.core import pages
from goldenthread.core.pages import Detail, Fact, Filter, Kind, Link, Section, fact
from goldenthread.core.viewer import Viewer
from goldenthread.thread import forms, presenters, queries, rules, services
from goldenthread.thread.models import (
    Action,
    Challenge,
    EscalationStage,
    Evidence,
    Finding,
    ImpactTest,
    Origin,
    Plan,
    Question,
    SystemsDomain,
    Theme,
    Update,
    Verdict,
)
from goldenthread.thread.states import (
    LIVE,
    ActionState,
    ChallengeStage,
    FindingKind,
    OriginKind,
    PlanState,
    Strength,
    VerdictWord,
)
from goldenthread.thread.views.learned import form_context, log_line, log_shown
from goldenthread.thread.views.steps import (
    action_steps,
    challenge_steps,
    effect_steps,
    plan_steps,
    shape_steps,
)
from goldenthread.thread.views.themes import theme_detail


def circle_of_origin(record) -> tuple[str, ...]:
    return (record.circle,) if record.circle else ()


def circle_under_origin(record) -> tuple[str, ...]:
    """Rows under a restricted origin are about its case: reading them is logged."""
    return circle_of_origin(record.origin) if record.origin else ()


def circle_under_action(record) -> tuple[str, ...]:
    return circle_of_origin(record.action.origin)


def _links(allowed: bool, *found: tuple[str, str]) -> tuple[Link, ...]:
    return tuple(Link(words, url) for words, url in found) if allowed else ()


# --- Origins and questions ---------------------------------------------------------


def origin_detail(origin: Origin, viewer: Viewer) -> Detail:
    keeps = rules.may_keep(viewer)
    to_finding = ("Add a finding", reverse("add_finding", args=[origin.key]))
    to_question = ("Add a question", reverse("add_question", args=[origin.key]))
    to_action = ("Add an action", reverse("add_action_to_origin", args=[origin.key]))
    return Detail(
        lead=origin.about,
        facts=presenters.origin_facts(origin),
        notices=presenters.restricted(origin),
        sections=(
            presenters.questions_section(
                origin.questions.all(), _links(keeps, to_question)
            ),
            *presenters.findings_by_kind(
                origin.findings.all(), _links(keeps, to_finding)
            ),
            presenters.actions_section(
                queries.actions_of(viewer, origin), _links(keeps, to_action)
            ),
        ),
    )


ORIGIN = pages.register(
    Kind(
        name="origin",
        label="source of learning",
        label_plural="sources of learning",
        room="thread",
        model=Origin,
        visible=queries.origins,
        one=queries.origin_page,
        columns=("Source", "Kind", "Date", "Findings"),
        row=presenters.origin_row,
        title=str,
        detail=origin_detail,
        may_read=rules.may_read,
        may_write=rules.may_keep,
        form=forms.OriginForm,
        add=services.add_origin,
        amend=services.amend_origin,
        may_amend=rules.may_amend_origin,
        intro="Every review, audit, meeting, event, report or signal we learn from.",
        search=("title", "about"),
        filters=(Filter("kind", "Kind", tuple(OriginKind.choices), "kind"),),
        subjects=circle_of_origin,
    )
)


def question_detail(question: Question, viewer: Viewer) -> Detail:
    return Detail(facts=presenters.question_facts(question))


QUESTION = pages.register(
    Kind(
        name="question",
        label="question",
        label_plural="questions asked of sources",
        room="thread",
        model=Question,
        visible=queries.questions,
        columns=("Question", "Asked of"),
        row=presenters.question_row,
        title=str,
        detail=question_detail,
        may_read=rules.may_read,
        may_write=rules.may_keep,
        form=forms.QuestionForm,
        add=services.add_question,
        amend=services.amend_question,
        parent=ORIGIN,
        intro="What a source was asked to answer.",
        search=("text",),
        subjects=circle_under_origin,
    )
)


# --- Domains and themes ------------------------------------------------------------


def domain_detail(domain: SystemsDomain, viewer: Viewer) -> Detail:
    return Detail(lead=domain.definition, facts=presenters.domain_facts(domain))


DOMAIN = pages.register(
    Kind(
        name="systems_domain",
        label="systems domain",
        label_plural="systems domains",
        room="thread",
        model=SystemsDomain,
        visible=queries.domains,
        columns=("Domain", "What belongs to it", "In use"),
        row=presenters.domain_row,
        title=str,
        detail=domain_detail,
        may_read=rules.may_read,
        intro="The four parts of the system that learning is sorted by.",
    )
)


THEME = pages.register(
    Kind(
        name="theme",
        label="theme",
        label_plural="themes",
        room="thread",
        model=Theme,
        visible=queries.themes,
        one=queries.theme_page,
        columns=("Theme", "Part of", "Other words for it", "In use"),
        row=presenters.theme_row,
        title=str,
        detail=theme_detail,
        may_read=rules.may_read,
        may_write=rules.may_keep,
        form=forms.ThemeForm,
        add=services.add_theme,
        amend=services.amend_theme,
        intro="The partnership’s own words for what comes up again and again.",
        search=("name", "synonyms", "definition"),
        links=(("Themes that come back", "view_recurring_themes"),),
    )
)


# --- Findings ------------------------------------------------------------------------


def finding_detail(finding: Finding, viewer: Viewer) -> Detail:
    to_action = ("Add an action", reverse("add_action", args=[finding.key]))
    links = _links(rules.may_keep(viewer), to_action)
    earlier = queries.earlier_alike(viewer, finding)
    log_shown(earlier, viewer)
    line = queries.line_of(viewer, finding)
    log_line(line, finding, viewer)
    may_say = rules.may_say_same(viewer)
    return Detail(
        tags=presenters.tags(presenters.finding_tag(finding)),
        facts=presenters.finding_facts(finding),
        notices=(
            *presenters.notices(finding, finding.origin),
            *presenters.repeats(line, finding),
        ),
        sections=(
            presenters.actions_section(finding.actions.all(), links),
            presenters.learned_section(
                earlier,
                finding=finding,
                same=queries.same_as(viewer, finding),
                may_say=may_say,
            ),
            *presenters.line_sections(line, queries.said_of(viewer, finding), may_say),
            *_coding_of(finding, viewer),
        ),
    )


def _coding_of(finding: Finding, viewer: Viewer) -> tuple[pages.Section, ...]:
    """How it was coded, unless the viewer codes it blind just now."""
    if finding.blind:
        return ()
    return (presenters.codings_section(queries.codings_of(viewer, finding)),)


FINDING = pages.register(
    Kind(
        name="finding",
        label="finding",
        label_plural="findings",
        room="thread",
        model=Finding,
        visible=queries.findings,
        one=queries.finding_page,
        columns=("Finding", "Kind", "From", "Themes", "Found"),
        row=presenters.finding_row,
        title=str,
        detail=finding_detail,
        may_read=rules.may_read,
        may_write=rules.may_keep,
        form=forms.FindingForm,
        add=services.add_finding,
        amend=services.amend_finding,
        may_amend=rules.knows_its_coding,
        may_look_back=rules.knows_its_coding,
        parent=ORIGIN,
        form_template="thread/finding_form.html",
        form_context=form_context,
        links=(("Learning that came back", "view_recurrence_lines"),),
        intro="The learning log: what was found, good and bad, whatever the source.",
        search=("title", "text", "origin__title"),
        filters=(
            Filter("kind", "Kind", tuple(FindingKind.choices), "kind"),
            Filter("source", "Source", tuple(OriginKind.choices), "origin__kind"),
        ),
        subjects=circle_under_origin,
    )
)


# --- Plans -----------------------------------------------------------------------------


def plan_detail(plan: Plan, viewer: Viewer) -> Detail:
    may_add = rules.may_keep(viewer) and plan.origin_id is not None
    to_action = ("Add an action", reverse("add_action_to_plan", args=[plan.key]))
    return Detail(
        tags=presenters.tags(presenters.plan_tag(plan)),
        facts=presenters.plan_facts(plan),
        notices=(
            *presenters.notices(plan, plan.origin),
            *presenters.weakness(plan.actions.all()),
        ),
        buttons=plan_steps(plan, viewer),
        sections=(
            presenters.actions_section(plan.actions.all(), _links(may_add, to_action)),
        ),
    )


PLAN = pages.register(
    Kind(
        name="plan",
        label="action plan",
        label_plural="action plans",
        room="thread",
        model=Plan,
        visible=queries.plans,
        one=queries.plan_page,
        columns=("Plan", "State", "Opened", "Closed", "Actions"),
        row=presenters.plan_row,
        title=str,
        detail=plan_detail,
        may_read=rules.may_read,
        may_write=rules.may_keep,
        form=forms.PlanForm,
        add=services.add_plan,
        amend=services.amend_plan,
        intro="What was promised about one source of learning, until it is closed.",
        search=("title", "note"),
        filters=(Filter("state", "State", tuple(PlanState.choices), "state"),),
        subjects=circle_under_origin,
        links=(
            ("The improvement plan: every live action", "view_improvement_plan"),
            ("Plans opened, closed and open on a day", "view_plan_counts"),
        ),
    )
)


# --- Actions and what hangs on them ------------------------------------------------------


def action_detail(action: Action, viewer: Viewer) -> Detail:
    buttons, reasons = action_steps(action, viewer)
    lead = queries.lead_seen(viewer, action)
    return Detail(
        tags=presenters.tags(presenters.state_tag(action), presenters.due_tag(action)),
        facts=_action_facts(action, viewer),
        notices=(
            *presenters.notices(action, action.origin),
            *presenters.action_notices(action, lead),
            *reasons,
        ),
        buttons=(*buttons, *shape_steps(action, viewer, lead is not None)),
        sections=(
            *_written_under(action, viewer),
            *_beside(action, viewer, lead is not None),
        ),
    )


def _action_facts(action: Action, viewer: Viewer) -> tuple[Fact, ...]:
    today = timezone.localdate()
    verdict = queries.verdict_of(viewer, [action]).get(action.pk)
    priorities = dict(queries.priorities(viewer)) if action.priority else {}
    served = priorities.get(action.priority, "None named")
    return (
        *presenters.action_facts(action),
        fact("Priority it serves", served),
        *presenters.strength_facts(
            action,
            queries.suggest_strength(action, today),
            queries.gradings(action).first(),
        ),
        *presenters.effect_facts(verdict, action),
    )


def _written_under(action: Action, viewer: Viewer) -> tuple[Section, ...]:
    """Updates, evidence and tests, each with the way to add one."""
    carries = rules.may_carry_out(viewer, action)
    tests = rules.may_register_test(viewer)
    to_update = ("Add an update", reverse("add_update", args=[action.key]))
    to_evidence = ("Add evidence", reverse("add_evidence", args=[action.key]))
    to_test = ("Register an impact test", reverse("add_impact_test", args=[action.key]))
    return (
        presenters.updates_section(action.updates.all(), _links(carries, to_update)),
        presenters.evidence_section(
            action.evidence.all(), _links(carries, to_evidence)
        ),
        presenters.impact_tests_section(
            action.impact_tests.all(), _links(tests, to_test)
        ),
    )


def _beside(action: Action, viewer: Viewer, merged: bool) -> tuple[Section, ...]:
    """Gradings, lineage, and live actions that may say the same."""
    lineage = queries.lineage(viewer, action)
    found = (
        presenters.gradings_section(queries.gradings(action)),
        presenters.lineage_section(lineage, action),
    )
    live = action.state in (*LIVE, ActionState.PROPOSED) and not merged
    if not live:
        return found
    to_merge = ("Merge with another", reverse("merge_action", args=[action.key]))
    links = _links(rules.may_keep(viewer), to_merge)
    return (*found, presenters.alike_section(queries.alike(viewer, action), links))


ACTION = pages.register(
    Kind(
        name="action",
        label="action",
        label_plural="actions",
        room="thread",
        model=Action,
        visible=queries.action_list,
        one=queries.action_page,
        columns=("Action", "Owner", "Due", "State", "Did it work?", "From"),
        row=presenters.action_row,
        title=str,
        detail=action_detail,
        may_read=rules.may_read,
        may_write=rules.may_keep,
        form=forms.ActionForm,
        add=services.add_action,
        amend=services.amend_action,
        parent=FINDING,
        intro="What is being done, by whom, until when, and how far it is.",
        search=("title", "text", "owner_agency__name", "origin__title"),
        links=(
            ("The improvement plan", "view_improvement_plan"),
            ("How strength is graded", "view_action_strength"),
        ),
        filters=(
            Filter("state", "State", tuple(ActionState.choices), "state"),
            Filter("strength", "Strength", tuple(Strength.choices), "strength"),
            Filter("source", "Source", tuple(OriginKind.choices), "origin__kind"),
        ),
        subjects=circle_under_origin,
    )
)


def update_detail(update: Update, viewer: Viewer) -> Detail:
    return Detail(facts=presenters.update_facts(update))


UPDATE = pages.register(
    Kind(
        name="update",
        label="update",
        label_plural="updates",
        room="thread",
        model=Update,
        visible=queries.updates,
        columns=("What happened", "Action", "Who said so", "Date"),
        row=presenters.update_row,
        title=presenters.update_title,
        detail=update_detail,
        may_read=rules.may_read,
        may_write=rules.may_carry_out_some,
        form=forms.UpdateForm,
        add=services.add_update,
        parent=ACTION,
        intro="Updates are never changed; a correction is a further one.",
        search=("text", "action__title"),
        subjects=circle_under_action,
    )
)


def evidence_detail(evidence: Evidence, viewer: Viewer) -> Detail:
    return Detail(
        facts=presenters.evidence_facts(evidence),
        buttons=presenters.file_button(evidence),
    )


EVIDENCE = pages.register(
    Kind(
        name="evidence",
        plural="evidence",
        label="piece of evidence",
        label_plural="evidence",
        room="thread",
        model=Evidence,
        visible=queries.evidence,
        columns=("Evidence", "Action", "Date it shows"),
        row=presenters.evidence_row,
        title=str,
        detail=evidence_detail,
        may_read=rules.may_read,
        may_write=rules.may_carry_out_some,
        form=forms.EvidenceForm,
        add=services.add_evidence,
        parent=ACTION,
        intro="What shows that an action was done, or that it worked.",
        search=("title", "shows", "action__title"),
        subjects=circle_under_action,
    )
)


def impact_test_detail(test: ImpactTest, viewer: Viewer) -> Detail:
    later = queries.correction_of(test)
    found = list(test.verdicts.all())
    for one in found:
        one.impact_test = test
    chart = (presenters.chart_section(found[0], "The newest verdict"),) if found else ()
    may = rules.may_register_test(viewer) and test.series_key and not test.opened_late
    return Detail(
        tags=presenters.tags(presenters.test_tag(test)),
        facts=presenters.impact_test_facts(test),
        notices=presenters.impact_test_notices(test, later),
        buttons=effect_steps(test) if may and later is None else (),
        sections=(*chart, presenters.verdicts_section(found)),
    )


IMPACT_TEST = pages.register(
    Kind(
        name="impact_test",
        label="impact test",
        label_plural="impact tests",
        room="thread",
        model=ImpactTest,
        visible=queries.impact_tests,
        one=queries.impact_test_page,
        columns=("What is measured", "Verdict", "Expected", "In force from", "Action"),
        row=presenters.impact_test_row,
        title=str,
        detail=impact_test_detail,
        may_read=rules.may_read,
        may_write=rules.may_register_test,
        form=forms.ImpactTestForm,
        add=services.add_impact_test,
        parent=ACTION,
        intro="Written down before results are seen, and never changed afterwards.",
        search=("measure", "action__title"),
        filters=(
            Filter("verdict", "Verdict", tuple(VerdictWord.choices), "verdict_word"),
        ),
        subjects=circle_under_action,
    )
)


def circle_under_test(verdict: Verdict) -> tuple[str, ...]:
    return circle_under_action(verdict.impact_test)


def verdict_detail(verdict: Verdict, viewer: Viewer) -> Detail:
    return Detail(
        facts=presenters.verdict_facts(verdict),
        sections=(presenters.chart_section(verdict),),
    )


VERDICT = pages.register(
    Kind(
        name="verdict",
        label="verdict of effect",
        label_plural="verdicts of effect",
        room="thread",
        model=Verdict,
        visible=queries.verdicts,
        columns=("What is measured", "Verdict", "Action", "Worked out"),
        row=presenters.verdict_row,
        title=presenters.verdict_title,
        detail=verdict_detail,
        may_read=rules.may_read,
        intro="What impact tests said and when. Worked out from the points, never typed; "
        "when points change, a further row says what they say.",
        search=("impact_test__measure", "impact_test__action__title"),
        filters=(Filter("word", "Verdict", tuple(VerdictWord.choices), "word"),),
        subjects=circle_under_test,
        has_thread=False,
    )
)


# --- Challenges ----------------------------------------------------------------------------


def challenge_detail(challenge: Challenge, viewer: Viewer) -> Detail:
    buttons, reasons = challenge_steps(challenge, viewer)
    return Detail(
        tags=presenters.tags(presenters.stage_tag(challenge)),
        facts=presenters.challenge_facts(challenge),
        notices=(*presenters.restricted(challenge.origin), *reasons),
        buttons=buttons,
        sections=(presenters.steps_section(challenge),),
    )


CHALLENGE = pages.register(
    Kind(
        name="challenge",
        label="challenge",
        label_plural="challenges",
        room="thread",
        model=Challenge,
        visible=queries.challenges,
        one=queries.challenge_page,
        columns=presenters.CHALLENGE_COLUMNS,
        row=presenters.challenge_row,
        title=str,
        detail=challenge_detail,
        may_read=rules.may_read,
        may_write=rules.may_raise_challenge,
        form=forms.ChallengeForm,
        add=services.add_challenge,
        intro="Asked of an agency and answered by a named post; where the answer is "
        "late or not accepted, taken to the next stage. Open ones first, the oldest "
        "of them first.",
        search=("title", "text", "to_agency__name"),
        filters=(
            Filter("stage", "Standing", tuple(ChallengeStage.choices), "stage"),
            Filter("level", "Stage", presenters.STAGE_NUMBERS, "level__position"),
        ),
        subjects=circle_under_origin,
        links=(("The stages", "list_escalation_stages"),),
    )
)


def escalation_stage_detail(stage: EscalationStage, viewer: Viewer) -> Detail:
    return Detail(facts=presenters.escalation_stage_facts(stage))


ESCALATION_STAGE = pages.register(
    Kind(
        name="escalation_stage",
        label="stage of escalation",
        label_plural="stages of escalation",
        room="thread",
        model=EscalationStage,
        visible=queries.escalation_stages,
        columns=presenters.ESCALATION_STAGE_COLUMNS,
        row=presenters.escalation_stage_row,
        title=str,
        detail=escalation_stage_detail,
        may_read=rules.may_read,
        may_write=rules.may_keep,
        form=forms.StageForm,
        add=services.add_escalation_stage,
        amend=services.amend_escalation_stage,
        intro="The stages a challenge goes up, who answers at each, and in how many "
        "working days. Amending one ends its row and puts a new one after it.",
        has_thread=False,
    )
)

KINDS = (
    ORIGIN,
    QUESTION,
    FINDING,
    ACTION,
    UPDATE,
    EVIDENCE,
    IMPACT_TEST,
    VERDICT,
    PLAN,
    CHALLENGE,
    ESCALATION_STAGE,
    THEME,
    DOMAIN,
)
