"""Where anybody can turn with a concern about a child."""

from django.db import models

from goldenthread.governance.models.kept import Kept, Positioned
from goldenthread.partnership.models import Dated


class PublicContact(Kept, Dated, Positioned):
    """A published telephone line: what it is for and when to use it."""

    name = models.CharField(max_length=200)
    number = models.CharField("telephone number", max_length=30)
    use_when = models.CharField("when to use it", max_length=300)
    run_by = models.CharField(max_length=200, blank=True)

    class Meta(Dated.Meta):
        abstract = False

    def __str__(self) -> str:
        return self.name
