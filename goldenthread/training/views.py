"""Pages of training: the kinds of record and what stands on each page."""

from __future__ import annotations

from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils import timezone

from goldenthread.core.pages import Detail, Filter, Kind, Link, Section, register
from goldenthread.core.viewer import Viewer
from goldenthread.thread.models import Finding, Theme
from goldenthread.thread.presenters import offer_on_themes
from goldenthread.training import forms, queries, rules, services
from goldenthread.training.models import (
    Course,
    CourseFinding,
    CourseVersion,
    Evaluation,
    PoolMember,
    PoolOrganisation,
    Quote,
    TrainingSession,
)
from goldenthread.training.presenters import courses, feedback, pool, sessions
from goldenthread.training.states import (
    Consent,
    CourseKind,
    EvidenceLevel,
    Mode,
    QuoteKind,
    RunBy,
    SessionState,
    Timing,
)


MADE_UP = Filter(
    "invented", "Made up?", (("True", "Made up"), ("False", "Not made up")), "invented"
)


def _add_links(record: object, viewer: Viewer, *kinds: Kind) -> tuple[Link, ...]:
    """A button for each kind that the viewer may add under a record."""
    return tuple(
        Link(
            f"Add {'an' if kind.label[0] in 'aeiou' else 'a'} {kind.label}",
            kind.add_url(record),
        )
        for kind in kinds
        if kind.may_write(viewer)
    )


# --- Courses -----------------------------------------------------------------------


def _course_detail(course: Course, viewer: Viewer) -> Detail:
    under = (TRAINING_SESSION, COURSE_FINDING, COURSE_VERSION, EVALUATION, QUOTE)
    of_course = queries.training_sessions(viewer).filter(
        course=course, state=SessionState.HELD
    )
    return courses.course_detail(
        course,
        queries.deliveries(of_course),
        queries.latest_sessions(viewer, course=course),
        f"{TRAINING_SESSION.list_url()}?{urlencode({'q': course.title})}",
        _add_links(course, viewer, *under),
    )


COURSE = register(
    Kind(
        name="course",
        label="course",
        label_plural="courses",
        room="training",
        model=Course,
        visible=queries.courses,
        one=queries.courses_in_full,
        columns=courses.COLUMNS,
        row=courses.course_row,
        title=str,
        detail=_course_detail,
        form=forms.CourseForm,
        add=services.add_course,
        amend=services.amend_course,
        may_read=rules.may_read_training,
        may_write=rules.may_keep_training,
        search=("title", "audience", "note"),
        filters=(
            Filter("kind", "Kind", tuple(CourseKind.choices), "kind"),
            Filter(
                "evidence", "Evidence", tuple(EvidenceLevel.choices), "evidence_level"
            ),
        ),
        intro="What is taught, how often it was held and how many attendances it had. "
        "Someone who came twice is counted twice.",
        empty="No course is recorded yet.",
        links=(
            ("Every session", "list_training_sessions"),
            ("Findings behind courses", "list_course_findings"),
            ("Versions of courses", "list_course_versions"),
            ("Evaluations", "list_evaluations"),
            ("Reflections", "list_quotes"),
        ),
    )
)


def _version_detail(version: CourseVersion, viewer: Viewer) -> Detail:
    return courses.version_detail(version)


COURSE_VERSION = register(
    Kind(
        name="course_version",
        label="version",
        label_plural="versions of courses",
        room="training",
        model=CourseVersion,
        visible=queries.course_versions,
        columns=courses.VERSION_COLUMNS,
        row=courses.version_row,
        title=str,
        detail=_version_detail,
        form=forms.CourseVersionForm,
        add=services.add_course_version,
        amend=services.amend_course_version,
        may_read=rules.may_read_training,
        may_write=rules.may_keep_training,
        parent=COURSE,
        search=("label", "what_changed", "course__title"),
        filters=(MADE_UP,),
        intro="What was taught from when until when, and what changed.",
        empty="No version is recorded yet.",
    )
)


def _link_detail(link: CourseFinding, viewer: Viewer) -> Detail:
    return courses.finding_detail(link)


COURSE_FINDING = register(
    Kind(
        name="course_finding",
        label="finding behind it",
        label_plural="findings behind courses",
        room="training",
        model=CourseFinding,
        visible=queries.course_findings,
        columns=courses.FINDING_COLUMNS,
        row=courses.finding_row,
        title=str,
        detail=_link_detail,
        form=forms.CourseFindingForm,
        add=services.add_course_finding,
        amend=services.amend_course_finding,
        may_read=rules.may_read_training,
        may_write=rules.may_keep_training,
        parent=COURSE,
        search=("finding__title", "course__title", "how"),
        intro="Which finding shaped which course.",
        empty="No finding is recorded behind a course that you may see.",
    )
)


@offer_on_themes
def courses_on_theme(viewer: Viewer, theme: Theme, found: QuerySet[Finding]) -> Section:
    """On a theme's page: the courses that its findings shaped."""
    links = queries.course_findings(viewer).filter(finding__in=found.values("pk"))
    return courses.on_theme(links)


# --- Sessions ----------------------------------------------------------------------


def _session_detail(session: TrainingSession, viewer: Viewer) -> Detail:
    keeps = rules.may_keep_training(viewer)
    may_try = rules.may_keep_sessions(viewer) and not keeps
    return sessions.session_detail(
        session, theirs=may_try and not rules.is_own(session, viewer)
    )


TRAINING_SESSION = register(
    Kind(
        name="training_session",
        label="session",
        label_plural="sessions",
        room="training",
        model=TrainingSession,
        visible=queries.training_sessions,
        one=queries.training_sessions_in_full,
        columns=sessions.COLUMNS,
        row=sessions.session_row,
        title=str,
        detail=_session_detail,
        form=forms.TrainingSessionForm,
        add=services.add_training_session,
        amend=services.amend_training_session,
        may_read=rules.may_read_training,
        may_write=rules.may_keep_sessions,
        parent=COURSE,
        search=("course__title", "organisation__name", "organisation__agency__name"),
        filters=(
            Filter("kind", "Kind", tuple(CourseKind.choices), "course__kind"),
            Filter("run_by", "Run by", tuple(RunBy.choices), "run_by"),
            Filter("mode", "How it was held", tuple(Mode.choices), "mode"),
            Filter("state", "State", tuple(SessionState.choices), "state"),
        ),
        intro="Every session, the latest first. To add one, open its course.",
        empty="No session is recorded yet.",
        links=(("Courses", "list_courses"),),
    )
)


# --- The pool ----------------------------------------------------------------------


def _organisation_detail(organisation: PoolOrganisation, viewer: Viewer) -> Detail:
    buttons = _add_links(organisation, viewer, POOL_MEMBER)
    return pool.organisation_detail(organisation, buttons)


POOL_ORGANISATION = register(
    Kind(
        name="pool_organisation",
        label="organisation",
        label_plural="organisations in the pool",
        room="training",
        model=PoolOrganisation,
        visible=queries.pool_organisations,
        one=queries.pool_organisations_in_full,
        columns=pool.ORGANISATION_COLUMNS,
        row=pool.organisation_row,
        title=str,
        detail=_organisation_detail,
        form=forms.PoolOrganisationForm,
        add=services.add_pool_organisation,
        amend=services.amend_pool_organisation,
        may_read=rules.may_read_training,
        may_write=rules.may_keep_training,
        search=("shown",),
        filters=(MADE_UP,),
        intro="Organisations whose own people train others.",
        empty="No organisation is recorded in the pool yet.",
        links=(("Trainers of the pool", "list_pool_members"),),
    )
)


def _member_detail(member: PoolMember, viewer: Viewer) -> Detail:
    latest = queries.latest_sessions(viewer, trainers=member)
    return pool.member_detail(member, latest, timezone.localdate())


POOL_MEMBER = register(
    Kind(
        name="pool_member",
        label="trainer",
        label_plural="trainers of the pool",
        room="training",
        model=PoolMember,
        visible=queries.pool_members,
        columns=pool.MEMBER_COLUMNS,
        row=pool.member_row,
        title=str,
        detail=_member_detail,
        form=forms.PoolMemberForm,
        add=services.add_pool_member,
        amend=services.amend_pool_member,
        may_read=rules.may_read_training,
        may_write=rules.may_keep_training,
        parent=POOL_ORGANISATION,
        search=("name", "organisation__name", "organisation__agency__name"),
        filters=(MADE_UP,),
        intro="People who train inside their own organisations. To add one, open the "
        "organisation.",
        empty="No trainer is recorded in the pool yet.",
        links=(("Organisations in the pool", "list_pool_organisations"),),
    )
)


# --- Evaluations and quotes ----------------------------------------------------------


def _evaluation_detail(evaluation: Evaluation, viewer: Viewer) -> Detail:
    return feedback.evaluation_detail(evaluation)


EVALUATION = register(
    Kind(
        name="evaluation",
        label="evaluation",
        label_plural="evaluations",
        room="training",
        model=Evaluation,
        visible=queries.evaluations,
        columns=feedback.EVALUATION_COLUMNS,
        row=feedback.evaluation_row,
        title=str,
        detail=_evaluation_detail,
        form=forms.EvaluationForm,
        add=services.add_evaluation,
        amend=services.amend_evaluation,
        may_read=rules.may_read_training,
        may_write=rules.may_keep_training,
        parent=COURSE,
        search=("course__title", "finding"),
        filters=(
            Filter("timing", "Asked", tuple(Timing.choices), "timing"),
            Filter("level", "What it can show", tuple(EvidenceLevel.choices), "level"),
        ),
        intro="What people said at the end of a session, and what had changed some "
        "weeks later.",
        empty="No evaluation is recorded yet.",
    )
)


def _quote_detail(quote: Quote, viewer: Viewer) -> Detail:
    return feedback.quote_detail(quote)


QUOTE = register(
    Kind(
        name="quote",
        label="reflection",
        label_plural="reflections",
        room="training",
        model=Quote,
        visible=queries.quotes,
        columns=feedback.QUOTE_COLUMNS,
        row=feedback.quote_row,
        title=str,
        detail=_quote_detail,
        form=forms.QuoteForm,
        add=services.add_quote,
        amend=services.amend_quote,
        may_read=rules.may_read_training,
        may_write=rules.may_keep_training,
        parent=COURSE,
        search=("words", "course__title"),
        filters=(
            Filter("kind", "Kind", tuple(QuoteKind.choices), "kind"),
            Filter("consent", "Consent", tuple(Consent.choices), "consent"),
        ),
        intro="What people took away, in their own words. Only those with consent are "
        "ever published.",
        empty="No reflection is recorded yet.",
    )
)
KINDS = (
    COURSE,
    TRAINING_SESSION,
    POOL_MEMBER,
    POOL_ORGANISATION,
    COURSE_FINDING,
    COURSE_VERSION,
    EVALUATION,
    QUOTE,
)
