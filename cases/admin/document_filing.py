"""Filing documents from the admin: one with all that is said of it, many into a folder or under tags."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from cases.models import Document
from cases.services import documents
from claimback.tenancy.admin_acts import Act, Bulk
from claimback.tenancy.admin_forms import ActForm, LinesField, text


class FilingForm(ActForm):
    """Where a document is filed, and what is said of it."""

    model = Document
    columns = ("title", "kind", "dated_on", "source", "folder", "tags")


class FolderForm(ActForm):
    """The folder that documents are put in."""

    folder = text(
        required=False, max_length=200, help_text=_("Such as Medical/2026. Empty: out of their folders.")
    )

    def changes(self) -> dict[str, Any]:
        """The folder, also where there is to be none."""
        return self.values()


class TagForm(ActForm):
    """Tags that documents get, beside those that they have."""

    tags = LinesField(label=_("Tags"), required=True, longest=40)


FILE_ACT = Act(
    name="file",
    label=_("File it"),
    icon="folder_open",
    service=documents.document_change,
    capabilities=("document.write",),
    row_id="document_id",
    form=FilingForm,
    changes=True,
    done=_("The document is filed."),
)
TAG_ACT = Act(
    name="tag",
    label=_("Tag"),
    service=documents.document_tag,
    capabilities=("document.write",),
    row_id="document_id",
    form=TagForm,
)
"""Of the list alone: a document's own page has all of its filing in one form."""

FILING_BULK: Final = [
    Bulk(
        act=FILE_ACT,
        label=_("Put in a folder"),
        says=_("The documents move to this folder."),
        form=FolderForm,
    ),
    Bulk(
        act=TAG_ACT,
        label=_("Add tags"),
        says=_("The documents get these tags beside those that they have."),
        form=TagForm,
    ),
]
