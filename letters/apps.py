"""The app's registration with Django."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    """letters"""

    name = "letters"
