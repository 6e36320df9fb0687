"""The history: append-only rows, each sealed over the one before.

A row holds no content (rule L3). Before and after values of a change stand in
`HistoryDetail`, whose digest the row carries, so that the chain proves them too.
Triggers in the migrations refuse UPDATE and DELETE on all three tables.
"""

from django.db import models


class HistoryRow(models.Model):
    """One act: who, in which role and post, did or read what, when and why."""

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=64, db_index=True)
    role = models.CharField(max_length=32)
    post = models.CharField(max_length=300)
    action = models.CharField(max_length=80)
    kind = models.CharField(max_length=80)
    record_key = models.CharField(max_length=64, blank=True)
    rows = models.PositiveIntegerField(default=1)
    purpose = models.CharField(max_length=500, blank=True)
    subjects = models.JSONField(default=list)
    detail_digest = models.CharField(max_length=64, blank=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["kind", "record_key"])]


class HistoryDetail(models.Model):
    """Before and after of one change, field by field."""

    row = models.OneToOneField(HistoryRow, models.PROTECT, primary_key=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)


class HistorySubject(models.Model):
    """Which subject or circle token a row touched: answers "who has looked?" (L4)."""

    row = models.ForeignKey(HistoryRow, models.PROTECT, related_name="+")
    token = models.CharField(max_length=64, db_index=True)
