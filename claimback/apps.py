"""The composition's registration with Django: here the table of event handlers is taken up."""

from typing import Final

from django.apps import AppConfig, apps
from django.contrib import admin
from django.contrib.admin.apps import SimpleAdminConfig
from django.utils.module_loading import autodiscover_modules, import_string
from django.utils.translation import gettext_lazy

OF_NO_FIRM: Final = (
    "auth.Group",
    "account.EmailAddress",
    "mfa.Authenticator",
    "socialaccount.SocialAccount",
    "socialaccount.SocialApp",
    "socialaccount.SocialToken",
    "usersessions.UserSession",
)


class Admin(SimpleAdminConfig):
    """Django's admin with the site that shows one firm at a time."""

    default_site = "claimback.search_page.SearchingAdminSite"

    def register_pages(self, site: admin.AdminSite) -> None:
        """Register the pages of every app, then those that the composition makes of several."""
        autodiscover_modules("admin", "case_page", register_to=site)
        # Pages of other packages: their rows belong to no firm.
        for label in OF_NO_FIRM:
            site.unregister(apps.get_model(label))


class Composition(AppConfig):
    """The package `claimback` itself: its commands, templates and wiring."""

    name = "claimback"

    def ready(self) -> None:
        """Wire events to handlers once every app's models are loaded."""
        from claimback.kernel.events import wire
        from claimback.operations.extras import start_extras

        _let_columns_be_translated()
        wire(lambda: import_string("claimback.wiring.HANDLERS"))
        start_extras()


def _let_columns_be_translated() -> None:
    """Say the name of a table or column that was given none in the reader's language: `makemessages` finds it too."""
    for model in apps.get_models():
        given = model._meta.original_attrs
        if "verbose_name" not in given:
            model._meta.verbose_name = gettext_lazy(str(model._meta.verbose_name))
        if "verbose_name_plural" not in given:
            model._meta.verbose_name_plural = gettext_lazy(str(model._meta.verbose_name_plural))
        for column in model._meta.fields:
            if isinstance(column.verbose_name, str):
                column.verbose_name = gettext_lazy(column.verbose_name)
