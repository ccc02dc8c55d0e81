"""The URLs of uploads inside a firm."""

from django.urls import path

from claimback.storage.api import uploads

urlpatterns = [
    path("uploads", uploads.UploadListView.as_view()),
    path("uploads/<uuid:id>", uploads.UploadView.as_view()),
    path("uploads/<uuid:id>/confirm", uploads.UploadConfirmView.as_view()),
]
