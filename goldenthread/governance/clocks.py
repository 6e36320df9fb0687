"""Which clocks of governance run: reviews of documents and of risks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from goldenthread.core.running import Running
from goldenthread.core.viewer import Viewer
from goldenthread.governance import rules
from goldenthread.governance.models import Policy, Risk
from goldenthread.governance.queries import policies, risks
from goldenthread.governance.states import PolicyState, RiskState


SET = "The day of review set on the record"
IN_USE = (PolicyState.IN_FORCE, PolicyState.UNDER_REVIEW)


def running(
    viewer: Viewer, on: date, *, done_since: date | None = None
) -> Iterator[Running]:
    """Documents and risks with a day of review; risks only for whom they are open."""
    documents = policies.policies(viewer, on).filter(state__in=IN_USE)
    for policy in documents.filter(review_due_on__isnull=False):
        yield from _policy(policy, viewer)
    open_ = risks.risks(viewer, on).exclude(state=RiskState.CLOSED)
    for risk in open_.filter(review_due_on__isnull=False):
        yield from _risk(risk, viewer)


def _policy(one: Policy, viewer: Viewer) -> Iterator[Running]:
    if one.review_due_on is None or one.state not in IN_USE:
        return
    yield Running(
        code="POLICY_REVIEWED",
        record=one,
        words="Review the document",
        began=None,
        set_on=one.review_due_on,
        set_words=SET,
        owner=str(one.owner_agency or one.owner_group or "The partnership"),
        agency_id=one.owner_agency_id,
        watched=rules.may_keep_records(viewer),
    )


def _risk(one: Risk, viewer: Viewer) -> Iterator[Running]:
    if one.review_due_on is None or one.state == RiskState.CLOSED:
        return
    post = one.owner_post
    owns = post is not None and post.pk == viewer.post_id
    yield Running(
        code="RISK_REVIEWED",
        record=one,
        words="Review the risk",
        began=None,
        set_on=one.review_due_on,
        set_words=SET,
        owner=str(post) if post else "The partnership",
        agency_id=post.agency_id if post else None,
        watched=rules.may_keep_records(viewer) or owns,
    )


OF: dict[type, Callable[[Any, Viewer], Iterable[Running]]] = {
    Policy: _policy,
    Risk: _risk,
}
