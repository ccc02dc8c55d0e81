"""The app's registration with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FirmsConfig(AppConfig):
    """claimback.firms"""

    name = "claimback.firms"
    label = "firms"
    verbose_name = _("Firm")
