"""The app's registration with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotifyConfig(AppConfig):
    """claimback.notify"""

    name = "claimback.notify"
    label = "notify"
    verbose_name = _("Mail")
