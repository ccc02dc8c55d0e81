"""The app's registration with Django."""

from django.apps import AppConfig


class FirmsConfig(AppConfig):
    """claimback.firms"""

    name = "claimback.firms"
    label = "firms"
    verbose_name = "Firm"
