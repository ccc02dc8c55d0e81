"""The whole URL tree on one page. Views are loaded when they are first asked for."""

from functools import cached_property

from django.urls import ResolverMatch, URLPattern, URLResolver, path
from django.urls.resolvers import RoutePattern
from django.views.generic import TemplateView

from cases.api import urls as cases
from claimback.exports.api import urls as exports
from claimback.firms.api import people_urls, saved_filter_urls, sign_in_urls
from claimback.kernel.doors import Views, urls_in
from claimback.reports import urls as reports
from claimback.storage.api import urls as storage
from claimback.tenancy.api import urls as tenancy
from claimback.webhooks.api import urls as webhooks
from deadlines.api import urls as deadlines
from letters.api import urls as letters

accepting = Views("claimback.firms.api.accepting")
acknowledge_page = Views("deadlines.acknowledge_page")
api_schema = Views("claimback.api_schema")
audit = Views("claimback.audit.api")
case_overview = Views("claimback.case_overview")
health = Views("claimback.health")
invitation_pages = Views("claimback.firms.invitation_pages")
law_pages = Views("deadlines.law_pages")
letter_webhook = Views("letters.webhook")
mail_webhook = Views("claimback.notify.webhook")
next_steps = Views("claimback.next_steps")
operations = Views("claimback.operations.page")
search_api = Views("claimback.search_api")
spectacular = Views("drf_spectacular.views")
usage = Views("claimback.usage.api")

firm_api = [
    path("cases/<uuid:id>/overview", case_overview.CaseOverviewView.as_view()),
    path("cases/<uuid:id>/next-steps", next_steps.NextStepsView.as_view()),
    path("search", search_api.SearchView.as_view()),
    *cases.urlpatterns,
    *deadlines.urlpatterns,
    *letters.urlpatterns,
    *storage.urlpatterns,
    *tenancy.urlpatterns,
    *reports.urlpatterns,
    *sign_in_urls.urlpatterns,
    *people_urls.urlpatterns,
    *saved_filter_urls.urlpatterns,
    *webhooks.urlpatterns,
    *exports.urlpatterns,
    path("audit-entries", audit.EntryListView.as_view()),
    path("usage", usage.UsageView.as_view()),
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
    urls_in("api/v1/auth/", "allauth.headless.urls", app_name="headless"),
    path("api/v1/invitations/read", accepting.InvitationReadView.as_view()),
    path("api/v1/invitations/accept", accepting.InvitationAcceptView.as_view()),
    path("api/v1/schema", api_schema.SchemaView.as_view(), name="schema"),
    path("api/v1/docs", spectacular.SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
    path("api/v1/docs/versions", TemplateView.as_view(template_name="docs/versions.html"), name="versions"),
    path("api/v1/docs/law", law_pages.law, name="law"),
    path("api/v1/docs/law/<slug:rule>", law_pages.law_rule, name="law-rule"),
    urls_in("accounts/", "claimback.firms.sign_in_urls"),
    path("accounts/invitations/<str:secret>/", invitation_pages.invitation),
    urls_in("accounts/", "claimback.accounts.urls"),
    urls_in("portal/", "claimback.portal.urls"),
    path("reminders/<slug:firm>/<str:signed>/", acknowledge_page.acknowledge),
    path("webhooks/mail", mail_webhook.mail_events),
    path("webhooks/letters/<slug:vendor>", letter_webhook.vendor_events),
    urls_in("admin/", "claimback.admin_urls", app_name="admin"),
    path("livez", health.livez),
    path("readyz", health.readyz),
    path("healthz", health.healthz),
    path("metrics", operations.metrics),
]

handler400 = "claimback.error_pages.bad_request"
handler403 = "claimback.error_pages.forbidden"
handler404 = "claimback.error_pages.not_found"
handler500 = "claimback.error_pages.server_error"
