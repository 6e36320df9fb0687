"""What national reports and our responses must satisfy."""

from goldenthread.governance.models import NationalReport, NationalResponse
from goldenthread.governance.rules.common import require_in_order, require_month


def require_national_report(report: NationalReport) -> None:
    require_month(report.month_only, report.published_on, "The date published")


def require_national_response(response: NationalResponse) -> None:
    """A report is considered once it is published."""
    require_month(response.month_only, response.considered_on, "The date considered")
    require_in_order(
        response.report.published_on,
        response.considered_on,
        "the report was published",
        "The date considered",
    )
