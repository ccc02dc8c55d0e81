"""The whole URL tree on one page."""

from functools import cached_property

from django.contrib import admin
from django.urls import ResolverMatch, URLPattern, URLResolver, include, path
from django.urls.resolvers import RoutePattern
from django.views.generic import TemplateView
from drf_spectacular.views import SpectacularSwaggerSplitView

from cases.api import urls as cases
from claimback import case_overview, next_steps, search_api
from claimback.api_schema import SchemaView
from claimback.audit import api as audit
from claimback.exports.api import urls as exports
from claimback.firms.api import people_urls, saved_filters, sign_in_urls
from claimback.firms.api.accepting import InvitationAcceptView, InvitationReadView
from claimback.firms.invitation_pages import invitation
from claimback.notify.webhook import mail_events
from claimback.portal import pages as portal
from claimback.reports import api as reports
from claimback.storage.api import urls as storage
from claimback.tenancy.api import urls as tenancy
from claimback.usage import api as usage
from claimback.webhooks.api import urls as webhooks
from deadlines import law_pages
from deadlines.acknowledge_page import acknowledge
from deadlines.api import urls as deadlines
from letters.api import urls as letters
from letters.webhook import vendor_events

firm_api = [
    *case_overview.urlpatterns,
    *next_steps.urlpatterns,
    *search_api.urlpatterns,
    *cases.urlpatterns,
    *deadlines.urlpatterns,
    *letters.urlpatterns,
    *storage.urlpatterns,
    *tenancy.urlpatterns,
    *reports.urlpatterns,
    *sign_in_urls.urlpatterns,
    *people_urls.urlpatterns,
    *saved_filters.urlpatterns,
    *webhooks.urlpatterns,
    *exports.urlpatterns,
    *audit.urlpatterns,
    *usage.urlpatterns,
]


class FirmApi(URLResolver):
    """Tries, of all the doors of a firm, only those whose path begins with the same word: ten and not three hundred."""

    @cached_property
    def by_word(self) -> dict[str, URLResolver]:
        """For each first word of a path, a resolver of the paths that begin with it."""
        under: dict[str, list[URLPattern]] = {}
        for door in firm_api:
            under.setdefault(_first_word(str(door.pattern)), []).append(door)
        return {word: URLResolver(self.pattern, doors) for word, doors in under.items()}

    def resolve(self, path: str) -> ResolverMatch:
        """The door at the path. Raises Resolver404."""
        inside = self.pattern.match(path)
        resolver = self.by_word.get(_first_word(inside[0])) if inside else None
        return resolver.resolve(path) if resolver else super().resolve(path)


def _first_word(path: str) -> str:
    return path.partition("/")[0]


urlpatterns = [
    FirmApi(RoutePattern("api/v1/firms/<slug:firm>/"), firm_api),
    path("api/v1/auth/", include("allauth.headless.urls")),
    path("api/v1/invitations/read", InvitationReadView.as_view()),
    path("api/v1/invitations/accept", InvitationAcceptView.as_view()),
    path("api/v1/schema", SchemaView.as_view(), name="schema"),
    path("api/v1/docs", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
    path("api/v1/docs/versions", TemplateView.as_view(template_name="docs/versions.html"), name="versions"),
    *law_pages.urlpatterns,
    path("accounts/", include("claimback.firms.sign_in_urls")),
    path("accounts/invitations/<str:secret>/", invitation),
    path("accounts/", include("claimback.accounts.urls")),
    *portal.urlpatterns,
    path("reminders/<slug:firm>/<str:signed>/", acknowledge),
    path("webhooks/mail", mail_events),
    path("webhooks/letters/<slug:vendor>", vendor_events),
    path("admin/", admin.site.urls),
    path("", include("claimback.health")),
    path("", include("claimback.operations.page")),
]

handler400 = "claimback.error_pages.bad_request"
handler403 = "claimback.error_pages.forbidden"
handler404 = "claimback.error_pages.not_found"
handler500 = "claimback.error_pages.server_error"
