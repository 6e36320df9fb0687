"""What forms here offer: posts, groups, agencies and actions the viewer may see."""

from goldenthread.partnership.queries import agencies, groups, posts
from goldenthread.thread.queries import actions


__all__ = ["actions", "agencies", "groups", "posts"]
