"""The versions of a letter as pages: the list of them, and what differs between two as tracked changes."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claimback.audit.services import read_record
from claimback.kernel.errors import Conflict, NotFound
from claimback.storage.inspect import DOCX
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_show import NOTHING, Section, act_on, instant, link, page_of, to, words
from claimback.tenancy.admin_site import admin_member
from claimback.tenancy.member import Member
from letters.models import Letter, LetterVersion
from letters.selectors import version_list, version_rows
from letters.services.versions import version_draft, version_one
from letters.services.word import letter_to_word
from letters.states import VERSION_ORIGINS
from letters.writing.differences import BlockChange, Run, differences

_TAGS = {"inserted": "ins", "deleted": "del"}


def versions_section(row: Letter) -> Section:
    """Every version with who, when, why, and what it changed."""
    found = version_list(row.pk).select_related("made_by__user").order_by("-number")
    return Section(
        gettext("Versions"),
        [
            gettext("Version"),
            gettext("Came about"),
            gettext("By"),
            gettext("At"),
            gettext("Why"),
            gettext("Changes"),
        ],
        [
            [
                version.number,
                _origin(version.origin, version.based_on),
                to(version.made_by),
                instant(version.created_at),
                version.reason or NOTHING,
                link(gettext("See the changes"), comparison(row, version.number - 1, version.number))
                if version.number > 1
                else NOTHING,
            ]
            for version in found
        ],
        gettext("It was drafted before versions were kept. The next change begins them."),
        links=[(gettext("Edit in Word"), reverse("admin:letters_letter_word", args=[row.pk]))]
        if row.text_version
        else (),
        anchor="versions",
    )


def comparison(row: Letter, before: int, after: int) -> str:
    """The address of what differs between two versions."""
    query = urlencode({"before": before, "after": after})
    return f"{reverse('admin:letters_letter_versions', args=[row.pk])}?{query}"


class VersionPages(FirmAdmin):
    """The page on which two versions of a letter are compared."""

    def get_urls(self) -> list[URLPattern]:
        """And the addresses of the comparison and of the document for Word."""
        compare = self.admin_site.admin_view(self.compare_view)
        word = self.admin_site.admin_view(self.word_view)
        return [
            path("<uuid:object_id>/word/", word, name="letters_letter_word"),
            path("<uuid:object_id>/versions/", compare, name="letters_letter_versions"),
            *super().get_urls(),
        ]

    def word_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The text as a Word document, to be saved. That it was read is kept."""
        row: Letter = self._found(request, object_id)
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        try:
            name, data = letter_to_word(actor=admin_member(request), letter_id=row.pk)
        except Conflict:
            raise Http404 from None
        return HttpResponse(
            data,
            content_type=DOCX,
            headers={
                "Content-Disposition": content_disposition_header(as_attachment=True, filename=name),
                "Cache-Control": "private, no-store",
            },
        )

    def compare_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What differs between two versions, by default the latest and the one before. That it was read is kept."""
        row: Letter = self._found(request, object_id)
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        after = _number(request, "after", row.text_version)
        before = _number(request, "before", max(after - 1, 1))
        try:
            old, new = version_one(row.pk, before), version_one(row.pk, after)
        except NotFound:
            raise Http404 from None
        read_record(table="letters_letter", row_id=row.pk, case_id=row.case_id)
        found = differences(version_draft(old), version_draft(new))
        member = admin_member(request)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Version {before} and version {after}: {letter}").format(
                before=before, after=after, letter=self.title_of(row)
            ),
            "subtitle": None,
            "opts": self.opts,
            "original": row,
            "back": page_of(row),
            "old": old,
            "new": new,
            "origin": _origin(new.origin, new.based_on),
            "numbers": range(1, row.text_version + 1),
            "changed": found.changed,
            "subject": shown_runs(found.subject),
            "blocks": [shown_block(block) for block in found.blocks],
            "restore": act_on(row, "restore", urlencode({"number": before}))
            if before < row.text_version and member.may("letter.write")
            else "",
        }
        return TemplateResponse(request, "admin/letter_versions.html", context)


def shown_runs(runs: Sequence[Run]) -> SafeString:
    """Words as they were kept, inserted and deleted: read aloud as such, and not by their colour alone."""
    return format_html_join("", "{}", ((_shown(run),) for run in runs))


def shown_block(block: BlockChange) -> dict[str, Any]:
    """A block as the template shows it."""
    return {
        "change": block.change,
        "kind": block.kind,
        "name": words(block.kind).capitalize(),
        "place": block.after if block.after is not None else block.before,
        "parts": [
            {"name": part.part.partition("[")[0], "words": shown_runs(part.runs)} for part in block.parts
        ],
    }


def _shown(run: Run) -> SafeString | str:
    tag = _TAGS.get(run.op)
    return format_html("<{0}>{1}</{0}>", tag, run.text) if tag else run.text


def _origin(origin: str, based_on: int | None) -> str:
    said = gettext(VERSION_ORIGINS[origin])
    return (
        gettext("%(said)s (version %(based_on)s)") % {"said": said, "based_on": based_on}
        if based_on
        else said
    )


def _number(request: HttpRequest, name: str, default: int) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 7 else default


@admin.register(LetterVersion)
class LetterVersionAdmin(FirmAdmin):
    """Texts that letters had."""

    read_capability = "letter.read"
    list_display = ["letter", "number", "origin", "made_by", "reason", "created_at"]
    list_filter = ["origin"]
    ordering = ["-created_at", "-id"]
    exclude = ["draft"]
    empty = _("No version yet. The first is kept when a letter is drafted.")

    def rows(self, member: Member) -> QuerySet[LetterVersion]:
        """The door to versions."""
        return version_rows()
