"""The app's registration with Django."""

from django.apps import AppConfig


class StorageConfig(AppConfig):
    """claimback.storage"""

    name = "claimback.storage"
    label = "storage"
    verbose_name = "Files"
