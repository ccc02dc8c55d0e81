"""The app's registration with Django."""

from django.apps import AppConfig


class ExportsConfig(AppConfig):
    """claimback.exports"""

    name = "claimback.exports"
    label = "exports"
    verbose_name = "Exports"
