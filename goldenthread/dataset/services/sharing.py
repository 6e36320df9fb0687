"""Agreements, and what each agency sends under them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from goldenthread.core import files, records
from goldenthread.core.viewer import Viewer
from goldenthread.dataset import rules, shelf
from goldenthread.dataset.models import Agreement, Supply
from goldenthread.partnership.models import Partnership


def add_agreement(*, by: Viewer, at: datetime, values: dict[str, Any]) -> Agreement:
    """Record an agreement; refuses one that is to be reviewed before it begins."""
    rules.require_may_keep_sharing(by)
    _require_review_later(values["starts_on"], values["review_on"])
    partnership = Partnership.objects.get(pk=by.partnership_id)
    with transaction.atomic():
        kept = {"partnership": partnership, **_with_document(values, by, at)}
        return records.add(Agreement, kept, by=by, at=at, action="add_agreement")


def amend_agreement(
    agreement: Agreement,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Agreement:
    """Change an agreement, its days or its document; the one before stays in history."""
    rules.require_may_keep_sharing(by)
    _require_review_later(values["starts_on"], values["review_on"])
    with transaction.atomic():
        return records.amend(
            agreement,
            _with_document(values, by, at),
            read_version=read_version,
            by=by,
            at=at,
            action="amend_agreement",
        )


def _require_review_later(starts_on: Any, review_on: Any) -> None:
    if review_on <= starts_on:
        raise ValidationError(
            {"review_on": "The review must be after the agreement comes into force."}
        )


def _with_document(values: dict[str, Any], by: Viewer, at: datetime) -> dict[str, Any]:
    """The uploaded document as a stored file; without one the one before stays."""
    received = values.pop("document", None)
    if received is None:
        return values
    return values | {"document": files.keep(by=by, at=at, received=received)}


def add_supply(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Agreement
) -> Supply:
    """Open a contract to an agency under an agreement.

    Refuses a contract there is none of, a field left out that the contract cannot do
    without, a second supply of the same, and a code that stands for another agency.
    """
    rules.require_may_keep_sharing(by)
    values = {"starts_on": parent.starts_on, "left_out": [], **values}
    _require_sense(values, parent)
    taken = parent.supplies.filter(agency=values["agency"], contract=values["contract"])
    if taken.exists():
        raise ValidationError(
            {"contract": f"{values['agency']} sends this under the agreement already."}
        )
    return records.add(
        Supply, {**values, "agreement": parent}, by=by, at=at, action="add_supply"
    )


def amend_supply(
    supply: Supply,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Supply:
    """Change what is left out, or the periods that are sent."""
    rules.require_may_keep_sharing(by)
    fixed = {"agency": supply.agency, "contract": supply.contract, "code": supply.code}
    changed = {k: v for k, v in values.items() if k not in fixed}
    _require_sense(fixed | changed, supply.agreement)
    return records.amend(
        supply,
        changed,
        read_version=read_version,
        by=by,
        at=at,
        action="amend_supply",
    )


def _require_sense(values: dict[str, Any], agreement: Agreement) -> None:
    if values["contract"] not in shelf.contract_titles():
        raise ValidationError({"contract": "Choose one of the contracts listed."})
    held = shelf.contract(values["contract"])
    for name in values["left_out"]:
        reason = _needed(held, name)
        if reason:
            raise ValidationError({"left_out": reason})
    others = Supply.objects.filter(
        agreement__partnership_id=agreement.partnership_id, code=values["code"]
    ).exclude(agency=values["agency"])
    if others.exists():
        raise ValidationError({"code": "Another agency has this name in the data."})


def _needed(contract: Any, name: str) -> str:
    found = next((one for one in contract.fields if one.name == name), None)
    if found is None:
        return f"“{contract.title}” has no field {name}."
    if found.required or found.key:
        return f"“{found.label}” cannot be left out: rows are told apart or read by it."
    return ""
