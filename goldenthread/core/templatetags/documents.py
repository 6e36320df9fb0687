"""Template words of documents."""

from django import template

from goldenthread.core.documents.nodes import Document, Part


register = template.Library()


@register.filter
def node_kind(node: object) -> str:
    """Which kind of node of the document this is."""
    return type(node).__name__


@register.filter
def heading_of(document: Document, part: Part) -> str:
    """How a part is headed: a book numbers its parts."""
    return document.heading_of(part)
