"""The URLs of cases inside a firm."""

from django.urls import path

from cases.api import clients

urlpatterns = [
    path("clients", clients.ClientListView.as_view()),
    path("clients/<uuid:id>", clients.ClientView.as_view()),
]
