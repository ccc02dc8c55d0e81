"""The administrative record: locking it at the final decision, what it lacks, what the insurer's file shows of it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from cases.administrative_record.comparison import Comparison, Paper, compare_record
from cases.administrative_record.gaps import Exhibit, Gap, GroundState, Named, record_gaps
from cases.models import AdministrativeRecord, Document
from cases.selectors import (
    administrative_record_list,
    case_list,
    claim_file_item_list,
    denial_list,
    document_list,
    evidence_in_use,
    evidence_list,
    for_change,
    ground_list,
    one,
    referred,
)
from cases.services.checks import check_fields
from cases.states import OUTSTANDING
from claimback.kernel import json
from claimback.kernel.errors import Conflict, invalid
from claimback.storage.selectors import page_rows
from claimback.tenancy.member import Member

PAPERS_LIMIT: Final = 200
"""Produced documents that are compared in one request."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the record. `side` is ours for what was submitted, insurer for what it handed over."""

    side: str
    document_id: UUID
    title: str
    exhibit_number: int | None
    since: date | None
    file_name: str
    sha256: str
    size: int | None
    pages: int | None


def record_lock(
    *,
    actor: Member,
    case_id: UUID,
    denial_id: UUID,
    closed_on: date | None = None,
    replaces_id: UUID | None = None,
    reason: str = "",
) -> AdministrativeRecord:
    """Write down what was before the plan up to its final decision, with the hash of every file.

    `closed_on` is the day of the decision, by default the date of its letter. In it are the exhibits that were in the
    record by then, and what the insurer gave of its claim file. It is never changed: another one may replace it, with
    the reason, and both stay.

    Raises Invalid that names the field, for a decision that is not final and for a replacement without a reason;
    Conflict for a second record of one decision that replaces none, Forbidden.
    """
    actor.require("record.lock")
    case = referred(for_change(case_list()), case_id, "case_id")
    denial = referred(denial_list().filter(case_id=case_id), denial_id, "denial_id")
    if not denial.is_final:
        raise invalid(
            "denial_id", "The record closes with the final decision. Choose the denial that is marked final."
        )
    former = _former(denial_id, replaces_id, reason)
    day = closed_on or denial.letter_date
    entries = [*_submitted(case_id, day), *_produced(case_id)]
    unhashed = [entry.title for entry in entries if not entry.sha256]
    if unhashed:
        raise Conflict(
            f"Not inspected yet: {'; '.join(unhashed)}. Lock the record when their hashes are known."
        )
    manifest: list[dict[str, Any]] = json.loads(json.dumps([asdict(entry) for entry in entries]))
    record = AdministrativeRecord(
        case=case,
        denial=denial,
        closed_on=day,
        manifest=manifest,
        manifest_sha256=manifest_digest(manifest),
        locked_by_id=actor.member_id,
        replaces=former,
        reason=reason,
    )
    check_fields(record, ["reason"])
    record.save(force_insert=True)
    return record


def manifest_digest(manifest: Sequence[dict[str, Any]]) -> str:
    """SHA-256 in hex of a manifest: each entry as JSON with sorted keys and no spaces, one a line."""
    return sha256(b"\n".join(json.dumps(dict(sorted(entry.items()))) for entry in manifest)).hexdigest()


def case_record_gaps(*, actor: Member, case_id: UUID) -> list[Gap]:
    """What the record of a case lacks before its last appeal. Raises NotFound, Forbidden. Five statements."""
    actor.require("document.read")
    actor.require("denial.read")
    case = one(case_list(), case_id)
    against: defaultdict[UUID, set[UUID]] = defaultdict(set)
    uses = evidence_in_use().filter(rebuttal__ground__denial__case_id=case.id)
    for ground_id, evidence_id in uses.values_list("rebuttal__ground_id", "evidence_id"):
        against[ground_id].add(evidence_id)
    grounds = ground_list().filter(denial__case_id=case.id).exclude(rebuttals__state="waived")
    return record_gaps(
        exhibits=[
            Exhibit(row.id, row.document_id, f"{row}: {row.document.title}", row.in_record_since is not None)
            for row in evidence_list()
            .filter(case_id=case.id)
            .select_related("document")
            .order_by("exhibit_number")
        ],
        grounds=[
            GroundState(row.id, f"{row.get_code_display()}: {row.quote[:120]}", frozenset(against[row.id]))
            for row in grounds.order_by("denial__letter_date", "number")
        ],
        documents=[
            Named(row.id, row.title, row.kind)
            for row in document_list().filter(case_id=case.id).order_by("created_at", "id")
        ],
        outstanding=[
            Named(row.id, row.label)
            for row in claim_file_item_list()
            .filter(case_id=case.id, state__in=OUTSTANDING)
            .order_by("position")
        ],
    )


def record_compare(*, actor: Member, record_id: UUID, document_ids: Collection[UUID] = ()) -> Comparison:
    """Hold what a locked record says was submitted against what the insurer produced.

    Without `document_ids` that is every document of the case that came as its claim file. Raises NotFound, Invalid for
    a document of another case or for none, Forbidden.
    """
    actor.require("document.read")
    record = one(administrative_record_list(), record_id)
    of_case = document_list().filter(case_id=record.case_id).select_related("file")
    produced = _claim_file(of_case, record.case_id, document_ids)
    ours = {UUID(entry["document_id"]) for entry in record.manifest if entry["side"] == "ours"}
    submitted = list(of_case.filter(id__in=ours).order_by("created_at", "id"))
    texts = _texts([*submitted, *produced])
    return compare_record(
        [_paper(document, texts) for document in submitted],
        [_paper(document, texts) for document in produced],
    )


def _former(denial_id: UUID, replaces_id: UUID | None, reason: str) -> AdministrativeRecord | None:
    latest = administrative_record_list().filter(denial_id=denial_id, replaced_by=None).first()
    if replaces_id is None:
        if latest is not None:
            raise Conflict(
                "The record of this decision is locked. To correct it, lock another that replaces it, with the reason."
            )
        return None
    if latest is None or latest.id != replaces_id:
        raise invalid("replaces_id", "Only the latest record of this decision can be replaced.")
    if not reason.strip():
        raise invalid("reason", "Say why another record takes the place of the one before.")
    return latest


def _submitted(case_id: UUID, day: date) -> list[Entry]:
    rows = evidence_list().filter(case_id=case_id, in_record_since__lte=day).select_related("document__file")
    return [
        _entry("ours", row.document, row.exhibit_number, row.in_record_since)
        for row in rows.order_by("exhibit_number")
    ]


def _produced(case_id: UUID) -> list[Entry]:
    items = (
        claim_file_item_list()
        .filter(case_id=case_id, document__isnull=False)
        .select_related("document__file")
    )
    once = {item.document_id: item for item in items.order_by("position")}
    return [_entry("insurer", item.document, None, item.state_on) for item in once.values() if item.document]


def _entry(side: str, document: Document, exhibit_number: int | None, since: date | None) -> Entry:
    file = document.file
    return Entry(
        side,
        document.id,
        document.title,
        exhibit_number,
        since,
        file.name,
        file.sha256,
        file.size,
        file.pages,
    )


def _claim_file(of_case: Any, case_id: UUID, document_ids: Collection[UUID]) -> list[Document]:
    if document_ids:
        found = list(of_case.filter(id__in=document_ids).order_by("created_at", "id"))
        if len(found) != len(set(document_ids)):
            raise invalid(
                "document_ids", "One of them is no document of this case.", code="unknown_reference"
            )
        return found
    came = claim_file_item_list().filter(case_id=case_id, document__isnull=False).values("document_id")
    found = list(
        (of_case.filter(kind="claim_file") | of_case.filter(id__in=came)).order_by("created_at", "id")
    )
    if not found:
        raise invalid(
            "document_ids",
            "No document of this case is the insurer's claim file. Put it on the case with that kind, or name it.",
        )
    return found[:PAPERS_LIMIT]


def _texts(documents: Sequence[Document]) -> dict[UUID, dict[int, str]]:
    texts: defaultdict[UUID, dict[int, str]] = defaultdict(dict)
    rows = page_rows().filter(file_id__in={document.file_id for document in documents})
    for file_id, number, text in rows.values_list("file_id", "number", "text"):
        texts[file_id][number] = text
    return texts


def _paper(document: Document, texts: dict[UUID, dict[int, str]]) -> Paper:
    pages = texts.get(document.file_id, {})
    count = max(document.file.pages or 0, *pages) if pages else document.file.pages or 0
    return Paper(
        document.id,
        document.title,
        document.file.sha256,
        tuple(pages.get(number, "") for number in range(1, count + 1)),
    )
