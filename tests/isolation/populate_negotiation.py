"""What `populate` leaves of demands and offers on a case."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from cases.services.acceptance import offer_accept
from cases.services.authority import authority_record
from cases.services.documents import document_add
from cases.services.gates import gate_waive, offer_gates
from cases.services.negotiation import offer_record
from claimback.tenancy.member import Member
from tests.cases.papers import file_row
from tests.days import come_everywhere


def populate_negotiation(actor: Member, case_id: UUID) -> None:
    """An authority, an offer that was accepted in part, a draft, and last a demand with an end."""
    paper = document_add(
        actor=actor, case_id=case_id, file_id=file_row(actor).id, title="Consent", kind="other"
    )
    for part in ("medical", "whole_claim"):
        authority_record(
            actor=actor,
            case_id=case_id,
            part=part,
            least={"amount": "9.00", "currency": "USD"},
            document_id=paper.id,
        )
    money = {"amount": "10.00", "currency": "USD"}
    whose: dict[str, Any] = {"actor": actor, "case_id": case_id, "amount": money}
    offered = offer_record(
        **whose,
        side="ours",
        kind="offer",
        parts=[{"part": "medical", "amount": money}],
        release_scope="none",
    )
    for each in offer_gates(offered):
        if each.state == "open":
            gate_waive(actor=actor, offer_id=offered.id, version=None, gate=each.gate, reason="Agreed")
    offer_accept(actor=actor, offer_id=offered.id, version=None)
    offer_record(**whose, side="ours", kind="demand", draft=True)
    offer_record(**whose, side="insurer", kind="offer", expires_on=come_everywhere() + timedelta(days=30))
