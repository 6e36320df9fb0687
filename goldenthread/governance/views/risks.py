"""The risk register."""

from goldenthread.core.pages import Detail, Filter, Kind
from goldenthread.core.viewer import Viewer
from goldenthread.governance import rules
from goldenthread.governance.forms import risks as forms
from goldenthread.governance.models import Risk
from goldenthread.governance.presenters import risks as presenters
from goldenthread.governance.queries import risks as queries
from goldenthread.governance.services import risks as services
from goldenthread.governance.states import RiskState


def _risk_detail(record: Risk, viewer: Viewer) -> Detail:
    return presenters.risk_detail(record)


RISK = Kind(
    name="risk",
    label="risk",
    label_plural="risks",
    room="governance",
    model=Risk,
    visible=queries.risks,
    columns=presenters.COLUMNS,
    row=presenters.risk_row,
    title=str,
    detail=_risk_detail,
    form=forms.RiskForm,
    add=services.add_risk,
    amend=services.amend_risk,
    may_read=rules.may_read_risks,
    may_write=rules.may_keep_records,
    search=(
        "title",
        "cause",
        "effect",
        "mitigation",
    ),
    filters=(Filter("state", "State", tuple(RiskState.choices), "state"),),
    intro="What could stop the partnership keeping children safe, the highest "
    "score first.",
    empty="No risk is recorded yet.",
)
