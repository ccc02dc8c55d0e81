"""What should still go into the record before the last appeal: a list for a person, each with its remedy."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

GAPS: Final = {
    "evidence_not_in_record": "Evidence that was never submitted",
    "ground_without_evidence": "A ground without evidence",
    "ground_evidence_not_in_record": "A ground whose evidence was never submitted",
    "document_unused": "A document that is put to no use",
    "claim_file_outstanding": "A part of the claim file that is outstanding",
}

USEFUL_KINDS: Final = frozenset({"medical_record", "expert_report", "estimate", "photo", "bill"})
"""Kinds of documents that prove something; letters and the policy speak for themselves."""


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A piece of evidence: whether it is in the record already."""

    id: UUID
    document_id: UUID
    name: str
    in_record: bool


@dataclass(frozen=True, slots=True)
class GroundState:
    """A ground that is not waived, and the ids of the evidence that is put against it."""

    id: UUID
    name: str
    evidence: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Named:
    """A document or an item of the claim file."""

    id: UUID
    name: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that the record lacks: `subject_id` is the row it is about."""

    kind: str
    subject_id: UUID
    what: str
    remedy: str


def record_gaps(
    *,
    exhibits: Sequence[Exhibit],
    grounds: Sequence[GroundState],
    documents: Sequence[Named],
    outstanding: Sequence[Named],
) -> list[Gap]:
    """The gaps, the gravest kind first, each kind in the order given."""
    submitted = {exhibit.id for exhibit in exhibits if exhibit.in_record}
    used = {exhibit.document_id for exhibit in exhibits}
    return [
        *(
            Gap(
                "ground_without_evidence",
                ground.id,
                ground.name,
                "Put evidence against it, or waive it with a reason.",
            )
            for ground in grounds
            if not ground.evidence
        ),
        *(
            Gap(
                "ground_evidence_not_in_record",
                ground.id,
                ground.name,
                "Submit its evidence with the last appeal: a court may not look at it otherwise.",
            )
            for ground in grounds
            if ground.evidence and ground.evidence.isdisjoint(submitted)
        ),
        *(
            Gap(
                "evidence_not_in_record",
                exhibit.id,
                exhibit.name,
                "Submit it, and note since when it is in the record.",
            )
            for exhibit in exhibits
            if not exhibit.in_record
        ),
        *(
            Gap(
                "document_unused",
                document.id,
                document.name,
                "Make it an exhibit, or leave it out knowingly.",
            )
            for document in documents
            if document.kind in USEFUL_KINDS and document.id not in used
        ),
        *(
            Gap(
                "claim_file_outstanding", item.id, item.name, "Ask again before the appeal, and say so in it."
            )
            for item in outstanding
        ),
    ]
