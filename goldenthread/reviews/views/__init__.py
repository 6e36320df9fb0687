"""The pages of incidents and reviews."""

from goldenthread.reviews.views import conduct, kinds, publishing
from goldenthread.reviews.views.pages import (
    export_review_log,
    move_review_subject,
    view_review_log,
)


KINDS = (*kinds.KINDS, *conduct.KINDS)
URLS = (*publishing.URLS, *conduct.URLS)
PUBLIC = publishing.PUBLIC

__all__ = [
    "KINDS",
    "PUBLIC",
    "URLS",
    "export_review_log",
    "move_review_subject",
    "view_review_log",
]
