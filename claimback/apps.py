"""The composition's registration with Django: here the table of event handlers is taken up."""

from django.apps import AppConfig, apps
from django.contrib import admin
from django.contrib.admin.apps import SimpleAdminConfig
from django.utils.module_loading import autodiscover_modules


class Admin(SimpleAdminConfig):
    """Django's admin with the site that shows one firm at a time."""

    default_site = "claimback.tenancy.admin_site.FirmAdminSite"

    def ready(self) -> None:
        """Register the pages of every app, then those that the composition makes of several."""
        super().ready()
        autodiscover_modules("admin", "case_page", register_to=admin.site)
        # Django's own page of groups: they belong to no firm and nobody has any.
        admin.site.unregister(apps.get_model("auth", "Group"))


class Composition(AppConfig):
    """The package `claimback` itself: its commands, templates and wiring."""

    name = "claimback"

    def ready(self) -> None:
        """Wire events to handlers once every app's models are loaded."""
        import claimback.celery  # noqa: F401 - so that every task belongs to this application's Celery
        from claimback.kernel.events import wire
        from claimback.wiring import HANDLERS

        wire(HANDLERS)
