"""Reading the rows of cases: the one door to each kind. Walls and the firm's scope hold here."""

from typing import TypeVar, overload
from uuid import UUID

from django.db.models import QuerySet

from cases.models import (
    Case,
    CaseCounter,
    Client,
    Correspondence,
    Denial,
    Document,
    Event,
    Evidence,
    Ground,
    Insurer,
    InsurerAddress,
    Party,
    Policy,
    Promise,
    Provision,
    Rebuttal,
    RebuttalEvidence,
)
from claimback.kernel.errors import NotFound, invalid
from claimback.tenancy.models import FirmRow

Row = TypeVar("Row", bound=FirmRow)


def one(rows: QuerySet[Row], id: UUID) -> Row:
    """The row with this id. Raises NotFound, the same for absent and forbidden."""
    found = rows.filter(id=id).first()
    if found is None:
        raise NotFound
    return found


def locked(rows: QuerySet[Row], id: UUID) -> Row:
    """The row with this id, locked until the end of the transaction. Raises NotFound."""
    return one(for_change(rows), id)


def for_change(rows: QuerySet[Row]) -> QuerySet[Row]:
    """The rows locked as they are read. Keys never change, so rows that refer to them may still be added."""
    return rows.select_for_update(of=("self",), no_key=True)


@overload
def referred(rows: QuerySet[Row], id: UUID, field: str) -> Row: ...


@overload
def referred(rows: QuerySet[Row], id: UUID | None, field: str) -> Row | None: ...


def referred(rows: QuerySet[Row], id: UUID | None, field: str) -> Row | None:
    """The row that the field `field` of an input names. Raises Invalid that names the field."""
    if id is None:
        return None
    found = rows.filter(id=id).first()
    if found is None:
        raise invalid(field, "There is no such object, or you may not see it.", code="unknown_reference")
    return found


def client_list() -> QuerySet[Client]:
    """Clients."""
    return Client.objects.all()


def insurer_list() -> QuerySet[Insurer]:
    """Insurers, plans and administrators."""
    return Insurer.objects.all()


def insurer_address_list() -> QuerySet[InsurerAddress]:
    """Addresses of insurers."""
    return InsurerAddress.objects.all()


def policy_list() -> QuerySet[Policy]:
    """Policies."""
    return Policy.objects.all()


def provision_list() -> QuerySet[Provision]:
    """Passages of policies."""
    return Provision.objects.all()


def case_list() -> QuerySet[Case]:
    """Cases."""
    return Case.objects.all()


def case_counter_list() -> QuerySet[CaseCounter]:
    """The last case number of each year."""
    return CaseCounter.objects.all()


def party_list() -> QuerySet[Party]:
    """People on cases beside the client, those who have left among them."""
    return Party.objects.all()


def event_list() -> QuerySet[Event]:
    """Dated facts of cases, withdrawn ones among them."""
    return Event.objects.all()


def document_list() -> QuerySet[Document]:
    """Documents of cases."""
    return Document.objects.all()


def evidence_list() -> QuerySet[Evidence]:
    """Evidence of cases, numbered as exhibits."""
    return Evidence.objects.all()


def denial_list() -> QuerySet[Denial]:
    """Adverse decisions."""
    return Denial.objects.all()


def ground_list() -> QuerySet[Ground]:
    """Reasons in denials."""
    return Ground.objects.all()


def rebuttal_list() -> QuerySet[Rebuttal]:
    """The answers to grounds, one each."""
    return Rebuttal.objects.all()


def rebuttal_of(rows: QuerySet[Rebuttal], ground_id: UUID) -> Rebuttal:
    """The one answer to a ground. Raises NotFound."""
    found = rows.filter(ground_id=ground_id).first()
    if found is None:
        raise NotFound
    return found


def rebuttal_evidence_list() -> QuerySet[RebuttalEvidence]:
    """Which evidence is put against which ground."""
    return RebuttalEvidence.objects.all()


def correspondence_list() -> QuerySet[Correspondence]:
    """The log of contact."""
    return Correspondence.objects.all()


def promise_list() -> QuerySet[Promise]:
    """What representatives promised."""
    return Promise.objects.all()
