"""The example's audits: planned, held, graded, with what they found."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from goldenthread.audits import services
from goldenthread.audits.models import Audit
from goldenthread.audits.states import AuditKind
from goldenthread.core.example import World
from goldenthread.core.viewer import Viewer
from goldenthread.thread.example import load_learning


FACTS = Path(__file__).parent / "example"
PLAIN = [
    "kind",
    "title",
    "code",
    "reason",
    "method",
    "planned_on",
    "planned_precision",
    "case_kind",
    "how_drawn",
    "cohort_size",
    "parents_records",
    "note",
]
Facts = dict[str, Any]


def load(*, by: Viewer, at: datetime, world: World) -> World:
    """Scale, tools, cycles, audits; their origins as `origin.<word of the audit>`."""
    facts = world.rows(FACTS / "audits.toml")
    for code, grade in services.load_grades(by=by, at=at).items():
        world[f"grade.{code}"] = grade
    _load_frames(facts, by, at, world)
    for row in facts["audit"]:
        world[row["handle"]] = _add(row, facts, by, at, world)
    load_learning(world.rows(FACTS / "learning.toml"), by=by, at=at, world=world)
    for row in facts["audit"]:
        _finish(row, facts, by, at, world)
    _made_up("before", by, at, world)
    return world


def load_after(*, by: Viewer, at: datetime, world: World) -> None:
    """The made-up re-audit, once the test that leans on it is registered."""
    _made_up("after", by, at, world)


def load_sampled(*, by: Viewer, at: datetime, world: World) -> None:
    """The made-up audit whose cases come from a sample, if one was drawn."""
    facts = world.rows(FACTS / "invented" / "sampled.toml")
    if facts["sample"] not in world:
        return
    audit = services.add_audit(by=by, at=at, values=facts["audit"])
    services.take_sample(
        audit,
        by=by,
        at=at,
        values={"sample": f"dataset:{world[facts['sample']].key}"},
        read_version=audit.version,
    )


def _made_up(when: str, by: Viewer, at: datetime, world: World) -> None:
    facts = world.rows(FACTS / "invented" / "reaudit.toml")
    for row in facts["audit"]:
        if row["when"] == when and row["held_on"] <= at.date():
            _add_round(row, facts, by, at, world)


def _add_round(
    row: Facts, facts: Facts, by: Viewer, at: datetime, world: World
) -> None:
    handle = "tool.made_up"
    if handle not in world:
        world[handle] = services.add_audit_tool(by=by, at=at, values=facts["tool"])
    values = {
        "kind": AuditKind.SINGLE_AGENCY,
        "title": row["title"],
        "tool": world[handle],
        "planned_on": row["held_on"],
        "cohort_size": row["good"] + row["other"],
        "note": "Made up for the example.",
    }
    audit = services.add_audit(by=by, at=at, values=values)
    audit = services.hold_audit(
        audit,
        by=by,
        at=at,
        values={"held_on": row["held_on"]},
        read_version=audit.version,
    )
    words = ["good"] * row["good"] + ["requires-improvement"] * row["other"]
    for number, word in enumerate(words, 1):
        case = services.add_audit_case(
            by=by, at=at, values={"number": number}, parent=audit
        )
        grade = {"case": case, "grade": world[f"grade.{word}"]}
        services.add_audit_grade(
            by=by, at=at, values=grade | {"graded_on": row["held_on"]}, parent=audit
        )


def _load_frames(facts: Facts, by: Viewer, at: datetime, world: World) -> None:
    for row in facts["cycle"]:
        values = {name: row[name] for name in row if name != "handle"}
        world[row["handle"]] = services.add_audit_cycle(by=by, at=at, values=values)
    for row in facts["tool"]:
        values = {name: row[name] for name in row if name != "handle"}
        world[row["handle"]] = services.add_audit_tool(by=by, at=at, values=values)


def _add(row: Facts, facts: Facts, by: Viewer, at: datetime, world: World) -> Audit:
    values = {name: row[name] for name in PLAIN if name in row}
    values |= world.resolved({n: row[n] for n in ("cycle", "tool") if n in row}, *row)
    values.setdefault("cohort_size", row.get("cases"))
    audit = services.add_audit(by=by, at=at, values=values)
    for position, criterion in enumerate(row.get("criteria", ()), 1):
        services.add_audit_criterion(
            by=by, at=at, values=criterion | {"position": position}, parent=audit
        )
    for handle in row.get("requests", ()):
        asked = {"agency": world[handle], "note": facts["unnamed"]}
        services.add_audit_request(by=by, at=at, values=asked, parent=audit)
    for number in range(1, row.get("cases", 0) + 1):
        case = {"number": number}
        services.add_audit_case(by=by, at=at, values=case, parent=audit)
    if "held_on" in row:
        audit = _hold(audit, row, by, at, world)
    return audit


def _hold(audit: Audit, row: Facts, by: Viewer, at: datetime, world: World) -> Audit:
    values = {"held_on": row["held_on"], "held_precision": row["held_precision"]}
    audit = services.hold_audit(
        audit, by=by, at=at, values=values, read_version=audit.version
    )
    word = row["handle"].removeprefix("audit.")
    world[f"origin.{word}"] = services.keep_origin(audit, by=by, at=at)
    return audit


def _finish(row: Facts, facts: Facts, by: Viewer, at: datetime, world: World) -> None:
    """Answers, grades and the report, as far as the year's report tells of them."""
    audit = world[row["handle"]]
    if "held_on" not in row or row.get("unreported"):
        return
    day = facts["reported_on"]
    for request in audit.requests.all():
        services.return_audit_request(
            request,
            by=by,
            at=at,
            values={"answered_on": day},
            read_version=request.version,
        )
    _grade(audit, row, facts, by, at, world)
    reported = services.report_audit(
        audit,
        by=by,
        at=at,
        values={"reported_on": day},
        read_version=audit.version,
    )
    world.replace(row["handle"], reported)


def _grade(
    audit: Audit, row: Facts, facts: Facts, by: Viewer, at: datetime, world: World
) -> None:
    given: list[Facts] = list(row.get("grades", ()))
    if "case_grade" in row:
        overall = {"grade": row["case_grade"]}
        given += [overall | {"case": case} for case in audit.cases.order_by("number")]
    for grade in given:
        word = world[f"grade.{grade['grade']}"]
        values = grade | {"grade": word, "graded_on": facts["reported_on"]}
        services.add_audit_grade(by=by, at=at, values=values, parent=audit)
