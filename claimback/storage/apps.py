"""The app's registration with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StorageConfig(AppConfig):
    """claimback.storage"""

    name = "claimback.storage"
    label = "storage"
    verbose_name = _("Files")
