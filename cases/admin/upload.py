"""Forms on which files are sent from the admin: onto a case, and into a document's place."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import Document
from cases.selectors import case_list
from cases.services.documents import document_add
from claimback.storage.admin_upload import upload_field
from claimback.storage.models import StoredFile
from claimback.storage.selectors import file_rows
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm
from claimback.tenancy.admin_show import list_of, page_of


def free_files() -> QuerySet[StoredFile]:
    """Files that are on no case."""
    return file_rows().filter(documents=None, former_versions=None)


class UploadForm(ActForm):
    """Files, and what is said of all of them. Each has a title and a kind of its own once it is chosen."""

    model = Document
    columns: ClassVar[tuple[str, ...]] = ("title", "kind", "dated_on", "source", "folder", "tags")

    def prepare(self) -> None:
        """The files above what is said of them."""
        told = {"many": True, "case_id": self.row and self.row.pk, "documents": list_of(Document)}
        files = upload_field(self.member, free_files(), label=gettext("Files"), **told)
        fields = {name: self.fields[name] for name in self.fields if name != "version"}
        first = {"case_id": fields.pop("case_id")} if "case_id" in fields else {}
        self.fields = {"version": self.fields["version"], **first, "file_id": files, **fields}


class UploadToCaseForm(UploadForm):
    """As `UploadForm`, with the case to which they belong."""

    columns = ("case", *UploadForm.columns)
    rows = {"case": case_list}


def of_case(made: Any) -> str:
    """Back to the documents of the case."""
    return f"{page_of(made.case)}#documents"


_EXPLAIN = _("They go straight to the document store, and are inspected before anybody opens them.")

UPLOAD_ACT = Act(
    name="upload",
    label=_("Upload"),
    icon="upload_file",
    service=document_add,
    capabilities=("document.write",),
    row_id="case_id",
    versioned=False,
    form=UploadForm,
    explain=_EXPLAIN,
    done=_("The document is on the case."),
    lands=of_case,
)

ADD_DOCUMENT_ACT = Act(
    name="add",
    label=_("Upload"),
    service=document_add,
    capabilities=("document.write",),
    versioned=False,
    form=UploadToCaseForm,
    explain=_EXPLAIN,
    done=_("The document is on the case."),
    lands=of_case,
)
