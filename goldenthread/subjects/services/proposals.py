"""What takes two people: one proposes, another decides (rule A10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from django.db import transaction

from goldenthread.core import history, records
from goldenthread.core.access import Refused
from goldenthread.core.calendars import london_date
from goldenthread.core.viewer import Viewer
from goldenthread.subjects import rules
from goldenthread.subjects.models import Bar, Circle, Proposal, Subject
from goldenthread.subjects.services import names
from goldenthread.subjects.states import Outcome, ProposalKind


def add_proposal(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Subject
) -> Proposal:
    """Propose a new pseudonym for a subject; an empty one is drawn at random.

    Refuses a name that may not be used.
    """
    name = values["new_name"].strip()
    name = name or names.draw_name(parent.kind, parent.partnership_id)
    what = {
        "kind": ProposalKind.RENAME,
        "subject": parent,
        "new_name": name,
        "reason": values["reason"],
    }
    names.require_usable(name, parent.partnership_id)
    return propose(parent.circle, what, by=by, at=at)


def propose(
    circle: Circle, what: dict[str, Any], *, by: Viewer, at: datetime
) -> Proposal:
    """Write down what waits for a second person; refuses a second one like it."""
    rules.require_may_keep(by, circle)
    about = {name: what.get(name) for name in ("subject", "bar")}
    waiting = Proposal.objects.filter(
        circle=circle, kind=what["kind"], outcome=Outcome.WAITING, **about
    )
    if waiting.exists():
        raise Refused("This has been proposed already and waits for somebody else.")
    with transaction.atomic():
        proposal = Proposal.objects.create(
            circle=circle,
            proposed_at=at,
            proposed_by=by.account_key,
            proposed_by_post=by.label[:300],
            **what,
        )
        _write_down(proposal, "propose", {}, what["reason"], by=by, at=at)
    return proposal


def _write_down(
    proposal: Proposal,
    action: str,
    after: dict[str, Any],
    why: str,
    *,
    by: Viewer,
    at: datetime,
) -> None:
    """One history row without the proposed name (rule N3)."""
    tokens = [proposal.circle.key]
    if proposal.subject:
        tokens.append(proposal.subject.key)
    history.record_change(
        by=by,
        at=at,
        action=f"{action}_{proposal.kind.lower()}",
        kind=Proposal._meta.label_lower,
        record_key=proposal.key,
        before={},
        after=after,
        why=why,
        subjects=tokens,
    )


def amend_proposal(
    proposal: Proposal,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Proposal:
    """A second person confirms or refuses; confirming carries it out at once.

    Refuses the one who proposed it, and a decision on what was decided already.
    """
    rules.require_may_decide(by, proposal)
    with transaction.atomic():
        found = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
        if found.outcome != Outcome.WAITING:
            raise Refused("This has been decided already.")
        if found.version != read_version:
            raise records.Conflict(found)
        if values["outcome"] == Outcome.CONFIRMED:
            _CARRY_OUT[found.kind](found, by=by, at=at)
        _decide(found, values, by=by, at=at)
    return found


def _decide(
    proposal: Proposal, values: dict[str, Any], *, by: Viewer, at: datetime
) -> None:
    proposal.outcome = values["outcome"]
    proposal.decision_reason = values.get("decision_reason", "")
    proposal.decided_at, proposal.decided_by = at, by.account_key
    proposal.decided_by_post = by.label[:300]
    # From here on the alias alone holds the name.
    proposal.new_name = ""
    proposal.version += 1
    proposal.save()
    after = {"outcome": proposal.outcome}
    _write_down(proposal, "decide", after, proposal.decision_reason, by=by, at=at)


def _rename(proposal: Proposal, *, by: Viewer, at: datetime) -> None:
    # A check on the table sees to it that a rename has a subject, a lift its bar.
    subject = cast(Subject, proposal.subject)
    proposal.alias = names.rename(
        subject, proposal.new_name, reason=proposal.reason, by=by, at=at
    )


def _lift_bar(proposal: Proposal, *, by: Viewer, at: datetime) -> None:
    bar = cast(Bar, proposal.bar)
    values = {
        "ends_on": max(london_date(at), bar.starts_on),
        "end_reason": proposal.reason,
    }
    records.amend(
        bar,
        values,
        read_version=bar.version,
        by=by,
        at=at,
        action="lift_bar",
        subjects=[proposal.circle.key],
    )


def _lift_restriction(proposal: Proposal, *, by: Viewer, at: datetime) -> None:
    circle = proposal.circle
    records.amend(
        circle,
        {"restricted": False},
        read_version=circle.version,
        by=by,
        at=at,
        action="lift_restriction",
        why=proposal.reason,
        subjects=[circle.key],
    )


_CARRY_OUT: dict[str, Callable[..., None]] = {
    ProposalKind.RENAME: _rename,
    ProposalKind.LIFT_BAR: _lift_bar,
    ProposalKind.LIFT_RESTRICTION: _lift_restriction,
}
