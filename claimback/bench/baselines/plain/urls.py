"""The URLs of the plain project: a firm is named by its id in the path and believed."""

from django.urls import path

from claimback.bench.baselines.plain.views import CaseViewSet, CorrespondenceViewSet

urlpatterns = [
    path("<uuid:firm>/cases", CaseViewSet.as_view({"get": "list"})),
    path("<uuid:firm>/cases/<uuid:pk>", CaseViewSet.as_view({"get": "retrieve"})),
    path("<uuid:firm>/correspondence/<uuid:author>", CorrespondenceViewSet.as_view({"post": "create"})),
]
