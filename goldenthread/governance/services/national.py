"""Writes of national reports, each an origin on the thread, and our responses."""

from datetime import datetime

from goldenthread.core.viewer import Viewer
from goldenthread.governance import rules
from goldenthread.governance.models import NationalReport, NationalResponse
from goldenthread.governance.services.keeping import Keeper
from goldenthread.governance.services.origins import keep_origin
from goldenthread.thread.states import OriginKind


def _onto_thread(report: NationalReport, *, by: Viewer, at: datetime) -> None:
    kind = OriginKind.NATIONAL_REPORT
    keep_origin(report, kind, report.published_on, by=by, at=at)


_report = Keeper(NationalReport, check=rules.require_national_report, then=_onto_thread)
add_national_report, amend_national_report = _report.add, _report.amend

# Refuses a response from before the report was published.
_response = Keeper(
    NationalResponse, check=rules.require_national_response, parent="report"
)
add_national_response, amend_national_response = _response.add, _response.amend
