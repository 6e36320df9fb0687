"""The thread's small world serves audits too."""

from tests.thread.conftest import world


__all__ = ["world"]
