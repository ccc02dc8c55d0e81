"""The URLs of a firm itself."""

from django.urls import path

from claimback.tenancy.api import members

urlpatterns = [
    path("firm", members.FirmItselfView.as_view()),
    path("members", members.MemberListView.as_view()),
    path("tokens", members.TokenListView.as_view()),
    path("tokens/<uuid:id>/revoke", members.TokenRevokeView.as_view()),
]
