"""The app's registration with Django."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """claimback.home"""

    name = "claimback.home"
    label = "home"
    verbose_name = "Home"
