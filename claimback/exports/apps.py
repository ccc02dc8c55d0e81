"""The app's registration with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExportsConfig(AppConfig):
    """claimback.exports"""

    name = "claimback.exports"
    label = "exports"
    verbose_name = _("Exports")
