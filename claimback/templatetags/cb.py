"""How the admin's templates show states."""

from typing import Final

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from claimback.tenancy import admin_show
from deadlines.agenda.reading import KINDS

register = template.Library()

FOUND: Final = {
    "cases": _("Cases"),
    "people": _("People"),
    "documents": _("Documents"),
    "pages": _("In documents"),
    "correspondence": _("Correspondence"),
    "letters": _("Letters"),
}
"""The groups of what a search finds."""


@register.filter
def badge(state: str) -> SafeString:
    """A state as a coloured label."""
    return admin_show.badge(state)


@register.filter
def words(code: str) -> str:
    """A stored code as a person reads it."""
    return admin_show.words(code)


@register.filter
def agenda_kind(kind: str) -> str:
    """What an entry of the calendar is."""
    return str(KINDS[kind])


@register.filter
def search_kind(kind: str) -> str:
    """What a group of search results is."""
    return str(FOUND[kind])
