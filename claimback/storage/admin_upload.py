"""The field of a form that takes a file: chosen on the spot and sent straight to the store, or one sent before.

The browser's part is `static/claimback/upload.js`, which speaks to the API with the session of the page. Without
it the field is a plain choice among files that were sent already.
"""

from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from unfold.widgets import UnfoldAdminSelectWidget

from claimback.storage.inspect import SIZE_LIMIT, kinds_taken
from claimback.storage.models import KEPT, RECEIVED, StoredFile
from claimback.tenancy.admin_forms import ReferenceField
from claimback.tenancy.member import Member

ARRIVED: Final = (RECEIVED, KEPT)
"""States of a file that has come, whether or not it was inspected yet."""


class UploadWidget(UnfoldAdminSelectWidget):  # type: ignore[misc]
    """A choice among files, with a place to which new ones are dropped.

    With `many`, several are taken at once, and each becomes a document of the case by the fields of the form around
    it: of the case with the id `case_id`, or of the one that the form's own field names. Else the one that was sent
    becomes the choice. `endings` narrows what the browser offers, such as `.csv`.
    """

    template_name = "admin/widgets/upload.html"

    class Media:
        """The script that sends the files, and no more."""

        js: ClassVar = [forms.Script("claimback/upload.js", defer=True)]

    def __init__(
        self,
        member: Member,
        *,
        endings: str = "",
        many: bool = False,
        case_id: UUID | None = None,
        documents: str = "",
    ) -> None:
        super().__init__()
        self.told = {
            "api": f"/api/v1/firms/{member.firm_slug}",
            "many": many,
            "case_id": case_id or "",
            "documents": documents,
            "endings": endings,
            "kinds": endings.replace(".", "").replace(",", ", ") or kinds_taken(),
            "whole": SIZE_LIMIT,
        }

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """What the template shows."""
        return {**super().get_context(name, value, attrs), "upload": self.told}


def upload_field(
    member: Member, rows: QuerySet[StoredFile], *, label: str = "", help_text: str = "", **told: Any
) -> ReferenceField:
    """One of the files of `rows`, or a new one that is sent from the page. `told` is said to the widget."""
    return ReferenceField(
        rows.filter(state__in=ARRIVED).order_by("-id"),
        label=label or _("File"),
        help_text=help_text,
        empty_label=_("None"),
        widget=UploadWidget(member, **told),
    )
