"""What the sign-in library's pages need to know beyond what it tells them."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.urls import reverse

from goldenthread.partnership import queries


register = template.Library()


@register.simple_tag
def example_sign_in_url() -> str:
    """Where the example signs in with a click; nothing on any other database."""
    return reverse("sign_in_example") if queries.is_example() else ""


@register.simple_tag
def needs_second_factor() -> bool:
    return settings.SECOND_FACTOR_REQUIRED
