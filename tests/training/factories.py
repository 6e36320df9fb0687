"""Training records for tests, made through the services."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from goldenthread.core.figures import Answers, Scope
from goldenthread.core.viewer import Viewer
from goldenthread.training import services
from goldenthread.training.figures import FIGURES
from goldenthread.training.models import Course
from tests.partnership.factories import loader


AT = datetime(2025, 6, 2, 9, 0, tzinfo=UTC)
YEAR = (date(2024, 4, 1), date(2025, 3, 31))


def scope(partnership: Any) -> Scope:
    return Scope(partnership.pk, "2024-25", *YEAR, as_at=YEAR[1])


def answers(partnership: Any) -> Answers:
    return Answers(FIGURES, scope(partnership))


def viewer(partnership: Any, role: str, person: Any = None) -> Viewer:
    return Viewer(
        account_key=f"account-{role}",
        name="Avery Example",
        role=role,
        post="A post",
        person_id=person.pk if person else None,
        partnership_id=partnership.pk,
    )


def _by(partnership: Any, given: dict[str, Any]) -> dict[str, Any]:
    return {"by": given.pop("by", loader(partnership)), "at": AT}


def course(partnership: Any, **given: Any) -> Course:
    by = _by(partnership, given)
    values = {
        "title": "Raising awareness",
        "code": "raising-awareness",
        "kind": "AWARENESS",
        **given,
    }
    return services.add_course(values=values, **by)


def course_version(of: Course, **given: Any) -> Any:
    by = _by(of.partnership, given)
    values = {"label": "First", "starts_on": date(2024, 4, 1), **given}
    return services.add_course_version(values=values, parent=of, **by)


def course_finding(of: Course, finding: Any, **given: Any) -> Any:
    by = _by(of.partnership, given)
    values = {"finding": finding, "taken_up_on": date(2025, 2, 1), **given}
    return services.add_course_finding(values=values, parent=of, **by)


def organisation(partnership: Any, **given: Any) -> Any:
    by = _by(partnership, given)
    values = {"starts_on": date(2024, 4, 1), **given}
    if "agency" not in values:
        values.setdefault("name", "Example organisation")
    return services.add_pool_organisation(values=values, **by)


def member(of: Any, **given: Any) -> Any:
    by = _by(of.partnership, given)
    values = {"name": "Trainer 01 Example", "starts_on": date(2024, 4, 1), **given}
    return services.add_pool_member(values=values, parent=of, **by)


def session(of: Course, **given: Any) -> Any:
    by = _by(of.partnership, given)
    values = {
        "run_by": "BUSINESS_UNIT",
        "state": "HELD",
        "held_on": date(2024, 11, 20),
        "mode": "ONLINE",
        "attendances": 12,
        **given,
    }
    return services.add_training_session(values=values, parent=of, **by)


def pool_session(of: Course, *trainers: Any, **given: Any) -> Any:
    given = {"run_by": "POOL", "mode": "FACE_TO_FACE", **given}
    return session(of, trainers=list(trainers), **given)


def evaluation(of: Course, **given: Any) -> Any:
    by = _by(of.partnership, given)
    values = {
        "timing": "AT_END",
        "evaluated_on": date(2024, 11, 20),
        "level": "REACTION",
        "finding": "People liked it.",
        **given,
    }
    return services.add_evaluation(values=values, parent=of, **by)


def quote(of: Course, **given: Any) -> Any:
    by = _by(of.partnership, given)
    values = {
        "kind": "LEARNERS",
        "words": "I will ask more questions.",
        "recorded_on": date(2024, 11, 20),
        **given,
    }
    return services.add_quote(values=values, parent=of, **by)
