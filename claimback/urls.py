"""The whole URL tree on one page."""

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from cases.api import urls as cases
from claimback import case_overview
from claimback.firms.api import people_urls, sign_in_urls
from claimback.firms.api.accepting import InvitationAcceptView, InvitationReadView
from claimback.firms.invitation_pages import invitation
from claimback.notify.webhook import mail_events
from claimback.storage.api import urls as storage
from claimback.tenancy.api import urls as tenancy
from deadlines import law_pages
from deadlines.acknowledge_page import acknowledge
from deadlines.api import urls as deadlines
from letters.api import urls as letters

# What is asked for most comes first: patterns are tried in this order.
# They stand in one list, and not in a list of lists, for each level is one more to be tried and left again.
firm_api = [
    *case_overview.urlpatterns,
    *cases.urlpatterns,
    *deadlines.urlpatterns,
    *letters.urlpatterns,
    *storage.urlpatterns,
    *tenancy.urlpatterns,
    *sign_in_urls.urlpatterns,
    *people_urls.urlpatterns,
]

urlpatterns = [
    path("api/v1/firms/<slug:firm>/", include(firm_api)),
    path("api/v1/auth/", include("allauth.headless.urls")),
    path("api/v1/invitations/read", InvitationReadView.as_view()),
    path("api/v1/invitations/accept", InvitationAcceptView.as_view()),
    path("api/v1/schema", SpectacularAPIView.as_view(), name="schema"),
    path("api/v1/docs", SpectacularSwaggerView.as_view(url_name="schema"), name="docs"),
    *law_pages.urlpatterns,
    path("accounts/", include("claimback.firms.sign_in_urls")),
    path("accounts/invitations/<str:secret>/", invitation),
    path("accounts/", include("claimback.accounts.urls")),
    path("reminders/<slug:firm>/<str:signed>/", acknowledge),
    path("webhooks/mail", mail_events),
    path("admin/", admin.site.urls),
    path("", include("claimback.health")),
]

handler400 = "claimback.kernel.problems.bad_request"
handler404 = "claimback.kernel.problems.not_found"
handler500 = "claimback.kernel.problems.server_error"
