"""The app's registration with Django."""

from django.apps import AppConfig


class TenancyConfig(AppConfig):
    """claimback.tenancy"""

    name = "claimback.tenancy"
    label = "tenancy"
    verbose_name = "Firm"
