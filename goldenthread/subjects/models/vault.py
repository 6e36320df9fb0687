"""The identity behind a subject, each item sealed with the vault's own key (N2, D3)."""

from __future__ import annotations

import hashlib
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

from goldenthread.core.models import Record
from goldenthread.subjects.models.names import Subject
from goldenthread.subjects.states import IdentityItem


FORM = b"\x01"  # first byte of what is stored, so that a later form can be told apart
NONCE_LENGTH = 12


class VaultFault(Exception):
    """A sealed item does not open: another key, another place, or a changed byte."""


def _cipher() -> AESGCM:
    return AESGCM(hashlib.sha256(b"vault:" + settings.VAULT_KEY.encode()).digest())


def seal(words: str, place: str) -> bytes:
    """The words sealed for one place: they do not open anywhere else."""
    nonce = secrets.token_bytes(NONCE_LENGTH)
    return FORM + nonce + _cipher().encrypt(nonce, words.encode(), place.encode())


def unseal(sealed: bytes, place: str) -> str:
    """The words; raises VaultFault when they were not sealed here with this key."""
    sealed = bytes(sealed)
    nonce, body = sealed[1 : 1 + NONCE_LENGTH], sealed[1 + NONCE_LENGTH :]
    try:
        if sealed[:1] != FORM:
            raise VaultFault("This item is in a form that cannot be opened here.")
        return _cipher().decrypt(nonce, body, place.encode()).decode()
    except InvalidTag as fault:
        raise VaultFault("This item does not open with the vault’s key.") from fault


class Identity(Record):
    """Who a subject really is. No query joins this table to a report."""

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="+")
    sealed_name = models.BinaryField(null=True, editable=False)
    sealed_other_names = models.BinaryField(null=True, editable=False)
    sealed_date_of_birth = models.BinaryField(null=True, editable=False)
    sealed_address = models.BinaryField(null=True, editable=False)
    sealed_contact = models.BinaryField(null=True, editable=False)

    class Meta:
        verbose_name_plural = "identities"

    def __str__(self) -> str:
        return f"identity {self.key}"

    def place(self, item: str) -> str:
        return f"{self.key}:{item}"

    def holds(self, item: str) -> bool:
        return getattr(self, column(item)) is not None

    def open_item(self, item: str) -> str:
        """The words of one item; only the vault's service and check call this."""
        return unseal(getattr(self, column(item)), self.place(item))

    def close_item(self, item: str, words: str) -> None:
        """Seal the words in place of what stood; empty words remove the item."""
        sealed = seal(words, self.place(item)) if words else None
        setattr(self, column(item), sealed)


def column(item: str) -> str:
    return f"sealed_{IdentityItem(item).value.lower()}"
