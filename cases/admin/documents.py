"""Pages of documents, their versions, and evidence."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.admin.document_filing import FILE_ACT, FILING_BULK
from cases.admin.document_text import text_page, text_section
from cases.admin.upload import ADD_DOCUMENT_ACT, free_files, of_case
from cases.models import Document, Evidence, FormerVersion, RecordEntry
from cases.selectors import (
    document_list,
    evidence_list,
    former_version_list,
    holds_on,
    rebuttal_evidence_list,
    record_entry_list,
)
from cases.services import documents, evidence, holds, retention
from claimback.kernel.errors import Refusal
from claimback.pages.page_pictures import SMALL
from claimback.storage.admin_upload import upload_field
from claimback.storage.models import KEPT
from claimback.storage.pictures import thumbnail_open
from claimback.storage.selectors import thumbnail_rows
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act, opening
from claimback.tenancy.admin_forms import ActForm, text
from claimback.tenancy.admin_show import NOTHING, Section, act_on, badge, day, plain, prose, to
from claimback.tenancy.admin_site import admin_member
from claimback.tenancy.member import Member


class UseForm(ActForm):
    """What a document proves."""

    model = Evidence
    columns = ("kind", "dated_on", "source", "proves", "in_record_since")


class ReplaceForm(ActForm):
    """The file that takes a document's place."""

    reason = text(max_length=300, help_text=_("Such as “the signed copy came”."))

    def prepare(self) -> None:
        """A new file, or one that is on no case yet."""
        fields = {"version": self.fields["version"], "file_id": upload_field(self.member, free_files())}
        self.fields = {**fields, "reason": self.fields["reason"]}


class ReasonForm(ActForm):
    """Why."""

    reason = text(long=True, max_length=holds.REASON_LIMIT)


class EvidenceForm(ActForm):
    """What is said of a piece of evidence."""

    model = Evidence
    columns = ("kind", "dated_on", "source", "proves")


class RecordForm(ActForm):
    """Whether evidence is in the administrative record."""

    model = RecordEntry
    columns = ("in_record", "since", "how")


def _put_to_use(*, actor: Member, document: Document, **values: Any) -> Evidence:
    return evidence.evidence_add(actor=actor, case_id=document.case_id, document_id=document.pk, **values)


def _hold(*, actor: Member, document: Document, reason: str) -> Any:
    return holds.hold_place(actor=actor, case_id=document.case_id, document_id=document.pk, reason=reason)


@admin.register(Document)
class DocumentAdmin(FirmAdmin):
    """Files on cases."""

    read_capability = "document.read"
    list_display = ["title", "kind", "case", "folder", "labels", "dated_on", "came", "searchable"]
    list_filter = ["kind", "source", "file__state", "file__text_state"]
    search_fields = ["title", "folder", "case__number", "file__name"]
    also_related = ("file",)
    row_template = "admin/document.html"
    more_sections: ClassVar[list[Callable[[Document], Section]]] = []
    """Of floors above, such as the chain of custody, which knows letters."""
    ordering = ["-created_at", "-id"]
    empty = _("No documents yet. Upload the first with the button above, or on the page of its case.")
    add_act = ADD_DOCUMENT_ACT
    acts = [
        opening(
            documents.document_link,
            ("document.read",),
            row_id="document_id",
        ),
        Act(
            name="use",
            label=_("Make it an exhibit"),
            icon="fact_check",
            service=_put_to_use,
            capabilities=("document.write",),
            row_id="document",
            row_key="itself",
            versioned=False,
            form=UseForm,
            explain=_("It gets the case's next exhibit number."),
            done=_("The document is an exhibit now. Put it against the grounds that it answers."),
            lands=of_case,
        ),
        FILE_ACT,
        Act(
            name="replace",
            label=_("New version"),
            icon="upload_file",
            service=documents.document_replace,
            capabilities=("document.write",),
            row_id="document_id",
            form=ReplaceForm,
            explain=_("The file that it has now stays as a former version."),
            done=_("The document has a new version."),
        ),
        Act(
            name="hold",
            label=_("Legal hold"),
            icon="lock",
            service=_hold,
            capabilities=("document.hold",),
            row_id="document",
            row_key="itself",
            versioned=False,
            form=ReasonForm,
            explain=_("It is not destroyed until the hold is lifted."),
            done=_("The document is held."),
        ),
        Act(
            name="dispose",
            label=_("Dispose of it"),
            icon="delete_history",
            service=retention.disposal_decide,
            capabilities=("document.dispose",),
            row_id="document_id",
            versioned=False,
            form=ReasonForm,
            explain=_(
                "Only once its time is over. The decision is undone until it is made final, a month from now "
                "at the earliest."
            ),
            done=_("The disposal is decided. Nothing is destroyed yet."),
            variant="danger",
        ),
    ]

    bulk = FILING_BULK

    def rows(self, member: Member) -> QuerySet[Document]:
        """The door to documents."""
        return document_list()

    def get_urls(self) -> list[URLPattern]:
        """And the addresses of its first page, small, and of its text, page by page."""
        look = self.admin_site.admin_view(self.thumbnail_view)
        words = self.admin_site.admin_view(self.text_view)
        return [
            path("<uuid:object_id>/text/<int:number>/", words, name="cases_document_text"),
            path("<uuid:object_id>/thumbnail/", look, name="cases_document_thumbnail"),
            *super().get_urls(),
        ]

    def thumbnail_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """On to the picture in the store. Answers 404 where none is made."""
        row = self._found(request, object_id)
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        try:
            link = thumbnail_open(
                actor=admin_member(request), file_id=row.file_id, number=1, case_id=row.case_id
            )
        except Refusal:
            raise Http404 from None
        return HttpResponseRedirect(link)

    def text_view(self, request: HttpRequest, object_id: str, number: int) -> HttpResponse:
        """One page of its text, with what was looked for."""
        row = self._found(request, object_id)
        return text_page(request, row, number, self.admin_site.each_context(request))

    @admin.display(description=_("Tags"))
    def labels(self, row: Document) -> Any:
        """The tags, one beside the other."""
        return ", ".join(row.tags)

    @admin.display(description=_("File"), ordering="file__state")
    def came(self, row: Document) -> Any:
        """What became of its file."""
        return badge(row.file.state)

    @admin.display(description=_("Text"), ordering="file__text_state")
    def searchable(self, row: Document) -> Any:
        """Whether its words are found."""
        return badge(row.file.text_state)

    def row_context(self, member: Member, row: Document) -> dict[str, Any]:
        """As of any row, with the picture of its first page."""
        return {**super().row_context(member, row), "picture": _picture(row)}

    def sections(self, member: Member, row: Document) -> list[Section]:
        """Its versions, doubles, holds and uses; its text; and what floors above tell of it."""
        return [
            _versions(row),
            _uses(row),
            Section(
                gettext("Same bytes"),
                [gettext("Document"), gettext("Case")],
                [[to(one), to(one.case)] for one in documents.same_bytes(row).select_related("case")[:20]],
                gettext("No other document has these bytes."),
            ),
            Section(
                gettext("Legal holds"),
                [gettext("Hold"), gettext("Why")],
                [[to(hold), prose(hold.reason)] for hold in holds_on(row)],
                gettext("Nothing holds it."),
            ),
            *(made(row) for made in self.more_sections),
            text_section(row),
        ]


def _picture(row: Document) -> dict[str, str]:
    """Where the picture of its first page is, or why there is none yet. Nothing is asked for by looking."""
    small = thumbnail_rows().filter(file_id=row.file_id, number=1, size=SMALL)
    asked = small.first() if row.file.state == KEPT else None
    if asked is None:
        return {}
    if asked.state == "made":
        return {"url": act_on(row, "thumbnail")}
    return {
        "words": gettext("It could not be drawn.")
        if asked.state == "failed"
        else gettext("It is being drawn.")
    }


def _versions(row: Document) -> Section:
    former = former_version_list().filter(document_id=row.pk).select_related("file", "replaced_by__user")
    rows = [
        [to(one), to(one.file), one.file.sha256[:12], to(one.replaced_by), prose(one.reason)]
        for one in former.order_by("-number")
    ]
    latest = [
        gettext("version %(number)s") % {"number": documents.latest_number(row)},
        to(row.file),
        row.file.sha256[:12],
        NOTHING,
        gettext("The latest"),
    ]
    return Section(
        gettext("Versions"),
        [gettext("Version"), gettext("File"), gettext("SHA-256"), gettext("Replaced by"), gettext("Why")],
        [latest, *rows],
        "",
    )


def _uses(row: Document) -> Section:
    uses = evidence_list().filter(document_id=row.pk).order_by("exhibit_number")
    rows = [[to(use), prose(use.proves)] for use in uses]
    return Section(
        gettext("Put to use"),
        [gettext("Exhibit"), gettext("What it proves")],
        rows,
        gettext("It is no exhibit yet."),
    )


@admin.register(FormerVersion)
class FormerVersionAdmin(FirmAdmin):
    """Files that documents had before."""

    read_capability = "document.read"
    list_display = ["document", "__str__", "file", "replaced_by", "reason"]
    search_fields = ["document__title", "reason"]
    ordering = ["-id"]
    empty = _("No document was replaced yet.")

    def rows(self, member: Member) -> QuerySet[FormerVersion]:
        """The door to former versions."""
        return former_version_list()

    def title_of(self, row: FormerVersion) -> str:
        """Which version of what."""
        return gettext("%(document)s, version %(number)s") % {"document": row.document, "number": row.number}


@admin.register(Evidence)
class EvidenceAdmin(FirmAdmin):
    """Documents put to use."""

    read_capability = "document.read"
    list_display = ["__str__", "document", "case", "proves", "in_record_since"]
    search_fields = ["proves", "document__title", "case__number"]
    ordering = ["-created_at", "-id"]
    empty = _("No exhibits yet. Make a case's document one: say what it proves.")
    acts = [
        Act(
            name="correct",
            label=_("Correct"),
            icon="edit",
            service=evidence.evidence_change,
            capabilities=("document.write",),
            row_id="evidence_id",
            form=EvidenceForm,
            changes=True,
            done=_("It is corrected."),
        ),
        Act(
            name="record",
            label=_("Administrative record"),
            icon="history_edu",
            service=evidence.evidence_record,
            capabilities=("document.write",),
            row_id="evidence_id",
            form=RecordForm,
            explain=_("Noted beside what was noted before, which stays."),
            done=_("It is noted."),
        ),
    ]

    def rows(self, member: Member) -> QuerySet[Evidence]:
        """The door to evidence."""
        return evidence_list()

    def sections(self, member: Member, row: Evidence) -> list[Section]:
        """The grounds that it stands against."""
        uses = rebuttal_evidence_list().filter(evidence_id=row.pk).select_related("rebuttal__ground")
        return [
            Section(
                gettext("Against these grounds"),
                [gettext("Ground"), gettext("In the insurer's words")],
                [
                    [to(use.rebuttal, str(use.rebuttal.ground)), prose(use.rebuttal.ground.quote)]
                    for use in uses
                ],
                gettext("It stands against no ground yet. Put it there in the case's ground matrix."),
            ),
            Section(
                gettext("Administrative record"),
                [gettext("Since"), gettext("In it"), gettext("How"), gettext("Noted by")],
                [
                    [day(entry.since), plain(entry.in_record), prose(entry.how), to(entry.recorded_by)]
                    for entry in record_entry_list()
                    .filter(evidence_id=row.pk)
                    .select_related("recorded_by__user")
                    .order_by("-created_at", "-id")
                ],
                gettext("Nobody noted whether it is in the record."),
            ),
        ]


@admin.register(RecordEntry)
class RecordEntryAdmin(FirmAdmin):
    """What came into the administrative record, and when."""

    read_capability = "document.read"
    list_display = ["evidence", "case", "in_record", "since", "how", "recorded_by"]
    list_filter = ["in_record"]
    ordering = ["-created_at", "-id"]
    empty = _("Nothing is noted of the record yet. Note it on the page of an exhibit.")

    def rows(self, member: Member) -> QuerySet[RecordEntry]:
        """The door to the entries."""
        return record_entry_list()
