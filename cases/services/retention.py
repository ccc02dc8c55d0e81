"""Retention: for how long documents are kept, which are due for disposal, and a person's decision to dispose of one.

Nothing is destroyed by itself. A decision is undone until a second one makes it final, a month later at the earliest;
then the file's bytes and text go, and the rows that tell of it stay.
"""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.models import Disposal, Document, RetentionRule
from cases.selectors import (
    case_list,
    disposal_list,
    document_list,
    former_version_list,
    holds_on,
    legal_hold_list,
    locked,
    one,
    referred,
    retention_rule_list,
)
from cases.services.checks import check_fields
from cases.services.holds import checked_reason
from cases.states import DISPOSAL_EDGES
from claimback.kernel.clock import today
from claimback.kernel.errors import Conflict, invalid
from claimback.kernel.etag import check_version
from claimback.storage.services import file_dispose
from claimback.tenancy.member import Member
from claimback.tenancy.selectors import firm_get

YEARS_LIMIT: Final = 100
TIME_TO_UNDO: Final = timedelta(days=30)


def retention_set(*, actor: Member, kind: str, years: int) -> RetentionRule:
    """Keep documents of this kind for so many years after their case is closed; an empty kind is all the others.

    Raises Invalid, Forbidden.
    """
    actor.require("document.dispose")
    if not 1 <= years <= YEARS_LIMIT:
        raise invalid("years", f"Give a number of years from 1 to {YEARS_LIMIT}.")
    rule = retention_rule_list().select_for_update().filter(kind=kind).first()
    if rule is not None:
        rule.change(years=years)
        return rule
    rule = RetentionRule(kind=kind, years=years)
    check_fields(rule)
    rule.save(force_insert=True)
    return rule


def due_for_disposal(on: date) -> QuerySet[Document]:
    """Documents that were kept for as long as the firm's rules ask, that nothing holds and nobody decided on yet.

    The years count from the last change of the closed case: from its closing, or later. Without a rule for its kind a
    document is never due.
    """
    rules = {rule.kind: rule.years for rule in retention_rule_list()}
    over = Q(pk=None)
    for kind, years in rules.items():
        of_kind = Q(kind=kind) if kind else ~Q(kind__in=[named for named in rules if named])
        over |= of_kind & Q(case__updated_at__date__lt=on - relativedelta(years=years))
    if firm_get().legal_hold_at is not None:
        return document_list().none()
    held = legal_hold_list().filter(
        Q(document=None) | Q(document=OuterRef("pk")), case=OuterRef("case"), lifted_at=None
    )
    decided = disposal_list().filter(document=OuterRef("pk")).exclude(state="withdrawn")
    return document_list().filter(over, ~Exists(held), ~Exists(decided), case__status="closed")


def disposal_decide(*, actor: Member, document_id: UUID, reason: str) -> Disposal:
    """Decide that a document is destroyed. Until it is made final, a month from now at the earliest, it is undone.

    Raises Conflict for a document that is held, not due, or decided on already; Invalid, Forbidden.
    """
    actor.require("document.dispose")
    reason = checked_reason(reason)
    document = referred(document_list(), document_id, "document_id")
    _refuse_held(document)
    day = today(actor.time_zone)
    if not due_for_disposal(day).filter(id=document.id).exists():
        raise Conflict("This document is not due for disposal: GET due-for-disposal lists those that are.")
    return Disposal.objects.create(
        document=document, reason=reason, decided_by_id=actor.member_id, not_before=day + TIME_TO_UNDO
    )


def disposal_withdraw(*, actor: Member, disposal_id: UUID, version: int | None, reason: str) -> Disposal:
    """Undo a decision that is not final. Raises IllegalTransition, Invalid, NotFound, PreconditionFailed, Forbidden."""
    actor.require("document.dispose")
    disposal = locked(disposal_list(), disposal_id)
    check_version(disposal.version, version)
    state = DISPOSAL_EDGES.advance(disposal.state, "withdrawn")
    disposal.change(state=state, settled_by_id=actor.member_id, settled_reason=checked_reason(reason))
    return disposal


def disposal_finish(*, actor: Member, disposal_id: UUID, version: int | None, reason: str) -> Disposal:
    """Make a decision final: the bytes of the document and of its former versions are removed. Nothing undoes it.

    A file that stands on another document too stays. The case is locked, so that no hold comes beside it.

    Raises Conflict before its day, for a document that is held and for a case that was opened again; IllegalTransition,
    Invalid, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("document.dispose")
    case_id = one(disposal_list(), disposal_id).case_id
    case = locked(case_list(), case_id)
    disposal = locked(disposal_list().select_related("document"), disposal_id)
    check_version(disposal.version, version)
    state = DISPOSAL_EDGES.advance(disposal.state, "final")
    if today(actor.time_zone) < disposal.not_before:
        raise Conflict(
            f"It may be made final from {disposal.not_before} on. Withdraw it if it was a mistake."
        )
    if case.status != "closed":
        raise Conflict("The case was opened again. Withdraw the disposal.")
    _refuse_held(disposal.document)
    disposal.change(state=state, settled_by_id=actor.member_id, settled_reason=checked_reason(reason))
    for file_id in _files_of(disposal.document):
        file_dispose(file_id=file_id)
    return disposal


def _refuse_held(document: Document) -> None:
    if firm_get().legal_hold_at is not None or holds_on(document).exists():
        raise Conflict(
            "A legal hold keeps this document. It is not destroyed until the hold is lifted.", code="held"
        )


def _files_of(document: Document) -> list[UUID]:
    """The files that no other document has or had."""
    former = former_version_list().filter(document=document).values_list("file_id", flat=True)
    files = {document.file_id, *former}
    elsewhere = {
        *document_list().exclude(id=document.id).filter(file_id__in=files).values_list("file_id", flat=True),
        *former_version_list()
        .exclude(document=document)
        .filter(file_id__in=files)
        .values_list("file_id", flat=True),
    }
    return sorted(files - elsewhere)
