"""The app's registration with Django."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """claimback.webhooks"""

    name = "claimback.webhooks"
    label = "webhooks"
    verbose_name = "Webhooks"
