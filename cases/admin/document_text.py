"""The text of a document in the admin, a page at a time, with what was looked for marked where it stands."""

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import Document
from cases.search import SAID_LIMIT, text_marked
from claimback.audit.services import read_record
from claimback.kernel.errors import NotFound
from claimback.pages.unreadable import REASONS
from claimback.storage.selectors import page_rows
from claimback.tenancy.admin_show import NOTHING, Section, link, prose

_PAGES_SHOWN: Final = 20


def text_page(request: HttpRequest, row: Document, number: int, context: dict[str, Any]) -> HttpResponse:
    """One page of the text of a document that the member may read. That they read it is kept. 404 for no such page."""
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    said = request.GET.get("q", "").replace("\x00", "").strip()[:SAID_LIMIT]
    try:
        pieces = text_marked(row.file_id, number, said)
    except NotFound:
        raise Http404 from None
    read_record(table="storage_storedfile", row_id=row.file_id, case_id=row.case_id, purpose="text")
    last = row.file.text_pages
    shown = {
        "title": row.title,
        "document": row,
        "number": number,
        "last": last,
        "before": number - 1,
        "after": number + 1 if number < last else 0,
        "pieces": pieces,
        "said": said,
        "found": any(piece.hit for piece in pieces),
    }
    return TemplateResponse(request, "admin/document_text.html", context | shown)


def text_section(row: Document) -> Section:
    """How the text of each of its first pages begins, with the way to all of it."""
    pages = page_rows().filter(file_id=row.file_id).order_by("number")[:_PAGES_SHOWN]
    rows = [
        [
            link(reverse("admin:cases_document_text", args=[row.pk, page.number]), str(page.number)),
            _(page.get_method_display()) or NOTHING,
            prose(page.text[:300] or _(REASONS.get(page.reason, ""))),
        ]
        for page in pages
    ]
    return Section(
        _("Text"), [_("Page"), _("Found by"), _("It begins")], rows, _("Its text was not looked for yet.")
    )
