"""Where the admin shows what a saved filter asks for. Without the admin's classes, for its templates load this."""

from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from claimback.firms.models import SavedFilter
from claimback.firms.models.saved_filters import ADMIN

PLACES: Final = frozenset({"p", "e", "all"})
"""Parameters of a list that say where one is in it, and are not saved."""


def address_of(saved: SavedFilter) -> str:
    """The list as the filter asks for it."""
    app, _, name = saved.list_name.removeprefix(ADMIN).partition("/")
    return f"{reverse(f'admin:{app}_{name}_changelist')}?{urlencode(saved.query)}"
