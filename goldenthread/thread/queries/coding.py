"""Rounds of blind coding, what each coder said, and how far they agree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from goldenthread.core.agreement import cohen_kappa, krippendorff_alpha
from goldenthread.core.viewer import Viewer
from goldenthread.thread.models import (
    Coding,
    CodingClaim,
    CodingRound,
    Finding,
    SystemsDomain,
    Theme,
)
from goldenthread.thread.queries.learning import findings
from goldenthread.thread.queries.scope import here, open_to
from goldenthread.thread.states import CodingKind


MOST_TO_CODE = 200
FIRST = ""  # the coder under whom the first coding stands, whoever wrote it


def coding_rounds(viewer: Viewer) -> QuerySet[CodingRound]:
    """Rounds with at least one finding the viewer sees, the newest first.

    `shown` are those findings: a round counts and shows nobody any other.
    """
    held = Finding.objects.filter(
        open_to(viewer, "origin__circle"), coding_rounds=OuterRef("pk")
    )
    visible = findings(viewer).prefetch_related(None).order_by("found_on", "id")
    return (
        CodingRound.objects.filter(Exists(held), partnership_id=here(viewer))
        .prefetch_related(
            Prefetch("findings", visible, to_attr="shown"),
            Prefetch("claims", CodingClaim.objects.order_by("id")),
        )
        .order_by("-opened_on", "-id")
    )


def coding_round_page(viewer: Viewer) -> QuerySet[CodingRound]:
    """A round with every coding of the findings the viewer sees."""
    codings = (
        Coding.objects.filter(open_to(viewer, "finding__origin__circle"))
        .prefetch_related("themes", "domains")
        .order_by("id")
    )
    return coding_rounds(viewer).prefetch_related(Prefetch("codings", codings))


def findings_of_round(viewer: Viewer, coding_round: CodingRound) -> QuerySet[Finding]:
    return (
        findings(viewer).filter(coding_rounds=coding_round).order_by("found_on", "id")
    )


def findings_to_code(viewer: Viewer, values: dict[str, Any]) -> list[Finding]:
    """The newest findings within a choice of source, kind and days."""
    lookups = {
        "origin": values.get("origin"),
        "kind": values.get("kind"),
        "found_on__gte": values.get("found_from"),
        "found_on__lte": values.get("found_to"),
    }
    chosen = {name: value for name, value in lookups.items() if value}
    most = min(values.get("most") or MOST_TO_CODE, MOST_TO_CODE)
    return list(findings(viewer).filter(**chosen)[:most])


def without_first_coding(found: Iterable[Finding]) -> list[Finding]:
    found = list(found)
    coded = set(
        Coding.objects.filter(
            finding__in=[one.pk for one in found], kind=CodingKind.FIRST
        ).values_list("finding_id", flat=True)
    )
    return [one for one in found if one.pk not in coded]


def coded_first_by(viewer: Viewer, coding_round: CodingRound) -> bool:
    """Whether the viewer wrote the first coding of one of a round's findings."""
    return Coding.objects.filter(
        kind=CodingKind.FIRST,
        account_key=viewer.account_key,
        finding__coding_rounds=coding_round,
    ).exists()


def next_to_code(viewer: Viewer, coding_round: CodingRound) -> Finding | None:
    """The first finding of a round that the viewer has not coded yet."""
    mine = coding_round.codings.filter(
        account_key=viewer.account_key, kind=CodingKind.BLIND
    ).values("finding_id")
    return findings_of_round(viewer, coding_round).exclude(pk__in=mine).first()


def codings_of(viewer: Viewer, finding: Finding) -> QuerySet[Coding]:
    """How a finding was coded, row by row; what is blind is told after the reveal."""
    hidden = Coding.objects.filter(kind=CodingKind.BLIND, round__revealed_on=None)
    return (
        Coding.objects.filter(finding=finding)
        .filter(open_to(viewer, "finding__origin__circle"))
        .exclude(pk__in=hidden.values("pk"))
        .prefetch_related("themes", "domains")
        .order_by("id")
    )


# --- Agreement ---------------------------------------------------------------------

Said = dict[str, dict[int, Coding]]


@dataclass(frozen=True)
class Agreement:
    """How far a round's coders agree on one theme or domain.

    `findings` is how many were judged by at least two of them: what it rests on.
    """

    word: Theme | SystemsDomain
    measure: str
    value: Fraction | None
    findings: int
    carried: int


def said_in(coding_round: CodingRound) -> Said:
    """Who said what of which finding: the first coding as it stood, and each coder's."""
    said: Said = {FIRST: {}}
    for one in first_codings(coding_round):
        said[FIRST][one.finding_id] = one
    for one in coding_round.codings.all():
        if one.kind == CodingKind.BLIND:
            said.setdefault(one.account_key, {})[one.finding_id] = one
    return said


def first_codings(coding_round: CodingRound) -> QuerySet[Coding]:
    """The first coding of each shown finding as it stood when the round opened."""
    shown = [one.pk for one in coding_round.shown]  # type: ignore[attr-defined]
    return (
        Coding.objects.filter(
            finding__in=shown,
            kind=CodingKind.FIRST,
            recorded_at__lte=coding_round.opened_at,
        )
        .prefetch_related("themes", "domains")
        .order_by("id")
    )


def agreement_of(coding_round: CodingRound, said: Said) -> list[Agreement]:
    """Agreement on each word that anybody used, themes first; only after the reveal.

    Two coders who judged the same findings: Cohen's kappa on those both judged. More
    coders: Krippendorff's alpha, which bears with findings that some did not judge.
    """
    if coding_round.revealed_on is None:
        return []
    judged = [one.pk for one in coding_round.shown]  # type: ignore[attr-defined]
    both = [pk for pk in judged if sum(pk in by_one for by_one in said.values()) > 1]
    return [
        found
        for name in ("themes", "domains")
        for found in _agreement_on(name, both, said)
    ]


def _agreement_on(name: str, judged: list[int], said: Said) -> list[Agreement]:
    used: dict[int, Any] = {}
    marks: dict[str, dict[int, set[int]]] = {}
    for coder, codings in said.items():
        marks[coder] = {}
        for pk, coding in codings.items():
            words = list(getattr(coding, name).all())
            marks[coder][pk] = {word.pk for word in words}
            if pk in judged:
                used |= {word.pk: word for word in words}
    words = sorted(used.values(), key=str)
    return [_measured(word, judged, list(marks.values())) for word in words]


def _measured(
    word: Any, judged: list[int], coders: list[dict[int, set[int]]]
) -> Agreement:
    rows = [[_mark(one, pk, word) for one in coders] for pk in judged]
    carried = sum(True in row for row in rows)
    if len(coders) == 2:
        first, second = ([row[at] for row in rows] for at in (0, 1))
        value = cohen_kappa(first, second)
        return Agreement(word, "Cohen’s kappa", value, len(rows), carried)
    value = krippendorff_alpha(rows)
    return Agreement(word, "Krippendorff’s alpha", value, len(rows), carried)


def _mark(coder: dict[int, set[int]], pk: int, word: Any) -> bool | None:
    return word.pk in coder[pk] if pk in coder else None
