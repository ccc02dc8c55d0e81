"""The app's registration with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TenancyConfig(AppConfig):
    """claimback.tenancy"""

    name = "claimback.tenancy"
    label = "tenancy"
    verbose_name = _("Firm")
