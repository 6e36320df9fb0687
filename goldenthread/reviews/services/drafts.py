"""What was typed is not lost: words sent after a session ended are held for their author.

The page of a part carries a signed ticket that names account, return and part. A form
sent without a session but with its ticket is held; nobody but that account is shown it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction

from goldenthread.core import history, records
from goldenthread.core.viewer import Viewer, system
from goldenthread.reviews.models import AgencyReturn, HeldDraft
from goldenthread.reviews.services import keeping


# Longer than any session lasts (12 hours), so that the last word typed still counts.
LONGEST = timedelta(hours=24)
LONGEST_TEXT = 100_000
TASK = "draft sent after sign-out"


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="goldenthread.reviews.draft")


def ticket(one: AgencyReturn, by: Viewer, question: str) -> str:
    """What lets this account's words for this part be held, and nothing else."""
    return _signer().sign_object([by.account_key, one.key, question])


def hold_draft(
    *, signed: str, key: str, question: str, text: str, read_version: int, at: datetime
) -> HeldDraft | None:
    """Hold what came without a session; None for a ticket that does not fit.

    A later sending of the same part takes the place of the earlier one.
    """
    account = _account_of(signed, key, question)
    one = (
        AgencyReturn.objects.filter(key=key).select_related("incident__circle").first()
    )
    if account is None or one is None or len(text) > LONGEST_TEXT:
        return None
    by = system(TASK, partnership_id=one.incident.partnership_id)
    values = {"text": text, "read_version": read_version, "held_at": at}
    tokens = keeping.tokens(one.incident)
    who: dict[str, Any] = {"by": by, "at": at, "action": "hold_draft"}
    found = HeldDraft.objects.filter(
        agency_return=one, account_key=account, question=question
    )
    with transaction.atomic():
        if earlier := found.first():
            return records.amend(
                earlier, values, read_version=earlier.version, subjects=tokens, **who
            )
        values |= {"agency_return": one, "account_key": account, "question": question}
        return records.add(HeldDraft, values, subjects=tokens, **who)


def _account_of(signed: str, key: str, question: str) -> str | None:
    try:
        account, of, part = _signer().unsign_object(signed, max_age=LONGEST)
    except (BadSignature, ValueError, TypeError):
        return None
    return str(account) if (of, part) == (key, question) else None


def use_up(one: AgencyReturn, by: Viewer, question: str) -> None:
    """A part was saved: what was held of it for this account is done with."""
    HeldDraft.objects.filter(
        agency_return=one, account_key=by.account_key, question=question
    ).delete()


def let_go_of_draft(
    one: AgencyReturn, *, by: Viewer, at: datetime, question: str
) -> None:
    """The author does not want the held words: they go, and that is on the record."""
    with transaction.atomic():
        use_up(one, by, question)
        history.record_change(
            by=by,
            at=at,
            action="let_go_of_draft",
            kind=HeldDraft._meta.label_lower,
            record_key=one.key,
            before={},
            after={},
            subjects=keeping.tokens(one.incident),
        )
