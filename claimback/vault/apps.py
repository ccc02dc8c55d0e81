"""The app's registration with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VaultConfig(AppConfig):
    """claimback.vault"""

    name = "claimback.vault"
    label = "vault"
    verbose_name = _("Sealed identifiers")

    def ready(self) -> None:
        """Take up the check of the master key."""
        from claimback.vault import masters  # noqa: F401
