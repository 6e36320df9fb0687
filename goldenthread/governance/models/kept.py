"""What every record of this room has: whose it is, and where its facts come from."""

from django.db import models

from goldenthread.core.models import Record
from goldenthread.partnership.models import Partnership


class Sourced(Record):
    """A record that says when it was made up for the example partnership."""

    note = models.TextField(
        "note", blank=True, help_text="Where this comes from, or what is not known"
    )
    invented = models.BooleanField(
        "made up for the example",
        default=False,
        help_text="Leave unticked for anything that really happened",
    )

    class Meta:
        abstract = True


class Kept(Sourced):
    """A record that belongs to one partnership by itself."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Positioned(models.Model):
    """A row with a place in a list that people put in order."""

    position = models.PositiveSmallIntegerField("order in the list", default=1)

    class Meta:
        abstract = True
