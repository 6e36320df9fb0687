"""What every record people can open has in common."""

import secrets

from django.db import models


# No vowels and no look-alikes: keys are read out over the telephone and must not
# spell words.
ALPHABET = "23456789bcdfghjkmnpqrstvwxz"


def new_key() -> str:
    """A random key of 12 signs (57 bits); nothing about the record is in it (N1)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(12))


class Record(models.Model):
    """A row with a random key for addresses and a version for two editors (R3)."""

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True
