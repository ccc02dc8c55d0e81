"""The app's registration with Django."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """claimback.audit"""

    name = "claimback.audit"
    label = "audit"
    verbose_name = "History"
