"""The risk register."""

from django.db import models

from goldenthread.governance.models.kept import Kept
from goldenthread.governance.states import RiskState, Score
from goldenthread.partnership.models import Post


class Risk(Kept):
    """Something that could stop the partnership keeping children safe."""

    title = models.CharField(max_length=200)
    cause = models.TextField("what could cause it", blank=True)
    effect = models.TextField("what would follow", blank=True)
    likelihood = models.PositiveSmallIntegerField(choices=Score)
    impact = models.PositiveSmallIntegerField(choices=Score)
    mitigation = models.TextField("what is done about it", blank=True)
    owner_post = models.ForeignKey(
        Post, models.PROTECT, related_name="+", verbose_name="owner"
    )
    raised_on = models.DateField("date raised")
    review_due_on = models.DateField("review due")
    state = models.CharField(max_length=8, choices=RiskState, default=RiskState.OPEN)

    def __str__(self) -> str:
        return self.title

    @property
    def score(self) -> int:
        """Likelihood times impact: 1 to 25."""
        return self.likelihood * self.impact
