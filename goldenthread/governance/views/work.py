"""Groups’ accounts of their year."""

from goldenthread.core.pages import Detail, Filter, Kind, register
from goldenthread.core.viewer import Viewer
from goldenthread.governance import rules
from goldenthread.governance.forms import work as forms
from goldenthread.governance.models import GroupWork
from goldenthread.governance.presenters import work as presenters
from goldenthread.governance.queries import work as queries
from goldenthread.governance.services import work as services
from goldenthread.governance.states import WorkKind


def _work_detail(record: GroupWork, viewer: Viewer) -> Detail:
    return presenters.work_detail(record)


GROUP_WORK = register(
    Kind(
        name="group_work",
        plural="group_work",
        label="piece of group work",
        label_plural="groups’ work",
        room="governance",
        model=GroupWork,
        visible=queries.group_work,
        columns=presenters.COLUMNS,
        row=presenters.work_row,
        title=str,
        detail=_work_detail,
        form=forms.GroupWorkForm,
        add=services.add_group_work,
        amend=services.amend_group_work,
        may_read=rules.may_read_practice,
        may_write=rules.may_keep_records,
        search=(
            "title",
            "text",
            "group__name",
        ),
        filters=(Filter("kind", "Kind", tuple(WorkKind.choices), "kind"),),
        intro="What each group says it did in a year, and what impact it reports.",
        empty="No group’s work is recorded yet.",
    )
)
