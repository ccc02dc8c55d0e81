"""The whole URL tree on one page."""

from django.contrib import admin
from django.urls import path

urlpatterns = [
    path("admin/", admin.site.urls),
]

handler404 = "claimback.kernel.problems.not_found"
