"""The URLs of exports, inside a firm."""

from django.urls import path

from claimback.kernel.doors import Views

exports = Views("claimback.exports.api.exports")

urlpatterns = [
    path("exports", exports.ExportListView.as_view()),
    path("exports/<uuid:id>", exports.ExportView.as_view()),
    path("exports/<uuid:id>/link", exports.ExportLinkView.as_view()),
    path("exports/<uuid:id>/retry", exports.ExportRetryView.as_view()),
    path("exports/<uuid:id>/give-up", exports.ExportGiveUpView.as_view()),
    path("exports/files/<str:signed>", exports.ExportFileView.as_view()),
]
