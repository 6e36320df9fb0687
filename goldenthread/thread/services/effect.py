"""Impact tests registered beforehand, and the verdicts worked out from them."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from goldenthread.core import records
from goldenthread.core.access import Refused
from goldenthread.core.calendars import counted, london_date, long_date
from goldenthread.core.viewer import SYSTEM_ROLE, Viewer
from goldenthread.thread import rules
from goldenthread.thread.models import Action, ImpactTest, Verdict
from goldenthread.thread.queries import rulebook, series
from goldenthread.thread.queries.effect import correction_of, live_tests
from goldenthread.thread.queries.series import Series
from goldenthread.thread.services.checks import circle_of
from goldenthread.thread.services.judging import Judgement, Question, judge
from goldenthread.thread.states import ActionState, SeriesKind


LATE = "This test was registered after its data were opened, so it gives no verdict."


class NothingNew(Refused):
    """The points say what they said: no row is added that would repeat the last."""


def add_impact_test(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Action
) -> ImpactTest:
    """Register how an action's effect will be judged, before results are seen.

    Writes down what the series shows at this moment. Refuses a series that already
    shows points from the day in force on, unless the person keeps the test all the
    same (`keep_late`): then it is marked, and gives no verdict. A correction names the
    test it corrects; there is no service to change one. Only the loader of what was
    registered elsewhere may name no series.
    """
    rules.require_may_register_test(by)
    if parent.state in (ActionState.REJECTED, ActionState.SUPERSEDED):
        raise Refused("This action is not being done, so there is no effect to test.")
    values = dict(values)
    keep_late = bool(values.pop("keep_late", False))
    _require_correctable(values.get("corrects"), parent)
    found = _series_of(values, by)
    seen = _seen(found, values, at) if found else {}
    if seen.get("opened_late") and not keep_late:
        raise ValidationError({"in_force_on": _opened(seen)})
    fixed = {"action": parent, "registered_at": at, "registered_by": by.label}
    return records.add(
        ImpactTest,
        values | seen | fixed,
        by=by,
        at=at,
        action="add_impact_test",
        subjects=circle_of(parent.origin),
    )


def _require_correctable(corrects: ImpactTest | None, action: Action) -> None:
    if corrects is None:
        return
    if corrects.action_id != action.pk:
        raise ValidationError({"corrects": "That test is of another action."})
    if correction_of(corrects) is not None:
        raise ValidationError(
            {"corrects": "That test was corrected already: correct the newer one."}
        )


def _series_of(values: dict[str, Any], by: Viewer) -> Series | None:
    key = values.get("series_key", "")
    if not key:
        if by.role == SYSTEM_ROLE:
            return None
        raise ValidationError({"series_key": "Choose the series that will be judged."})
    found = series.read(by, key)
    if found is None:
        raise ValidationError({"series_key": "There is no such series."})
    return found


def _seen(found: Series, values: dict[str, Any], at: datetime) -> dict[str, Any]:
    """What the series shows now, and whether that already answers the question."""
    least = _least(found, values.get("least_points"), at)
    known = found.known
    after = [one for one in known if one.on >= values["in_force_on"]]
    return {
        "series_kind": found.kind,
        "least_points": least,
        "seen_points": len(known),
        "seen_until": known[-1].on if known else None,
        "seen_last": _value_words(found) if known else "",
        "seen_after": len(after),
        "opened_late": bool(after),
    }


def _least(found: Series, wanted: int | None, at: datetime) -> int:
    """The smallest number of points the test is fixed at; refuses fewer than the rule."""
    rule = rulebook.impact_rule(london_date(at))
    floor = {
        SeriesKind.VALUES: rule.values_after,
        SeriesKind.EVENTS: rule.events_after,
        SeriesKind.SHARE: 1,
    }[found.kind]
    if wanted is not None and wanted < floor:
        raise ValidationError(
            {"least_points": f"Fix it at {floor} or more: fewer show nothing."}
        )
    return wanted or floor


def _value_words(found: Series) -> str:
    last = found.known[-1]
    value = f"{last.value:,.{found.places}f}"
    of = f" of {last.of}" if last.of is not None else ""
    return f"{value}{of} ({last.label})"[:60]


def _opened(seen: dict[str, Any]) -> str:
    points = counted(seen["seen_after"], "point")
    return (
        f"The series already shows {points} from that day on (up to "
        f"{long_date(seen['seen_until'])}), so the answer could be known: choose a "
        "later day, or keep the test marked as registered after its data were opened."
    )


# --- Verdicts -------------------------------------------------------------------------


def judge_effect(test: ImpactTest, *, by: Viewer, at: datetime) -> Verdict:
    """Work out what a registered test says now, and keep it as a further row.

    Refuses a test that was corrected, was registered after its data were opened, or
    names no series, and raises NothingNew where the points, the test and the rules are
    those of its newest verdict.
    """
    rules.require_may_register_test(by)
    _require_judgeable(test)
    found = series.read(by, test.series_key)
    if found is None:
        raise Refused("The series of this test is no longer there.")
    rule = rulebook.impact_rule(london_date(at))
    asked = Question(test.direction, test.in_force_on, test.least_points or 1)
    judged = judge(found, asked, rule)
    digest = digest_of(found, asked, rule)
    with transaction.atomic():
        ImpactTest.objects.select_for_update(of=("self",)).get(pk=test.pk)
        newest = test.verdicts.order_by("-id").first()
        if newest is not None and newest.digest == digest:
            raise NothingNew(
                "Nothing has changed since the verdict of "
                f"{long_date(london_date(newest.reached_at))}."
            )
        return _keep(judged, digest, test, rule, by, at)


def _require_judgeable(test: ImpactTest) -> None:
    if correction_of(test) is not None:
        raise Refused("This test was corrected by a later one; judge that one.")
    if test.opened_late:
        raise Refused(LATE)
    if not test.series_key:
        raise Refused(
            "This test names no series, so nothing can be worked out: register another "
            "that corrects it."
        )


def digest_of(found: Series, asked: Question, rule: rulebook.ImpactRule) -> str:
    """A seal over everything a verdict is worked out from."""
    content = {
        "series": found.key,
        "kind": found.kind,
        "readings": [
            [str(one.begins_on), str(one.on), str(one.value), one.of]
            for one in found.readings
        ],
        "asked": [asked.direction, str(asked.in_force_on), asked.least_points],
        "rule": str(rule.valid_from),
    }
    text = json.dumps(content, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _keep(
    judged: Judgement,
    digest: str,
    test: ImpactTest,
    rule: rulebook.ImpactRule,
    by: Viewer,
    at: datetime,
) -> Verdict:
    fixed = {
        "impact_test": test,
        "digest": digest,
        "rules_from": rule.valid_from,
        "reached_at": at,
        "reached_by": by.label,
    }
    return records.add(
        Verdict,
        judged.__dict__ | fixed,
        by=by,
        at=at,
        action="judge_effect",
        subjects=circle_of(test.action.origin),
    )


def judge_all(*, by: Viewer, at: datetime) -> tuple[list[Verdict], int]:
    """Every live test of the viewer's partnership that can be judged.

    Answers the rows that were added, and how many tests say what they said. For a timer:
    running it again adds nothing.
    """
    rules.require_may_register_test(by)
    fresh, same = [], 0
    ready = live_tests().filter(
        action__partnership_id=by.partnership_id or 0, opened_late=False
    )
    ready = ready.exclude(series_key="").exclude(
        action__state__in=(ActionState.REJECTED, ActionState.SUPERSEDED)
    )
    for test in ready.select_related("action__origin").order_by("id"):
        try:
            fresh.append(judge_effect(test, by=by, at=at))
        except NothingNew:
            same += 1
        except Refused:
            continue
    return fresh, same
