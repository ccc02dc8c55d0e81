"""The URLs of cases inside a firm."""

from django.urls import path

from cases.api import cases, clients, events, insurers, parties, policies

urlpatterns = [
    path("clients", clients.ClientListView.as_view()),
    path("clients/<uuid:id>", clients.ClientView.as_view()),
    path("insurers", insurers.InsurerListView.as_view()),
    path("insurers/<uuid:id>", insurers.InsurerView.as_view()),
    path("insurer-addresses", insurers.InsurerAddressListView.as_view()),
    path("insurer-addresses/<uuid:id>", insurers.InsurerAddressView.as_view()),
    path("policies", policies.PolicyListView.as_view()),
    path("policies/<uuid:id>", policies.PolicyView.as_view()),
    path("provisions", policies.ProvisionListView.as_view()),
    path("provisions/<uuid:id>", policies.ProvisionView.as_view()),
    path("cases", cases.CaseListView.as_view()),
    path("cases/<uuid:id>", cases.CaseView.as_view()),
    path("cases/<uuid:id>/move", cases.CaseMoveView.as_view()),
    path("parties", parties.PartyListView.as_view()),
    path("parties/<uuid:id>", parties.PartyView.as_view()),
    path("parties/<uuid:id>/end", parties.PartyEndView.as_view()),
    path("events", events.EventListView.as_view()),
    path("events/<uuid:id>", events.EventView.as_view()),
    path("events/<uuid:id>/withdraw", events.EventWithdrawView.as_view()),
]
