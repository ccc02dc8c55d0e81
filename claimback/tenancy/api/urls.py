"""The URLs of a firm itself."""

from django.urls import path

from claimback.kernel.doors import Views

bulk = Views("claimback.tenancy.api.bulk")
licences = Views("claimback.tenancy.api.licences")
members = Views("claimback.tenancy.api.members")
roles = Views("claimback.tenancy.api.roles")
tokens = Views("claimback.tenancy.api.tokens")

urlpatterns = [
    path("bulk", bulk.BulkView.as_view()),
    path("firm", members.FirmItselfView.as_view()),
    path("members", members.MemberListView.as_view()),
    path("members/<uuid:id>", members.MemberView.as_view()),
    path("members/<uuid:id>/away", members.MemberAwayView.as_view()),
    path("members/<uuid:id>/back", members.MemberBackView.as_view()),
    path("members/<uuid:id>/remind", members.MemberRemindView.as_view()),
    path("roles", roles.RoleListView.as_view()),
    path("roles/<uuid:id>", roles.RoleView.as_view()),
    path("roles/<uuid:id>/end", roles.RoleEndView.as_view()),
    path("licences", licences.LicenceListView.as_view()),
    path("licences/<uuid:id>", licences.LicenceView.as_view()),
    path("licences/<uuid:id>/end", licences.LicenceEndView.as_view()),
    path("tokens", tokens.TokenListView.as_view()),
    path("tokens/<uuid:id>/rotate", tokens.TokenRotateView.as_view()),
    path("tokens/<uuid:id>/revoke", tokens.TokenRevokeView.as_view()),
]
