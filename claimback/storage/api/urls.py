"""The URLs of uploads and of links to files inside a firm."""

from django.urls import path

from claimback.kernel.doors import Views

links = Views("claimback.storage.api.links")
uploads = Views("claimback.storage.api.uploads")

urlpatterns = [
    path("uploads", uploads.UploadListView.as_view()),
    path("uploads/<uuid:id>", uploads.UploadView.as_view()),
    path("uploads/<uuid:id>/confirm", uploads.UploadConfirmView.as_view()),
    path("uploads/<uuid:id>/parts", uploads.UploadPartsView.as_view()),
    path("uploads/<uuid:id>/rescan", uploads.UploadRescanView.as_view()),
    path("uploads/<uuid:id>/refuse", uploads.UploadRefuseView.as_view()),
    path("uploads/<uuid:id>/read", uploads.UploadReadView.as_view()),
    path("files/<str:signed>", links.FileLinkView.as_view()),
]
