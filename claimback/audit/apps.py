"""The app's registration with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    """claimback.audit"""

    name = "claimback.audit"
    label = "audit"
    verbose_name = _("History")
