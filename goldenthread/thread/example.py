"""The example's learning: themes first, then findings and actions on every source.

`load` gives the words other rooms need; `load_after` runs when every room has opened
its origins. Dates nobody published are taken as each data file says, and the rows say
so in their note.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from goldenthread.core.calendars import add_months
from goldenthread.core.example import World
from goldenthread.core.models import new_key
from goldenthread.core.viewer import Viewer
from goldenthread.partnership.queries import viewer_for
from goldenthread.thread import services
from goldenthread.thread.models import Action, Finding, ImpactTest, Origin
from goldenthread.thread.states import ActionState, OriginKind


FACTS = Path(__file__).parent / "example"
DONE = "The published report tells this as done."
BEGUN = "The published report tells this as under way."
Facts = dict[str, Any]


def load(*, by: Viewer, at: datetime, world: World) -> World:
    """Themes, systems domains and stages: `theme.<slug>`, `domain.<code>`, `stage.…`."""
    themes, domains = services.load_reference(by=by, at=at)
    for slug, theme in themes.items():
        world[f"theme.{slug}"] = theme
    for code, domain in domains.items():
        world[f"domain.{code}"] = domain
    for stage in services.load_escalation_stages(by=by, at=at):
        world[f"stage.{stage.code}"] = stage
    return world


def load_after(*, by: Viewer, at: datetime, world: World) -> World:
    """Sources the thread keeps, then questions, findings, actions and plans."""
    sources = world.rows(FACTS / "sources.toml")
    for row in sources["origin"]:
        world[row["handle"]] = _open(row, by, at, world)
    for handle, code in sources["called"].items():
        origin = services.name_origin(world[handle], by=by, at=at, code=code)
        world.replace(handle, origin)
    _ask(sources["question"], by, at, world)
    for name in ("diagnostic", "performance", "groups", "later"):
        load_learning(world.rows(FACTS / f"{name}.toml"), by=by, at=at, world=world)
    _load_plans(world.rows(FACTS / "plans.toml"), by, at, world)
    _load_invented(world.rows(FACTS / "invented.toml"), by, at, world)
    _load_recurring(world.rows(FACTS / "recurring.toml"), by, at, world)
    _code_again(world.rows(FACTS / "coding.toml"), by, at, world)
    return world


def _open(row: Facts, by: Viewer, at: datetime, world: World) -> Origin:
    source = world[row["source"]].key if "source" in row else new_key()
    return services.open_origin(
        by=by,
        at=at,
        partnership=world["partnership.shropshire"],
        kind=row["kind"],
        source_key=source,
        title=row["title"],
        happened_on=row["happened_on"],
        about=row["about"],
        code=row["code"],
    )


def _ask(rows: list[Facts], by: Viewer, at: datetime, world: World) -> None:
    for position, row in enumerate(rows, 1):
        values = {"text": row["text"], "position": position}
        parent = world[row["origin"]]
        services.add_question(by=by, at=at, values=values, parent=parent)


# --- Findings and actions: also for the rooms that open sources of their own ----------


def load_learning(facts: Facts, *, by: Viewer, at: datetime, world: World) -> None:
    """Findings with their actions, then actions that stand on their origin alone.

    A row names its `origin`; `agreed_on`, `done_by` and `note` of the file hold for
    every action that has none of its own.
    """
    positions: dict[Any, int] = {}
    for row in facts.get("finding", ()):
        origin = world[row["origin"]]
        positions[origin.pk] = positions.get(origin.pk, 0) + 1
        finding = _add_finding(
            {"note": facts.get("finding_note", "")} | row,
            origin,
            positions[origin.pk],
            by,
            at,
            world,
        )
        for position, action in enumerate(row.get("action", ()), 1):
            _add_action(facts, action, finding, position, by, at, world)
    for position, row in enumerate(facts.get("action", ()), 1):
        parent = world[row["origin"]]
        _add_action(facts, row, parent, position, by, at, world)


def _add_finding(
    row: Facts, origin: Origin, position: int, by: Viewer, at: datetime, world: World
) -> Finding:
    codes = row.get("domains", [row["domain"]] if "domain" in row else [])
    values = {
        "kind": row["kind"],
        "title": row["title"],
        "text": row.get("text", ""),
        "domains": [world[f"domain.{code}"] for code in codes],
        "themes": [world[f"theme.{slug}"] for slug in row.get("themes", ())],
        "agencies": [world[handle] for handle in row.get("agencies", ())],
        "found_on": row.get("found_on", origin.happened_on),
        "position": position,
        "note": row.get("note", ""),
    }
    finding = services.add_finding(by=by, at=at, values=values, parent=origin)
    if "handle" in row:
        world[row["handle"]] = finding
    return finding


def _add_action(
    facts: Facts,
    row: Facts,
    parent: Origin | Finding,
    position: int,
    by: Viewer,
    at: datetime,
    world: World,
) -> Action:
    values = {
        "title": row["title"],
        "text": row.get("text", ""),
        "owner_agency": world[row["owner"]],
        "owner_post": world[row["post"]] if "post" in row else None,
        "joint_agencies": [world[handle] for handle in row.get("joint", ())],
        "agreed_on": row.get("agreed_on", facts["agreed_on"]),
        "due_on": row.get("due_on"),
        "strength": row.get("strength", ""),
        "success_measure": row.get("success_measure", ""),
        "position": position,
        "note": row.get("note", facts["note"]),
    }
    action = services.add_action(by=by, at=at, values=values, parent=parent)
    action = _move_on(action, row, facts["done_by"], by, at)
    for evidence in row.get("evidence", ()):
        services.add_evidence(by=by, at=at, values=evidence, parent=action)
    if "handle" in row:
        world[row["handle"]] = action
    return action


def _move_on(
    action: Action, row: Facts, done_by: date, by: Viewer, at: datetime
) -> Action:
    """Take it to the state the source tells, in the owner agency's name."""
    owner = str(action.owner_agency)
    if row["state"] == ActionState.IN_PROGRESS:
        words = {"said_on": action.agreed_on, "text": BEGUN, "said_by": owner}
        return services.start_action(
            action, by=by, at=at, values=words, read_version=action.version
        )
    if row["state"] == ActionState.COMPLETE:
        day = row.get("completed_on", done_by)
        words = {"said_on": day, "text": row.get("said", DONE), "said_by": owner}
        return services.complete_action(
            action, by=by, at=at, values=words, read_version=action.version
        )
    return action


# --- Plans ------------------------------------------------------------------------------


def _load_plans(facts: Facts, by: Viewer, at: datetime, world: World) -> None:
    """The numbered plans, one opened each month, and those of named sources."""
    for number in range(1, facts["count"] + 1):
        _add_plan(facts, number, by, at, world)
    for row in facts["plan"]:
        values = world.resolved(row, "origin")
        services.add_plan(by=by, at=at, values=values)


def _add_plan(
    facts: Facts, number: int, by: Viewer, at: datetime, world: World
) -> None:
    values = {
        "title": facts["title"].format(number=number),
        "group": world[facts["group"]],
        "opened_on": add_months(facts["first_opened_on"], number - 1),
        "invented": True,
        "note": facts["note"],
    }
    plan = services.add_plan(by=by, at=at, values=values)
    closed_on = facts["closed"].get(str(number))
    if closed_on is not None:
        end = {"closed_on": closed_on, "closed_reason": facts["closed_reason"]}
        services.close_plan(plan, by=by, at=at, values=end, read_version=plan.version)


# --- What is made up, so that every page has something to show -------------------------


def _load_invented(facts: Facts, by: Viewer, at: datetime, world: World) -> None:
    """Challenges and an impact test; each says in its own words that it is made up."""
    for row in facts["challenge"]:
        _challenge(row, by, at, world)
    for row in facts["impact_test"]:
        values = {name: value for name, value in row.items() if name != "action"}
        services.add_impact_test(
            by=by, at=at, values=values, parent=world[row["action"]]
        )


def _challenge(row: Facts, by: Viewer, at: datetime, world: World) -> None:
    values = world.resolved(row, "origin", "to_agency", "level")
    steps = values.pop("step", ())
    raiser = _in_place_of(values.pop("by"), by, at, world)
    challenge = services.add_challenge(by=raiser, at=at, values=values)
    for step in steps:
        words = world.resolved(step, "post")
        take = getattr(services, words.pop("name"))
        who = by if "post" in words else raiser
        challenge = take(
            challenge, by=who, at=at, values=words, read_version=challenge.version
        )


# --- Effect: tests fixed beforehand, results, verdicts -----------------------------------

MADE_UP = "Made up for the example."


def load_effect(*, by: Viewer, at: datetime, world: World) -> World:
    """The made-up improvement work, and its tests before their results are loaded."""
    facts = world.rows(FACTS / "effect.toml")
    for row in facts["origin"]:
        origin = row | {"kind": OriginKind.GROUP, "code": ""}
        world[row["handle"]] = _open(origin, by, at, world)
    for finding in facts["finding"]:
        finding.setdefault("origin", "origin.improvement_example")
        for action in finding["action"]:
            action["state"] = ActionState.OPEN
    load_learning(
        facts | {"finding_note": MADE_UP, "done_by": facts["agreed_on"]},
        by=by,
        at=at,
        world=world,
    )
    for test in facts["test"]:
        made = _register(test, by, at, world)
        if test.get("judged_first"):
            services.judge_effect(made, by=by, at=min(at, test["at"]))
    return world


def load_verdicts(*, by: Viewer, at: datetime, world: World) -> World:
    """What the tests say once their results are there; one test comes too late."""
    facts = world.rows(FACTS / "effect.toml")
    for row in facts["late_test"]:
        _register(row | {"keep_late": True}, by, at, world)
    services.judge_all(by=by, at=min(at, facts["late_test"][0]["at"]))
    _shape(facts, by, at, world)
    return world


def _shape(facts: Facts, by: Viewer, at: datetime, world: World) -> None:
    """Gradings of strength, two actions merged, and the digests of this cycle."""
    scrutineer = _in_place_of("account.chris", by, at, world)
    for row in facts["grading"]:
        action = world[row["action"]]
        values = {"reason": "", "said_on": facts["agreed_on"]} | row
        graded = services.grade_action(
            action, by=scrutineer, at=at, values=values, read_version=action.version
        )
        world.replace(row["action"], graded)
    for row in facts["merge"]:
        values = world.resolved(row, "into")
        services.merge_action(world[row["action"]], by=by, at=at, values=values)
    services.send_digests(
        by=by,
        at=at,
        site="",
        viewer_of=lambda key: viewer_for(key, at.date()),
        post=_keep_back,
    )


def _keep_back(address: str, subject: str, body: str) -> None:
    """No mail leaves the example while it is loaded."""


def _register(row: Facts, by: Viewer, at: datetime, world: World) -> ImpactTest:
    """In the analyst's place, at the moment the row names."""
    apart = ("action", "at", "series", "judged_first", "corrects")
    values = {name: value for name, value in row.items() if name not in apart}
    values["seen_then"] = MADE_UP
    if "series" in row:
        values["series_key"] = f"audits:{world[row['series']].key}"
    if "corrects" in row:
        values["corrects"] = ImpactTest.objects.get(measure=row["corrects"])
    analyst = _in_place_of("account.pat", by, at, world)
    parent, moment = world[row["action"]], min(at, row["at"])
    return services.add_impact_test(by=analyst, at=moment, values=values, parent=parent)


def _in_place_of(handle: str, by: Viewer, at: datetime, world: World) -> Viewer:
    """An invented account's own view, so that the row names its post."""
    return viewer_for(world[handle].pk, at.date()) or by


# --- A second coding of findings --------------------------------------------------------


def _code_again(facts: Facts, by: Viewer, at: datetime, world: World) -> None:
    """A round of blind coding: each coder in turn, then the reveal."""
    values = world.resolved(facts["round"], "origin")
    coding_round = services.add_coding_round(by=by, at=at, values=values)
    found = list(coding_round.findings.order_by("position", "id"))
    for row in facts["coder"]:
        coder = _in_place_of(row["account"], by, at, world)
        services.claim_coding_round(coding_round, by=coder, at=at)
        for finding, coded in zip(found, row["coding"], strict=False):
            words = {
                "themes": [world[f"theme.{slug}"] for slug in coded["themes"]],
                "domains": [world[f"domain.{code}"] for code in coded["domains"]],
            }
            services.code_blind(coding_round, finding, by=coder, at=at, values=words)
    services.reveal_coding_round(
        coding_round, by=by, at=at, read_version=coding_round.version
    )


# --- Learning that came back ------------------------------------------------------------


def _load_recurring(facts: Facts, by: Viewer, at: datetime, world: World) -> None:
    """Sources of earlier years, what was said to be the same, and what followed."""
    for row in facts["origin"]:
        world[row["handle"]] = _open(row, by, at, world)
    load_learning(facts, by=by, at=at, world=world)
    for row in facts["assured"]:
        action = world[row["action"]]
        words = {"said_on": row["said_on"], "text": row["text"]}
        services.assure_action(
            action, by=by, at=at, values=words, read_version=action.version
        )
    for row in facts["same"]:
        finding, earlier = world[row["finding"]], world[row["earlier"]]
        services.say_same(finding, earlier, by=by, at=at, reason=row["reason"])
