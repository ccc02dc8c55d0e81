"""The app's registration with Django."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """claimback.accounts"""

    name = "claimback.accounts"
    label = "accounts"
