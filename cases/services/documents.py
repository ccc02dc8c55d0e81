"""Documents: putting files on cases."""

from datetime import date
from uuid import UUID

from cases.models import Document
from cases.selectors import case_list, document_list, one, referred
from cases.services.checks import LAST_DAY, check_day, check_fields
from claimback.kernel.errors import invalid
from claimback.storage.models import KEPT, RECEIVED, StoredFile
from claimback.storage.selectors import file_rows
from claimback.storage.services import file_link
from claimback.tenancy.member import Member


def document_add(
    *,
    actor: Member,
    case_id: UUID,
    file_id: UUID,
    title: str,
    kind: str,
    dated_on: date | None = None,
) -> Document:
    """Put a file on a case. It may still wait to be inspected; its state is shown with the document.

    Raises Invalid for a file that was not sent yet or was refused, or for another field; Forbidden.
    """
    actor.require("document.write")
    return file_place(
        case_id=case_id,
        file=referred(file_rows(), file_id, "file_id"),
        title=title,
        kind=kind,
        dated_on=dated_on,
    )


def file_place(
    *, case_id: UUID, file: StoredFile, title: str, kind: str, dated_on: date | None = None
) -> Document:
    """As `document_add`, for a service that has asked for a capability of its own."""
    case = referred(case_list(), case_id, "case_id")
    if file.state not in (KEPT, RECEIVED):
        raise invalid(
            "file_id",
            file.refusal or "The file has not arrived. Send it by its form and confirm, then add it.",
        )
    if dated_on is not None:
        check_day(dated_on, LAST_DAY, "dated_on")
    document = Document(case=case, file=file, title=title, kind=kind, dated_on=dated_on)
    check_fields(document)
    document.save(force_insert=True)
    return document


def document_link(*, actor: Member, document_id: UUID, purpose: str = "read") -> str:
    """A link of ours to the document's file, for 60 seconds, with a trace of who asked and what for.

    Raises NotFound, FileNotKept while it waits or when it was refused, Forbidden.
    """
    actor.require("document.read")
    document = one(document_list(), document_id)
    return file_link(actor=actor, file_id=document.file_id, purpose=purpose, case_id=document.case_id)
