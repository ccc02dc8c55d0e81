"""The app's registration with Django."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """cases"""

    name = "cases"
