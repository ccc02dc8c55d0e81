"""A denied claim with everything that a letter about it needs, fed by the services that the API calls."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from cases.models import Case, Denial, Document, Evidence, Ground
from cases.services.cases import case_open
from cases.services.clients import client_add
from cases.services.denials import denial_record
from cases.services.documents import document_add
from cases.services.evidence import evidence_add, evidence_put
from cases.services.insurers import insurer_add, insurer_address_add
from cases.services.policies import policy_add, provision_add
from cases.services.rebuttals import rebuttal_answer, rebuttal_write
from claimback.kernel.clock import now, today
from claimback.storage.services import file_store
from letters.models import Dispatch, Letter
from letters.services.approval import letter_approve
from letters.services.dispatches import dispatch_send
from letters.services.letters import letter_draft, letter_submit
from tests.firms import TestFirm

LETTERS = Path(__file__).resolve().parents[2] / "claimback" / "demo" / "letters"
ZONE = "America/Chicago"
OUTCOME = "Example Health Plan should reverse the denial in full and pay for the infusions."
ITEMS = ["The complete claim file", "The criteria applied, in the version applied"]
NECESSITY = "We determined that the infusions were not medically necessary."
UNPROVEN = "The second agent is considered investigational."


@dataclass
class Matter:
    """A case with its denial, two answered grounds and two exhibits."""

    firm: TestFirm
    case: Case
    denial: Denial
    grounds: list[Ground]
    evidence: list[Evidence]

    def again(self) -> "Matter":
        """The same rows, read anew."""
        return Matter(
            self.firm,
            Case.objects.select_related("client", "insurer", "policy").get(id=self.case.id),
            Denial.objects.select_related("case", "document").get(id=self.denial.id),
            [Ground.objects.get(id=ground.id) for ground in self.grounds],
            [Evidence.objects.get(id=used.id) for used in self.evidence],
        )

    def draft(self, template: str = "internal_appeal", **more: Any) -> Letter:
        """A letter of the attorney's that lacks nothing."""
        wanted: dict[str, Any] = {
            "denial_id": self.denial.id,
            "outcome_asked": OUTCOME,
            "items_requested": ITEMS,
        } | more
        return letter_draft(actor=self.firm.attorney, case_id=self.case.id, template=template, **wanted)

    def approved(self, template: str = "internal_appeal", **drafted: Any) -> Letter:
        """A letter that the attorney approved, drafted with what is given."""
        letter = self.draft(template, **drafted)
        letter_submit(actor=self.firm.attorney, letter_id=letter.id, version=1)
        return letter_approve(actor=self.firm.attorney, letter_id=letter.id, version=2)

    def sent(self, template: str = "internal_appeal", **more: Any) -> Dispatch:
        """An approved letter that was mailed just now."""
        drafted = {"particulars": more.pop("particulars")} if "particulars" in more else {}
        letter = self.approved(template, **drafted)
        how: dict[str, Any] = {
            "channel": "certified_mail",
            "tracking_number": "9407 1118 9876",
            "sent_at": now(),
        } | more
        return dispatch_send(actor=self.firm.staff, letter_id=letter.id, version=letter.version, **how)


def store_pdf(firm: TestFirm, case: Case, name: str, kind: str, title: str) -> Document:
    """One of the demonstration's PDFs as a document of the case."""
    return store_bytes(firm, case, (LETTERS / name).read_bytes(), name, kind, title)


def store_bytes(firm: TestFirm, case: Case, data: bytes, name: str, kind: str, title: str) -> Document:
    """A PDF as a document of the case."""
    file = file_store(actor=firm.attorney, name=name, data=data, media_type="application/pdf")
    return document_add(actor=firm.attorney, case_id=case.id, file_id=file.id, title=title, kind=kind)


def open_case(firm: TestFirm, **more: Any) -> Case:
    """An ERISA health case without any denial yet."""
    actor = firm.attorney
    client = client_add(actor=actor, name="Ada Quill", time_zone=ZONE)
    insurer = insurer_add(actor=actor, name="Example Health Plan")
    insurer_address_add(
        actor=actor,
        insurer_id=insurer.id,
        purpose="appeals",
        lines="Appeals Unit\nP.O. Box 1\nTestville, OH 43999",
    )
    law: dict[str, Any] = {
        "line_of_business": "health",
        "plan_type": "erisa_self_funded",
        "jurisdiction": "TX",
    }
    policy = policy_add(
        actor=actor,
        client_id=client.id,
        insurer_id=insurer.id,
        name="Example Employee Health Plan",
        member_number="XK 442 01",
        appeal_levels=1,
        **law,
    )
    provision_add(
        actor=actor,
        policy_id=policy.id,
        label="Section 7.2",
        kind="definition",
        quote="Necessary means proper care.",
    )
    wanted = {
        "title": "Infusions refused",
        "claim_kind": "post_service",
        "claim_number": "EX-2026-0042",
        "lead_id": actor.member_id,
        "policy_id": policy.id,
    }
    return case_open(actor=actor, client_id=client.id, insurer_id=insurer.id, **law | wanted | more)


def open_matter(firm: TestFirm) -> Matter:
    """Open the case and bring it to where its appeal can be written. The firm's scope is open."""
    actor = firm.attorney
    case = open_case(firm)
    letter = store_pdf(firm, case, "denial.pdf", "denial_letter", "Denial")
    received = today(ZONE) - timedelta(days=20)
    denial = denial_record(
        actor=actor,
        case_id=case.id,
        decision="denied",
        letter_date=received - timedelta(days=5),
        received_on=received,
        received_proof="signed_for",
        reference="ABD-1",
        document_id=letter.id,
        grounds=[
            {
                "code": "medical_necessity",
                "quote": NECESSITY,
                "page": 1,
                "clauses": ["Plan Document, Section 7.2, Necessary Services"],
            },
            {
                "code": "experimental_investigational",
                "quote": UNPROVEN,
                "page": 2,
                "criteria": ["Policy 3.1"],
            },
        ],
    )
    grounds = list(denial.grounds.order_by("number"))
    proofs = [
        ("imaging_report.pdf", "medical_record", "Imaging report", "the findings that the criteria ask for"),
        ("treating_physician_letter.pdf", "expert_report", "Physician's letter", "the agent is established"),
    ]
    evidence = []
    for (name, kind, title, proves), ground in zip(proofs, grounds, strict=True):
        document = store_pdf(firm, case, name, kind, title)
        used = evidence_add(actor=actor, case_id=case.id, document_id=document.id, proves=proves)
        evidence_put(actor=actor, ground_id=ground.id, evidence_id=used.id)
        rebuttal_write(actor=actor, ground_id=ground.id, argument="The records show the contrary.")
        rebuttal_answer(actor=actor, ground_id=ground.id)
        evidence.append(used)
    return Matter(firm, case, denial, grounds, evidence)
