"""National reports and our responses."""

from goldenthread.core.pages import Detail, Filter, Kind
from goldenthread.core.viewer import Viewer
from goldenthread.governance import rules
from goldenthread.governance.forms import national as forms
from goldenthread.governance.models import NationalReport, NationalResponse
from goldenthread.governance.presenters import national as presenters
from goldenthread.governance.queries import national as queries
from goldenthread.governance.services import national as services
from goldenthread.governance.states import ResponseState
from goldenthread.governance.views.buttons import add_under


def _report_detail(record: NationalReport, viewer: Viewer) -> Detail:
    buttons = add_under(record, viewer, NATIONAL_RESPONSE)
    return presenters.report_detail(record, buttons)


def _response_detail(record: NationalResponse, viewer: Viewer) -> Detail:
    return presenters.response_detail(record)


NATIONAL_REPORT = Kind(
    name="national_report",
    label="national report",
    label_plural="national reports",
    room="governance",
    model=NationalReport,
    visible=queries.national_reports,
    one=queries.national_reports_in_full,
    columns=presenters.REPORT_COLUMNS,
    row=presenters.report_row,
    title=str,
    detail=_report_detail,
    form=forms.NationalReportForm,
    add=services.add_national_report,
    amend=services.amend_national_report,
    may_read=rules.may_read_published,
    may_write=rules.may_keep_records,
    search=(
        "title",
        "publisher",
        "about",
        "note",
    ),
    intro="Reports of national bodies, and what the partnership did with each.",
    empty="No national report is recorded yet.",
    links=(("Every response", "list_national_responses"),),
)
NATIONAL_RESPONSE = Kind(
    name="national_response",
    label="response",
    label_plural="responses to national reports",
    room="governance",
    model=NationalResponse,
    visible=queries.national_responses,
    columns=presenters.RESPONSE_COLUMNS,
    row=presenters.response_row,
    title=str,
    detail=_response_detail,
    form=forms.NationalResponseForm,
    add=services.add_national_response,
    amend=services.amend_national_response,
    may_read=rules.may_read_published,
    may_write=rules.may_keep_records,
    parent=NATIONAL_REPORT,
    search=(
        "report__title",
        "text",
        "note",
    ),
    filters=(Filter("state", "State", tuple(ResponseState.choices), "state"),),
    intro="What groups decided after considering a national report.",
    empty="No response is recorded yet.",
)
