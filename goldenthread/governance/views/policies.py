"""The register of policies."""

from goldenthread.core.pages import Detail, Filter, Kind
from goldenthread.core.viewer import Viewer
from goldenthread.governance import rules
from goldenthread.governance.forms import policies as forms
from goldenthread.governance.models import Policy
from goldenthread.governance.presenters import policies as presenters
from goldenthread.governance.queries import policies as queries
from goldenthread.governance.services import policies as services
from goldenthread.governance.states import PolicyKind, PolicyState, ReviewDue


def _policy_detail(record: Policy, viewer: Viewer) -> Detail:
    return presenters.policy_detail(record)


POLICY = Kind(
    name="policy",
    plural="policies",
    label="document",
    label_plural="policies and guidance",
    room="governance",
    model=Policy,
    visible=queries.policies,
    columns=presenters.COLUMNS,
    row=presenters.policy_row,
    title=str,
    detail=_policy_detail,
    form=forms.PolicyForm,
    add=services.add_policy,
    amend=services.amend_policy,
    may_read=rules.may_read_published,
    may_write=rules.may_keep_records,
    search=(
        "title",
        "version_name",
        "note",
    ),
    filters=(
        Filter("review", "Review", tuple(ReviewDue.choices), "review"),
        Filter("state", "State", tuple(PolicyState.choices), "state"),
        Filter("kind", "Kind", tuple(PolicyKind.choices), "kind"),
    ),
    intro="Documents people work by: who owns them, since when, and when they "
    "are looked at again.",
    empty="No document is registered yet.",
)
