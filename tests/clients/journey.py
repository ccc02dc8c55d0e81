# mypy: disable-error-code="import-not-found"
"""One denied claim by a generated client: intake, conflicts, upload, reading, denial, dates, evidence, draft.

`python journey.py SITE FIRM TOKEN LETTER EXHIBIT` prints what it came to as JSON. LETTER is a denial letter and EXHIBIT
a record that answers it, both PDF files. The client is the package `claimback_client`, made from the OpenAPI document.
"""

import json
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from attrs import evolve
from claimback_client.api.cases import case_move
from claimback_client.api.clients import client_add, conflict_check_clear, intake_open
from claimback_client.api.deadlines import deadline_list
from claimback_client.api.denials import (
    denial_get,
    denial_matrix,
    evidence_put,
    ground_list,
    reading_confirm,
    reading_get,
    reading_request,
    rebuttal_get,
    rebuttal_write,
)
from claimback_client.api.documents import (
    document_add,
    document_get,
    evidence_add,
    upload_confirm,
    upload_request,
)
from claimback_client.api.letters import letter_draft
from claimback_client.client import AuthenticatedClient
from claimback_client.models import (
    CaseDetail,
    CaseMoveInput,
    CaseStatus,
    ClaimKind,
    ClientInput,
    ClientKind,
    ConflictDecisionInput,
    DeadlineListOrdering,
    Denial,
    Document,
    DocumentInput,
    DocumentKind,
    DutyOf,
    EvidenceInput,
    InsurerKind,
    IntakeCaseInput,
    IntakeClientInput,
    IntakeInput,
    IntakeInsurerInput,
    IntakePolicyInput,
    Jurisdiction,
    LetterDraftInput,
    LetterTemplateCode,
    LineOfBusiness,
    Matrix,
    Money,
    PlanType,
    Problem,
    ProofGrade,
    ReadingRequestInput,
    RebuttalChanges,
    RebuttalEvidenceInput,
    UploadInput,
)

site, firm, token, letter_file, exhibit_file = sys.argv[1:]
api = AuthenticatedClient(base_url=site, token=token, raise_on_unexpected_status=True)


def good(operation: Any, *path: Any, **asked: Any) -> Any:
    """What the operation answers. Raises what the problem says."""
    answer = operation.sync(firm, *path, client=api, **asked)
    if isinstance(answer, Problem):
        raise SystemExit(f"{operation.__name__}: {answer.status} {answer.detail} {answer.to_dict()}")
    return answer


def as_read(row: Any) -> str:
    """The ETag of an object as it was read."""
    return f'"{row.version}"'


def until(read: Callable[[], Any], done: Callable[[Any], bool]) -> Any:
    """What is read once a worker has done what is waited for."""
    for _ in range(600):
        if done(row := read()):
            return row
        time.sleep(0.05)
    raise SystemExit("no worker came")


def take_in() -> CaseDetail:
    """Client, insurer, policy and case in one call; then the case leaves intake with its conflicts cleared."""
    insurer = "Tallowmere Benefit Administrators"
    good(client_add, body=ClientInput(kind=ClientKind.ORGANISATION, name=insurer))
    intake = good(
        intake_open,
        body=IntakeInput(
            client=IntakeClientInput(name="Marisol E. Tennant"),
            insurer=IntakeInsurerInput(name=f"{insurer}, Inc.", kind=InsurerKind.ADMINISTRATOR),
            policy=IntakePolicyInput(
                name="Wexcombe Freight Systems, Inc. Employee Health Benefit Plan", appeal_levels=1
            ),
            case=IntakeCaseInput(
                title="Lumbar fusion denied",
                line_of_business=LineOfBusiness.HEALTH,
                plan_type=PlanType.ERISA_SELF_FUNDED,
                jurisdiction=Jurisdiction.TX,
                claim_kind=ClaimKind.POST_SERVICE,
                amount_disputed=Money(amount="66475.00", currency="USD"),
            ),
        ),
    )
    check = intake.conflict_check
    found = ", ".join(hit.name for hit in check.hits)
    cleared = ConflictDecisionInput(reason=f"{found}: the engagement ended in 2019")
    good(conflict_check_clear, check.id, if_match=as_read(check), body=cleared)
    return good(
        case_move, intake.case.id, if_match=as_read(intake.case), body=CaseMoveInput(to=CaseStatus.OPEN)
    )


def file(on_case: UUID, path: str, title: str, kind: DocumentKind) -> Document:
    """A file sent to the store by a signed form, inspected by a worker, on the case, its text found."""
    data = Path(path).read_bytes()
    upload = good(upload_request, body=UploadInput(name=Path(path).name, size=len(data)))
    sent = httpx.post(upload.form.url, data=upload.form.fields.to_dict(), files={"file": data})
    sent.raise_for_status()
    good(upload_confirm, upload.file.id, if_match=as_read(upload.file))
    wanted = DocumentInput(case_id=on_case, file_id=upload.file.id, title=title, kind=kind)
    added = good(document_add, body=wanted)
    return until(partial(good, document_get, added.id), lambda document: document.text_state == "searchable")


def confirm(letter: Document) -> Denial:
    """What the letter says, as it was found and as a person confirms it."""
    asked = good(reading_request, body=ReadingRequestInput(document_id=letter.id))
    reading = until(partial(good, reading_get, asked.id), lambda row: row.proposal is not None)
    told = evolve(
        reading.proposal, received_on=reading.proposal.letter_date, received_proof=ProofGrade.DELIVERED
    )
    confirmed = good(reading_confirm, reading.id, if_match=as_read(reading), body=told)
    return good(denial_get, confirmed.denial_id)


def answered(denial: Denial, record: Document) -> Matrix:
    """The record put against every ground of the denial, with an argument."""
    proof = EvidenceInput(case_id=denial.case_id, document_id=record.id, proves="5.2 mm of translation")
    evidence = good(evidence_add, body=proof)
    for ground in good(ground_list, denial_id=denial.id).results:
        rebuttal = good(rebuttal_get, ground.id)
        argument = RebuttalChanges(argument="The imaging report shows the contrary.")
        good(rebuttal_write, ground.id, if_match=as_read(rebuttal), body=argument)
        good(evidence_put, ground.id, body=RebuttalEvidenceInput(evidence_id=evidence.id))
    return good(denial_matrix, denial.id)


opened = take_in()
denial = confirm(file(opened.id, letter_file, "The denial", DocumentKind.DENIAL_LETTER))
deadlines = good(
    deadline_list,
    case_id=opened.id,
    duty_of=DutyOf.OURS,
    ordering=DeadlineListOrdering.SORT_ON,
    count=True,
)
matrix = answered(denial, file(opened.id, exhibit_file, "Imaging report", DocumentKind.MEDICAL_RECORD))
draft = good(
    letter_draft,
    body=LetterDraftInput(
        case_id=opened.id,
        template=LetterTemplateCode.INTERNAL_APPEAL,
        denial_id=denial.id,
        outcome_asked="Pay the claim.",
    ),
)
told = {
    "status": opened.status,
    "decision": denial.decision,
    "received_on": str(denial.received_on),
    "grounds": [row.code for row in matrix.grounds],
    "evidence_missing": matrix.missing.evidence,
    "deadlines": [{"rule": row.rule, "due_on": str(row.due_on)} for row in deadlines.results],
    "letter": draft.state,
    "exhibits": len(draft.exhibits),
}
sys.stdout.write(json.dumps(told))
