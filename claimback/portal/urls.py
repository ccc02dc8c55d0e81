"""The pages of the firm's clients."""

from django.urls import path

from claimback.portal import pages
from claimback.portal.language import choose_language

urlpatterns = [
    path("", pages.choose_portal),
    path("language/<slug:code>", choose_language),
    path("<slug:firm>/", pages.cases),
    path("<slug:firm>/cases/<uuid:id>/", pages.case),
    path("<slug:firm>/letters/<uuid:id>/pdf", pages.letter),
]
