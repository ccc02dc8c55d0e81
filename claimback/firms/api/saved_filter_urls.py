"""The URLs of saved filters, inside the firm."""

from django.urls import path

from claimback.kernel.doors import Views

saved_filters = Views("claimback.firms.api.saved_filters")

urlpatterns = [
    path("saved-filters", saved_filters.SavedFilterListView.as_view()),
    path("saved-filters/<uuid:id>", saved_filters.SavedFilterView.as_view()),
    path("saved-filters/<uuid:id>/remove", saved_filters.SavedFilterRemoveView.as_view()),
    path("saved-filters/<uuid:id>/restore", saved_filters.SavedFilterRestoreView.as_view()),
]
