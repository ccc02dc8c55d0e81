"""Documents and denials to work on, without the way through S3 where it is not the matter."""

from datetime import date
from typing import Any
from uuid import UUID

from cases.models import Case, Denial, Document, Evidence
from cases.services.denials import denial_record
from cases.services.documents import document_add
from cases.services.evidence import evidence_add
from claimback.storage.models import KEPT, StoredFile
from claimback.tenancy.member import Member

LETTER_DATE, RECEIVED_ON = date(2026, 4, 1), date(2026, 4, 6)
GROUNDS: list[Any] = [
    {
        "code": "medical_necessity",
        "quote": "The infusion is not medically necessary.",
        "page": 1,
        "start": 100,
        "end": 140,
        "clauses": ["Section 7.2"],
        "criteria": ["Guideline A-1"],
        "insurer_evidence": ["Report of the reviewer"],
        "reviewer_specialty": "Family medicine",
    },
    {"code": "experimental_investigational", "quote": "It is investigational."},
]


def file_row(actor: Member, state: str = KEPT, name: str = "letter.pdf") -> StoredFile:
    """The row of a file in some state; S3 knows nothing of it."""
    return StoredFile.objects.create(
        name=name, announced_size=1, state=state, key="k", uploaded_by_id=actor.member_id
    )


def document(actor: Member, case_id: UUID, title: str = "Denial letter") -> Document:
    """A document of the case."""
    file = file_row(actor)
    return document_add(actor=actor, case_id=case_id, file_id=file.id, title=title, kind="denial_letter")


def exhibit(actor: Member, case_id: UUID, proves: str = "The doctor asked for it") -> Evidence:
    """Evidence of the case."""
    made = document(actor, case_id, "Doctor's letter")
    return evidence_add(actor=actor, case_id=case_id, document_id=made.id, proves=proves)


def denial(actor: Member, case: Case, **values: Any) -> Denial:
    """A denial with two grounds, unless `values` say otherwise."""
    usual: dict[str, Any] = {
        "decision": "denied",
        "letter_date": LETTER_DATE,
        "received_on": RECEIVED_ON,
        "received_proof": "delivered",
        "reference": "NF-17",
        "grounds": GROUNDS,
    }
    return denial_record(actor=actor, case_id=case.id, **usual | values)
