"""The picture of a page of a row's file, for the pages of the admin that show one."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path

from claimback.kernel.errors import Forbidden, Refusal
from claimback.pages.page_pictures import READABLE
from claimback.storage.pictures import thumbnail_open
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_site import admin_member


class PagePicturesAdmin(FirmAdmin):
    """Pages of rows that have a file and a case. The address is named `<app>_<model>_picture`."""

    def get_urls(self) -> list[URLPattern]:
        """And the address of the picture of a page."""
        look = self.admin_site.admin_view(self.picture_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_picture"
        return [path("<uuid:object_id>/pages/<int:number>/", look, name=name), *super().get_urls()]

    def picture_view(self, request: HttpRequest, object_id: str, number: int) -> HttpResponse:
        """On to the picture of a page in the store. Answers 404 where none is made."""
        row: Any = self._found(request, object_id)
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        try:
            link = thumbnail_open(
                actor=admin_member(request),
                file_id=row.file_id,
                number=number,
                size=READABLE,
                case_id=row.case_id,
            )
        except Forbidden:
            raise PermissionDenied from None
        except Refusal:
            raise Http404 from None
        return HttpResponseRedirect(link)
