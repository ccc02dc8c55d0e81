"""The admin's pages: all of them are registered when the first path under the admin is asked for."""

from django.contrib import admin

urlpatterns = admin.site.get_urls()
