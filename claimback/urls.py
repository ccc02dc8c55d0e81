"""The whole URL tree on one page."""

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from claimback.firms.api.accepting import InvitationAcceptView, InvitationReadView
from claimback.firms.invitation_pages import invitation

# What is asked for most comes first: patterns are tried in this order.
firm_api = [
    path("", include("claimback.case_overview")),
    path("", include("cases.api.urls")),
    path("", include("deadlines.api.urls")),
    path("", include("letters.api.urls")),
    path("", include("claimback.storage.api.urls")),
    path("", include("claimback.tenancy.api.urls")),
    path("", include("claimback.firms.api.sign_in_urls")),
    path("", include("claimback.firms.api.people_urls")),
]

urlpatterns = [
    path("api/v1/firms/<slug:firm>/", include(firm_api)),
    path("api/v1/auth/", include("allauth.headless.urls")),
    path("api/v1/invitations/read", InvitationReadView.as_view()),
    path("api/v1/invitations/accept", InvitationAcceptView.as_view()),
    path("api/v1/schema", SpectacularAPIView.as_view(), name="schema"),
    path("api/v1/docs", SpectacularSwaggerView.as_view(url_name="schema"), name="docs"),
    path("accounts/", include("claimback.firms.sign_in_urls")),
    path("accounts/invitations/<str:secret>/", invitation),
    path("accounts/", include("claimback.accounts.urls")),
    path("admin/", admin.site.urls),
    path("", include("claimback.health")),
]

handler400 = "claimback.kernel.problems.bad_request"
handler404 = "claimback.kernel.problems.not_found"
handler500 = "claimback.kernel.problems.server_error"
