"""Records of the dataset for tests, made through its services."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count

from goldenthread.core.viewer import Viewer
from goldenthread.dataset import services
from goldenthread.dataset.models import Submission, Supply
from goldenthread.dataset.states import SentBy
from goldenthread.partnership.models import Agency, Partnership
from goldenthread.partnership.states import Role


AT = datetime(2025, 7, 10, 9, tzinfo=UTC)
QUARTER = (date(2025, 4, 1), date(2025, 6, 30))
_numbers = count(1)


def partnership() -> Partnership:
    return Partnership.objects.create(
        name="Example Partnership",
        short_name="Example",
        area_name="Exampleshire",
        area_code="E06000051",
        starts_on=date(2019, 9, 1),
    )


def agency(name: str = "", kind: str = "POLICE") -> Agency:
    name = name or f"Example Agency {next(_numbers)}"
    return Agency.objects.create(name=name, kind=kind, starts_on=date(2019, 9, 1))


def viewer(
    of: Partnership, role: str = Role.ANALYST, agency: Agency | None = None
) -> Viewer:
    return Viewer(
        f"acc-{role}",
        "Pat Example",
        role,
        partnership_id=of.pk,
        agency_id=agency.pk if agency else None,
    )


def supply(
    of: Partnership,
    sender: Agency,
    contract: str = "police_missing",
    code: str = "POLICE",
    **rest: object,
) -> Supply:
    """A contract open to an agency under an agreement of its own."""
    by = viewer(of)
    agreement = services.add_agreement(
        by=by,
        at=AT,
        values={
            "title": f"Sharing {next(_numbers)}",
            "purpose": "To see whether children are helped in time",
            "lawful_basis": "PUBLIC_TASK",
            "special_basis": "SAFEGUARDING",
            "starts_on": date(2020, 4, 1),
            "review_on": date(2027, 4, 1),
            "retention_months": 24,
        },
    )
    values = {"agency": sender, "contract": contract, "code": code, **rest}
    return services.add_supply(by=by, at=AT, values=values, parent=agreement)


MISSING = """Reference,Person ID,Forename,Surname,Date of birth,Sex,Missing since,Found
M1,C1,Ada,Example,01/02/2012,F,03/05/2025 21:10,04/05/2025 01:00
M2,C2,Bo,Sample,11/12/2010,M,01/06/2025 22:00,02/06/2025 08:30
"""


def sent(
    of: Supply,
    content: str = MISSING,
    by: Viewer | None = None,
    days: tuple[date, date] = QUARTER,
    name: str = "missing.csv",
    at: datetime = AT,
) -> Submission:
    """A whole file received, waiting to be checked."""
    by = by or viewer(of.agreement.partnership)
    body = content.encode()
    one = services.begin_submission(
        by=by,
        at=at,
        supply=of,
        starts_on=days[0],
        ends_on=days[1],
        name=name,
        size=len(body),
        sent_by=SentBy.PAGE,
    )
    services.put_all(one, by=by, chunks=[body])
    return services.receive_submission(one, by=by, at=at)


def checked(of: Supply, content: str = MISSING, **rest: object) -> Submission:
    """The same, checked."""
    one = sent(of, content, **rest)
    by = viewer(of.agreement.partnership)
    return services.check_submission(one, by=by, at=AT, moment=lambda: AT)
