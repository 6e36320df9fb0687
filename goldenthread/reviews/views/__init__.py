"""The pages of incidents and reviews."""

from goldenthread.reviews.views.kinds import KINDS
from goldenthread.reviews.views.pages import move_review_subject, view_review_log


__all__ = ["KINDS", "move_review_subject", "view_review_log"]
