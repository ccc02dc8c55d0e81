"""Where sign-in by a firm's identity provider begins and ends. The names are those that allauth looks for."""

from allauth.socialaccount.providers.saml import views as saml
from django.urls import path

from claimback.firms import sign_in_oidc, sign_in_pages

urlpatterns = [
    path("sign-in/", sign_in_pages.find, name="sign_in_find"),
    path("sign-in/failed/", sign_in_pages.failed, name="socialaccount_login_error"),
    path("sign-in/cancelled/", sign_in_pages.failed, name="socialaccount_login_cancelled"),
    path("sign-in/<str:provider_id>/", sign_in_pages.begin, name="sign_in_begin"),
    path("oidc/<str:provider_id>/login/", sign_in_oidc.login, name="openid_connect_login"),
    path("oidc/<str:provider_id>/login/callback/", sign_in_oidc.callback, name="openid_connect_callback"),
    path("saml/<str:organization_slug>/login/", saml.login, name="saml_login"),
    path("saml/<str:organization_slug>/acs/", saml.acs, name="saml_acs"),
    path("saml/<str:organization_slug>/acs/finish/", saml.finish_acs, name="saml_finish_acs"),
    path("saml/<str:organization_slug>/sls/", saml.sls, name="saml_sls"),
    path("saml/<str:organization_slug>/metadata/", saml.metadata, name="saml_metadata"),
]
