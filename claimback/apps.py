"""The composition's registration with Django: here the table of event handlers is taken up."""

from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig


class Admin(SimpleAdminConfig):
    """Django's admin with the site that shows one firm at a time."""

    default_site = "claimback.tenancy.admin_site.FirmAdminSite"


class Composition(AppConfig):
    """The package `claimback` itself: its commands, templates and wiring."""

    name = "claimback"

    def ready(self) -> None:
        """Wire events to handlers once every app's models are loaded."""
        import claimback.celery  # noqa: F401 - so that every task belongs to this application's Celery
        from claimback.kernel.events import wire
        from claimback.wiring import HANDLERS

        wire(HANDLERS)
