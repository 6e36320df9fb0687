"""Template words of the report."""

from django import template


register = template.Library()


@register.filter
def node_kind(node: object) -> str:
    """Which kind of node of the document this is."""
    return type(node).__name__
