"""The URLs of a firm's sign-in policy and identity providers, inside the firm."""

from django.urls import path

from claimback.kernel.doors import Views

sign_in = Views("claimback.firms.api.sign_in")

urlpatterns = [
    path("sign-in/policy", sign_in.SignInPolicyView.as_view()),
    path("sign-in/connections", sign_in.ConnectionListView.as_view()),
    path("sign-in/connections/<uuid:id>", sign_in.ConnectionView.as_view()),
    path("sign-in/connections/<uuid:id>/end", sign_in.ConnectionEndView.as_view()),
    path("sign-in/domains", sign_in.SignInDomainListView.as_view()),
    path("sign-in/domains/<uuid:id>", sign_in.SignInDomainView.as_view()),
    path("sign-in/domains/<uuid:id>/verify", sign_in.SignInDomainVerifyView.as_view()),
    path("sign-in/domains/<uuid:id>/end", sign_in.SignInDomainEndView.as_view()),
]
