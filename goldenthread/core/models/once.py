"""Once-only keys of forms: a form sent twice is saved once (rule R4)."""

from django.db import models


class OnceKey(models.Model):
    key = models.CharField(max_length=32, primary_key=True)
    account_key = models.CharField(max_length=64)
    used_at = models.DateTimeField()
    location = models.CharField(max_length=300)
