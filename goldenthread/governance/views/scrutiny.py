"""Independent scrutiny, the assurance framework and commissioned reviews."""

from goldenthread.core.pages import Detail, Filter, Kind, kind_of
from goldenthread.core.viewer import Viewer
from goldenthread.governance import rules
from goldenthread.governance.forms import scrutiny as forms
from goldenthread.governance.models import (
    AssuranceItem,
    CommissionedReview,
    ScrutinyActivity,
)
from goldenthread.governance.presenters import scrutiny as presenters
from goldenthread.governance.queries import scrutiny as queries
from goldenthread.governance.services import scrutiny as services
from goldenthread.governance.states import AssuranceKind, ScrutinyKind
from goldenthread.governance.views.buttons import add_under
from goldenthread.thread.models import Question


def _activity_detail(record: ScrutinyActivity, viewer: Viewer) -> Detail:
    return presenters.activity_detail(record)


def _assurance_detail(record: AssuranceItem, viewer: Viewer) -> Detail:
    return presenters.assurance_detail(record)


def _review_detail(record: CommissionedReview, viewer: Viewer) -> Detail:
    questions = queries.questions_of(viewer, record)
    origin = queries.origin_of(viewer, record)
    ask = kind_of(Question)
    buttons = add_under(origin, viewer, ask) if origin and ask else ()
    return presenters.review_detail(record, questions, buttons)


SCRUTINY_ACTIVITY = Kind(
    name="scrutiny_activity",
    plural="scrutiny_activities",
    label="piece of scrutiny",
    label_plural="independent scrutiny",
    room="governance",
    model=ScrutinyActivity,
    visible=queries.scrutiny_activities,
    columns=presenters.ACTIVITY_COLUMNS,
    row=presenters.activity_row,
    title=str,
    detail=_activity_detail,
    form=forms.ScrutinyActivityForm,
    add=services.add_scrutiny_activity,
    amend=services.amend_scrutiny_activity,
    may_read=rules.may_read_practice,
    may_write=rules.may_keep_scrutiny,
    search=(
        "title",
        "subject_area",
        "finding",
        "recommendation",
    ),
    filters=(Filter("kind", "Kind", tuple(ScrutinyKind.choices), "kind"),),
    intro="What the independent scrutineer looked at, found and recommended. The "
    "scrutineer advises and never decides.",
    empty="No piece of scrutiny is recorded yet.",
    links=(
        ("The role and the framework", "list_assurance_items"),
        ("Reviews we commissioned", "list_commissioned_reviews"),
    ),
)
ASSURANCE_ITEM = Kind(
    name="assurance_item",
    label="assurance item",
    label_plural="scrutineer’s role and assurance framework",
    room="governance",
    model=AssuranceItem,
    visible=queries.assurance_items,
    columns=presenters.ASSURANCE_COLUMNS,
    row=presenters.assurance_row,
    title=str,
    detail=_assurance_detail,
    form=forms.AssuranceItemForm,
    add=services.add_assurance_item,
    amend=services.amend_assurance_item,
    may_read=rules.may_read_published,
    may_write=rules.may_keep_scrutiny,
    search=(
        "title",
        "text",
    ),
    filters=(Filter("kind", "Kind", tuple(AssuranceKind.choices), "kind"),),
    intro="What the scrutineer is for, and the strands by which the partnership "
    "means to assure itself.",
    empty="Nothing is recorded yet.",
)
COMMISSIONED_REVIEW = Kind(
    name="commissioned_review",
    label="commissioned review",
    label_plural="commissioned reviews",
    room="governance",
    model=CommissionedReview,
    visible=queries.commissioned_reviews,
    columns=presenters.REVIEW_COLUMNS,
    row=presenters.review_row,
    title=str,
    detail=_review_detail,
    form=forms.CommissionedReviewForm,
    add=services.add_commissioned_review,
    amend=services.amend_commissioned_review,
    may_read=rules.may_read_practice,
    may_write=rules.may_keep_records,
    search=(
        "title",
        "method",
    ),
    intro="Diagnostics and reviews that somebody independent was asked to do.",
    empty="No review was commissioned yet.",
)
