"""The app's registration with Django."""

from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    """deadlines"""

    name = "deadlines"
