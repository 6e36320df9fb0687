"""Files people have added: the row here, the content on disk under its hash."""

from django.db import models
from django.db.models import Q

from goldenthread.core.inspection.types import BY_CODE, FileType
from goldenthread.core.models.record import Record


class FileState(models.TextChoices):
    QUARANTINED = "QUARANTINED", "Waiting in quarantine"
    ACCEPTED = "ACCEPTED", "Accepted"


class StoredFile(Record):
    """One file as one person added it.

    Two rows may share a hash, and then share the content on disk; neither can be found
    through the other, so adding a file never tells that somebody else has it (A5).
    `name` is shown to people and is never a path.
    """

    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    kind = models.CharField(
        max_length=4, choices=[(code, one.label) for code, one in BY_CODE.items()]
    )
    state = models.CharField(max_length=11, choices=FileState)
    reason = models.CharField(max_length=300, blank=True)
    stored_at = models.DateTimeField()
    scanned_at = models.DateTimeField(null=True, blank=True)
    scanner = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=FileState.QUARANTINED) | ~Q(reason=""),
                name="quarantine_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(scanned_at=None, scanner="")
                | (Q(scanned_at__isnull=False) & ~Q(scanner="")),
                name="scanned_at_with_scanner",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def type(self) -> FileType:
        return BY_CODE[self.kind]

    @property
    def is_served(self) -> bool:
        """Whether it may be downloaded: not while it waits in quarantine."""
        return self.state == FileState.ACCEPTED
