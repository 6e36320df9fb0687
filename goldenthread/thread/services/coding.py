"""Coding findings: the first coding, blind rounds, the reveal, and consolidation.

Each coding is a row of its own with its day and its coder; the finding carries the one
that holds today. A row is never changed afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from goldenthread.core import records
from goldenthread.core.access import Refused
from goldenthread.core.calendars import london_date
from goldenthread.core.viewer import Viewer
from goldenthread.thread import queries, rules
from goldenthread.thread.models import (
    Coding,
    CodingClaim,
    CodingRound,
    Finding,
    SystemsDomain,
    Theme,
)
from goldenthread.thread.services.checks import circle_of, needed, not_later
from goldenthread.thread.states import CodingKind


CODED = ("themes", "domains")


def with_all_domains(values: dict[str, Any]) -> dict[str, Any]:
    """A finding's values with its domains in both places they are kept in.

    The single `domain` is written too while the release before may still be running.
    """
    if "domains" in values:
        first = min(values["domains"], key=_order, default=None)
        return values | {"domain": first}
    if "domain" in values:
        return values | {"domains": [values["domain"]] if values["domain"] else []}
    return values


def _order(domain: SystemsDomain) -> tuple[int, int]:
    return (domain.position, domain.pk)


NOT_RECORDED = "Not recorded"


def note_first_coding(
    finding: Finding, *, by: Viewer, at: datetime, known: bool = True
) -> Coding:
    """Keep what a finding was coded as when it was written or amended.

    Called by the finding's own services in their transaction, after their rule. For a
    finding older than this table it is not known who coded it.
    """
    return _add(
        finding,
        by=by,
        at=at,
        kind=CodingKind.FIRST,
        themes=list(finding.themes.all()),
        domains=list(finding.domains.all()),
        known=known,
    )


def _add(
    finding: Finding,
    *,
    by: Viewer,
    at: datetime,
    kind: str,
    themes: Iterable[Theme],
    domains: Iterable[SystemsDomain],
    coding_round: CodingRound | None = None,
    reason: str = "",
    known: bool = True,
) -> Coding:
    values = {
        "finding": finding,
        "round": coding_round,
        "kind": kind,
        "account_key": by.account_key if known else "",
        "coder": by.label if known else NOT_RECORDED,
        "coded_on": london_date(at),
        "recorded_at": at,
        "themes": themes,
        "domains": domains,
        "reason": reason,
    }
    return records.add(
        Coding,
        values,
        by=by,
        at=at,
        action="add_coding",
        subjects=circle_of(finding.origin),
    )


# --- Rounds -----------------------------------------------------------------------


def add_coding_round(
    *, by: Viewer, at: datetime, values: dict[str, Any]
) -> CodingRound:
    """Give a set of findings to be coded a second time, blind.

    Takes the newest findings within the source, kind and days given, at most `most` of
    them, out of those the opener sees. Refuses a set that holds none. A finding whose
    first coding was never kept by itself is given a row saying what it was coded as
    when the round opened, so that the comparison stands still.
    """
    rules.require_may_keep(by)
    not_later("found_to", values.get("found_to"), at, "The last day")
    found = queries.findings_to_code(by, values)
    if not found:
        raise ValidationError("No finding is in that choice. Choose more widely.")
    kept = {name: values[name] for name in ("title", "note") if name in values}
    with transaction.atomic():
        for finding in queries.without_first_coding(found):
            note_first_coding(finding, by=by, at=at, known=False)
        fixed = {
            "partnership_id": by.partnership_id,
            "opened_on": london_date(at),
            "opened_at": at,
            "opened_by": by.label,
            "findings": found,
        }
        return records.add(
            CodingRound,
            kept | fixed,
            by=by,
            at=at,
            action="add_coding_round",
            subjects=circle_of(*(one.origin for one in found)),
        )


def claim_coding_round(
    coding_round: CodingRound, *, by: Viewer, at: datetime
) -> CodingRound:
    """Take a round on as one of its blind coders.

    Refuses once it is revealed, a second claim, and anybody who wrote the first coding
    of one of its findings: their second opinion would not be one.
    """
    rules.require_may_code(by)
    _require_hidden(coding_round)
    if coding_round.claims.filter(account_key=by.account_key).exists():
        raise Refused("You have taken this round on already.")
    if queries.coded_first_by(by, coding_round):
        raise Refused(
            "You coded one of these findings first, so somebody else must code them."
        )
    values = {
        "round": coding_round,
        "account_key": by.account_key,
        "coder": by.label,
        "claimed_on": london_date(at),
    }
    records.add(CodingClaim, values, by=by, at=at, action="claim_coding_round")
    return coding_round


def code_blind(
    coding_round: CodingRound,
    finding: Finding,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
) -> Coding:
    """Give one's own coding of a finding of a round.

    Refuses before the round is taken on, after it is revealed, a finding that is not in
    it, and a second coding of the same finding.
    """
    rules.require_may_code(by)
    _require_hidden(coding_round)
    if not coding_round.claims.filter(account_key=by.account_key).exists():
        raise Refused("Take this round on first.")
    if not queries.findings_of_round(by, coding_round).filter(pk=finding.pk).exists():
        raise Refused("This finding is not part of the round.")
    mine = {"account_key": by.account_key, "kind": CodingKind.BLIND}
    if coding_round.codings.filter(finding=finding, **mine).exists():
        raise Refused("You have coded this finding already; the coding stands.")
    return _add(
        finding,
        by=by,
        at=at,
        kind=CodingKind.BLIND,
        themes=values["themes"],
        domains=values["domains"],
        coding_round=coding_round,
        reason=values.get("reason", ""),
    )


def reveal_coding_round(
    coding_round: CodingRound, *, by: Viewer, at: datetime, read_version: int
) -> CodingRound:
    """Show every coding of a round to all who may see its findings.

    Refuses while nobody has coded anything, and a second time: after it nothing is
    coded blind any more.
    """
    rules.require_may_keep(by)
    _require_hidden(coding_round)
    if not coding_round.codings.filter(kind=CodingKind.BLIND).exists():
        raise Refused("Nobody has coded a finding of this round yet.")
    return records.amend(
        coding_round,
        {"revealed_on": london_date(at)},
        read_version=read_version,
        by=by,
        at=at,
        action="reveal_coding_round",
    )


def consolidate_coding(
    coding_round: CodingRound,
    finding: Finding,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
) -> Coding:
    """Settle what a finding is about after the reveal, with the reason.

    The finding carries it from then; the codings it was settled from stay as they are.
    """
    rules.require_may_keep(by)
    if coding_round.revealed_on is None:
        raise Refused("The round is not revealed yet.")
    if not queries.findings_of_round(by, coding_round).filter(pk=finding.pk).exists():
        raise Refused("This finding is not part of the round.")
    needed("reason", values["reason"], "Say why this coding holds.")
    coded = {name: list(values[name]) for name in CODED}
    themes, domains = coded["themes"], coded["domains"]
    with transaction.atomic():
        records.amend(
            finding,
            with_all_domains(coded),
            read_version=finding.version,
            by=by,
            at=at,
            action="consolidate_coding",
            subjects=circle_of(finding.origin),
        )
        return _add(
            finding,
            by=by,
            at=at,
            kind=CodingKind.CONSOLIDATED,
            coding_round=coding_round,
            reason=values["reason"],
            themes=themes,
            domains=domains,
        )


def _require_hidden(coding_round: CodingRound) -> None:
    if coding_round.revealed_on is not None:
        raise Refused("This round is revealed: nothing is coded blind any more.")
