"""How the admin's templates show states."""

from django import template
from django.utils.safestring import SafeString

from claimback.tenancy import admin_show

register = template.Library()


@register.filter
def badge(state: str) -> SafeString:
    """A state as a coloured label."""
    return admin_show.badge(state)


@register.filter
def words(code: str) -> str:
    """A stored code as a person reads it."""
    return admin_show.words(code)
