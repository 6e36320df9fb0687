"""Reads of the thread, within what the viewer may see."""

from goldenthread.thread.queries.actions import (
    PlanCounts,
    action_page,
    actions,
    actions_of,
    claim_of,
    evidence,
    impact_tests,
    latest_claim,
    plan_counts,
    plan_page,
    plans,
    updates,
)
from goldenthread.thread.queries.challenges import challenge_page, challenges
from goldenthread.thread.queries.choices import live_agencies, live_groups, live_posts
from goldenthread.thread.queries.due import due
from goldenthread.thread.queries.learning import (
    domains,
    earlier_alike,
    finding_page,
    findings,
    findings_of,
    findings_with_theme,
    origin_page,
    origins,
    questions,
    themes,
)
from goldenthread.thread.queries.path import Graph, Node, thread_of
from goldenthread.thread.queries.scope import open_or_without_origin, open_to


__all__ = [
    "Graph",
    "Node",
    "PlanCounts",
    "action_page",
    "actions",
    "actions_of",
    "challenge_page",
    "challenges",
    "claim_of",
    "domains",
    "due",
    "earlier_alike",
    "evidence",
    "finding_page",
    "findings",
    "findings_of",
    "findings_with_theme",
    "impact_tests",
    "latest_claim",
    "live_agencies",
    "live_groups",
    "live_posts",
    "open_or_without_origin",
    "open_to",
    "origin_page",
    "origins",
    "plan_counts",
    "plan_page",
    "plans",
    "questions",
    "themes",
    "thread_of",
    "updates",
]
