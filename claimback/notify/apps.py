"""The app's registration with Django."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    """claimback.notify"""

    name = "claimback.notify"
    label = "notify"
    verbose_name = "Mail"
