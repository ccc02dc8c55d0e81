"""The app's registration with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """claimback.home"""

    name = "claimback.home"
    label = "home"
    verbose_name = _("Home")
