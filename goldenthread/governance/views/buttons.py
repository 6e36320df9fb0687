"""What can be added under a record, for those who may."""

from goldenthread.core.pages import Kind, Link
from goldenthread.core.viewer import Viewer


def add_under(record: object, viewer: Viewer, *kinds: Kind) -> tuple[Link, ...]:
    """A button for each kind that the viewer may add under this record."""
    return tuple(
        Link(f"Add {_article(kind.label)} {kind.label}", kind.add_url(record))
        for kind in kinds
        if kind.may_write(viewer)
    )


def _article(word: str) -> str:
    return "an" if word[:1].lower() in "aeiou" else "a"
