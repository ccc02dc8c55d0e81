"""The app's registration with Django."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    """letters"""

    name = "letters"

    def ready(self) -> None:
        """Take up the check of the assistant's settings."""
        from letters.assistant import chosen  # noqa: F401
