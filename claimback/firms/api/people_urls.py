"""The URLs of who comes into a firm and who goes, inside the firm."""

from django.urls import path

from claimback.kernel.doors import Views

people = Views("claimback.firms.api.people")

urlpatterns = [
    path("members/<uuid:id>/end", people.MemberEndView.as_view()),
    path("invitations", people.InvitationListView.as_view()),
    path("invitations/<uuid:id>/resend", people.InvitationResendView.as_view()),
    path("invitations/<uuid:id>/revoke", people.InvitationRevokeView.as_view()),
    path("support", people.SupportListView.as_view()),
    path("support/<uuid:id>/end", people.SupportEndView.as_view()),
]
