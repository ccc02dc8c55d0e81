"""How the admin's templates show states."""

from typing import Any, Final

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from claimback.tenancy import admin_show
from deadlines import help as asked
from deadlines.agenda.reading import KINDS
from deadlines.clock.answer import Remedy
from deadlines.models import Deadline

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


@register.simple_tag
def term_help(term: str) -> Any:
    """What a word means, to open beside it."""
    return asked.term_help(term)


@register.simple_tag
def ground_help(code: str) -> Any:
    """What an insurer means by a ground."""
    return asked.ground_help(code)


@register.simple_tag
def rule_help(row: Deadline) -> Any:
    """What the rule of a deadline says, with its citation."""
    return asked.rule_help(row)


@register.simple_tag
def remedy_help(remedy: Remedy) -> Any:
    """Where a rung is climbed and who gives it, with its citation."""
    return asked.remedy_help(remedy)
