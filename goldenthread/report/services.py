"""Every write of the report: editions, sections, sign-offs, freezing, publishing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from goldenthread.core import records
from goldenthread.core.access import Refused
from goldenthread.core.documents import reading
from goldenthread.core.figures import Answers, Figure
from goldenthread.core.viewer import Viewer
from goldenthread.report import assemble, checks, registry, rules
from goldenthread.report.models import (
    AdmittedGap,
    DaySnapshot,
    DisclosureDecision,
    Edition,
    FrozenFigure,
    PrintedClaim,
    Section,
    SignOff,
)
from goldenthread.report.states import EDITION_MOVES, EditionState


def add_edition(*, by: Viewer, at: datetime, values: dict[str, Any]) -> Edition:
    """Open an edition for a year of the viewer's partnership."""
    rules.require_may_write(by)
    values = {"partnership_id": by.partnership_id, **values}
    partnership = values.pop("partnership_id")
    edition_values = {**values}
    if "partnership" not in edition_values:
        from goldenthread.partnership.models import Partnership

        edition_values["partnership"] = Partnership.objects.get(pk=partnership)
    return records.add(Edition, edition_values, by=by, at=at, action="add_edition")


def amend_edition(
    edition: Edition,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Edition:
    """Change an open edition's title, dates, guidance or comparison."""
    rules.require_may_write(by)
    rules.require_open(edition)
    return records.amend(
        edition, values, read_version=read_version, by=by, at=at, action="amend_edition"
    )


def add_section(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Edition
) -> Section:
    """Add a numbered section to an open edition."""
    rules.require_may_write(by)
    rules.require_open(parent)
    return records.add(
        Section, {**values, "edition": parent}, by=by, at=at, action="add_section"
    )


def amend_section(
    section: Section,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Section:
    """Change a section's words; refuses text with a reference that is not known."""
    rules.require_may_write(by)
    rules.require_open(section.edition)
    checks.require_known_references(values.get("body", section.body))
    return records.amend(
        section, values, read_version=read_version, by=by, at=at, action="amend_section"
    )


def admit_gap(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Edition
) -> AdmittedGap:
    """Say that a required element is not met, and why."""
    rules.require_may_write(by)
    rules.require_open(parent)
    return records.add(
        AdmittedGap, {**values, "edition": parent}, by=by, at=at, action="admit_gap"
    )


def amend_gap(
    gap: AdmittedGap,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> AdmittedGap:
    """Change the reason of an admitted gap while the edition is open."""
    rules.require_may_write(by)
    rules.require_open(gap.edition)
    return records.amend(
        gap, values, read_version=read_version, by=by, at=at, action="amend_gap"
    )


def allow_disclosure(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Edition
) -> DisclosureDecision:
    """Decide that a guarded number or name may be published; refuses an empty reason."""
    rules.require_may_write(by)
    if not values["reason"].strip():
        raise Refused("Say why it may be published.")
    if parent.decisions.filter(what=values["what"]).exists():
        raise Refused("That was decided already.")
    return records.add(
        DisclosureDecision,
        {**values, "edition": parent},
        by=by,
        at=at,
        action="allow_disclosure",
    )


def add_claim(*, by: Viewer, at: datetime, values: dict[str, Any]) -> PrintedClaim:
    """Keep what a source printed for a figure, to be compared and never repeated."""
    rules.require_may_write(by)
    return records.add(PrintedClaim, values, by=by, at=at, action="add_claim")


# Moves


def start_drafting(edition: Edition, *, by: Viewer, at: datetime) -> Edition:
    """From collecting to drafting."""
    rules.require_may_write(by)
    return _move(edition, "start_drafting", by=by, at=at)


def ask_scrutineer(edition: Edition, *, by: Viewer, at: datetime) -> Edition:
    """Give a complete draft to the scrutineer; refuses while a check stops it."""
    rules.require_may_write(by)
    _require_no_stop(edition, at)
    return _move(edition, "ask_scrutineer", by=by, at=at)


def comment_edition(
    edition: Edition, *, by: Viewer, at: datetime, comment: str, read_digest: str
) -> SignOff:
    """The scrutineer's comment on exactly what was read; it decides nothing."""
    rules.require_may_comment(by)
    stage = EditionState.SCRUTINEER_COMMENT
    _require_state(edition, stage)
    _require_as_read(current(edition, at), read_digest)
    return _sign(edition, stage, by=by, at=at, comment=comment, read=read_digest)


def sign_edition(
    edition: Edition, *, by: Viewer, at: datetime, read_digest: str, comment: str = ""
) -> SignOff:
    """Sign for one of the three partners; the third signature moves the edition on.

    Refuses a post without a seat, a second signature of the same partner, and a stale
    one: the words must still be those that were read. When the delegated partners have
    all signed, the figures freeze.
    """
    if not rules.may_sign(by):
        raise Refused("Only executives of the three partners sign.")
    with transaction.atomic():
        edition = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
        stage, move = _stage_to_sign(edition)
        part = rules.part_signed_for(by, edition, stage, timezone.localdate(at))
        now = current(edition, at)
        _refuse_on(checks.build_problems(edition, now))
        if part in parts_signed(edition, stage, read_digest):
            raise Refused("Your agency has already signed this version.")
        _require_as_read(now, read_digest)
        signed = _sign(edition, stage, by=by, at=at, comment=comment, read=read_digest)
        if parts_signed(edition, stage, read_digest) == set(rules.PARTS):
            _complete(edition, stage, move, by=by, at=at)
    return signed


def _complete(
    edition: Edition, stage: str, move: str, *, by: Viewer, at: datetime
) -> None:
    if stage == EditionState.DELEGATES_AGREED:
        freeze_figures(edition, by=by, at=at)
    _move(edition, move, by=by, at=at)


def _stage_to_sign(edition: Edition) -> tuple[EditionState, str]:
    if edition.state == EditionState.SCRUTINEER_COMMENT:
        return EditionState.DELEGATES_AGREED, "agree_edition"
    if edition.state == EditionState.DELEGATES_AGREED:
        return EditionState.LEADS_SIGNED_OFF, "sign_off_edition"
    state = edition.get_state_display().lower()
    raise Refused(f"There is nothing to sign while the edition is {state}.")


def parts_signed(edition: Edition, stage: str, digest: str) -> set[str]:
    """Which of the three partners have signed exactly these words at a stage."""
    return set(
        edition.sign_offs.filter(stage=stage, digest=digest).values_list(
            "post__agency__statutory_part", flat=True
        )
    )


def _require_as_read(now: assemble.Assembly, read: str) -> None:
    """Raises Refused when the words are no longer those that were read."""
    if reading.digest(now.document) != read:
        raise Refused(
            "The report has changed since you opened it: read it again, then sign."
        )


def _sign(
    edition: Edition,
    stage: str,
    *,
    by: Viewer,
    at: datetime,
    comment: str,
    read: str,
) -> SignOff:
    values = {
        "edition": edition,
        "stage": stage,
        "signed_as": by.label,
        "account_key": by.account_key,
        "at": at,
        "digest": read,
        "comment": comment,
    }
    if by.post_id:
        from goldenthread.partnership.models import Post

        values["post"] = Post.objects.get(pk=by.post_id)
    return records.add(SignOff, values, by=by, at=at, action="sign_edition")


def reopen_edition(edition: Edition, *, by: Viewer, at: datetime, why: str) -> Edition:
    """Back to drafting, with a reason; signatures under other words no longer count."""
    rules.require_may_write(by)
    if not why.strip():
        raise Refused("Say why the edition is reopened.")
    return _move(edition, "reopen_edition", by=by, at=at, why=why)


def propose_publication(edition: Edition, *, by: Viewer, at: datetime) -> Edition:
    """The first of two people: asks somebody else to publish (rule A10)."""
    rules.require_may_write(by)
    _require_state(edition, EditionState.LEADS_SIGNED_OFF)
    _require_publishable(edition, at)
    return records.amend(
        edition,
        {"proposed_by": by.account_key},
        read_version=edition.version,
        by=by,
        at=at,
        action="propose_publication",
    )


def publish_edition(edition: Edition, *, by: Viewer, at: datetime) -> Edition:
    """The second of two people publishes; refuses while any check stops it."""
    rules.require_may_write(by)
    rules.require_second_person(edition, by)
    _require_publishable(edition, at)
    return _move(edition, "publish_edition", by=by, at=at)


def send_edition(edition: Edition, *, by: Viewer, at: datetime) -> Edition:
    """Note that the published edition went to the bodies the guidance names."""
    rules.require_may_write(by)
    return _move(edition, "send_edition", by=by, at=at)


def correct_edition(
    edition: Edition, *, by: Viewer, at: datetime, erratum: str
) -> Edition:
    """Open a new edition that corrects a published one, with its erratum.

    The published one stays as it is until the new one is published.
    """
    rules.require_may_write(by)
    if edition.state not in (EditionState.PUBLISHED, EditionState.SENT):
        raise Refused("Only a published edition is corrected by a new one.")
    if not erratum.strip():
        raise Refused("Say what is corrected.")
    copied = "partnership label title starts_on ends_on guidance source_name terms"
    values = {name: getattr(edition, name) for name in copied.split()}
    values |= {"number": edition.number + 1, "supersedes": edition, "erratum": erratum}
    with transaction.atomic():
        new = records.add(Edition, values, by=by, at=at, action="correct_edition")
        for old in edition.sections.all():
            fields = "number slug title body elements outcomes"
            copy = {name: getattr(old, name) for name in fields.split()}
            records.add(
                Section, {**copy, "edition": new}, by=by, at=at, action="add_section"
            )
        for gap in edition.gaps.all():
            records.add(
                AdmittedGap,
                {"edition": new, "element": gap.element, "reason": gap.reason},
                by=by,
                at=at,
                action="admit_gap",
            )
    return new


def _move(
    edition: Edition, name: str, *, by: Viewer, at: datetime, why: str = ""
) -> Edition:
    move = EDITION_MOVES.move(name, edition.state)
    values: dict[str, Any] = {"state": move.target}
    if name == "reopen_edition":
        values["proposed_by"] = ""
    return records.amend(
        edition,
        values,
        read_version=edition.version,
        by=by,
        at=at,
        action=name,
        why=why,
    )


def _require_state(edition: Edition, state: str) -> None:
    if edition.state != state:
        wanted = EditionState(state).label.lower()
        raise Refused(f"This can be done only while the edition is “{wanted}”.")


def current(edition: Edition, at: datetime) -> assemble.Assembly:
    """The edition as the records stand now."""
    return assemble.assemble(edition, as_at=timezone.localdate(at))


def _require_no_stop(edition: Edition, at: datetime) -> None:
    """Raises Refused naming the first thing that stops the build."""
    _refuse_on(checks.build_problems(edition, current(edition, at)))


def _require_publishable(edition: Edition, at: datetime) -> None:
    _refuse_on(checks.publication_problems(edition, current(edition, at)))


def _refuse_on(problems: list[assemble.Problem]) -> None:
    stops = [one for one in problems if one.stops]
    if stops:
        more = f" ({len(stops) - 1} more)" if len(stops) > 1 else ""
        raise Refused(f"{stops[0].where}: {stops[0].sentence}{more}")


# Frozen figures


def freeze_figures(edition: Edition, *, by: Viewer, at: datetime) -> int:
    """Keep every figure as it stands at agreement; answers how many.

    Agreed a second time, figures that moved are replaced by new rows.
    """
    answers = registry.answers(registry.scope_of(edition, timezone.localdate(at)))
    in_force = {one.key_of_figure: one for one in frozen_in_force(edition)}
    count = 0
    for key, figure in registry.figures().items():
        values = _frozen_values(edition, key, figure, answers, at)
        old = in_force.get(key)
        if old and (old.value, old.state) == (values["value"], values["state"]):
            continue
        _put_frozen(old, values, by=by, at=at, reason="agreed again" if old else "")
        count += 1
    return count


def frozen_in_force(edition: Edition) -> QuerySet[FrozenFigure]:
    """The frozen figures that count now: not replaced by a later one."""
    return edition.frozen.filter(ended_at__isnull=True)


def _frozen_values(
    edition: Edition, key: str, figure: Figure, answers: Answers, at: datetime
) -> dict[str, Any]:
    result = answers[key]
    return {
        "edition": edition,
        "key_of_figure": key,
        "value": checks.stored(result),
        "shown": assemble.shown(figure, result),
        "state": result.state,
        "definition_version": figure.version,
        "rows": result.rows.count() if result.rows is not None else None,
        "as_at": timezone.localdate(at),
        "frozen_at": at,
    }


def _put_frozen(
    old: FrozenFigure | None,
    values: dict[str, Any],
    *,
    by: Viewer,
    at: datetime,
    reason: str,
) -> FrozenFigure:
    values = {**values, "reason": reason, "restated_by": by.label if reason else ""}
    with transaction.atomic():
        if old is not None:
            records.amend(
                old,
                {"ended_at": at},
                read_version=old.version,
                by=by,
                at=at,
                action="end_frozen_figure",
                why=reason,
            )
        action = "freeze_figure" if old is None else "restate_figure"
        return records.add(
            FrozenFigure, values, by=by, at=at, action=action, why=reason
        )


def restate_figure(
    edition: Edition, *, key: str, by: Viewer, at: datetime, why: str
) -> FrozenFigure:
    """Accept that an agreed figure has changed, with a reason; the build goes on.

    Refuses when the figure has not changed, or the edition is published: then only a
    corrected edition may say otherwise.
    """
    rules.require_may_write(by)
    if edition.state in (EditionState.PUBLISHED, EditionState.SENT):
        raise Refused("A published edition never changes: open a corrected edition.")
    if not why.strip():
        raise Refused("Say why the figure is restated.")
    old = frozen_in_force(edition).filter(key_of_figure=key).first()
    if old is None:
        raise Refused("That figure is not frozen in this edition.")
    answers = registry.answers(registry.scope_of(edition, timezone.localdate(at)))
    values = _frozen_values(edition, key, answers.figure(key), answers, at)
    if (old.value, old.state) == (values["value"], values["state"]):
        raise Refused("That figure has not changed since it was agreed.")
    return _put_frozen(old, values, by=by, at=at, reason=why)


def note_today(edition: Edition, *, at: datetime, shown: dict[str, str]) -> None:
    """Keep how the figures read today, once a day, for "what changed since yesterday"."""
    DaySnapshot.objects.get_or_create(
        edition=edition, day=timezone.localdate(at), defaults={"shown": shown}
    )
