"""The calls between doctors of the populated case."""

from datetime import timedelta
from uuid import UUID

from cases.services.parties import party_add
from cases.services.peer_appointments import peer_appointment_agree, peer_appointment_propose
from claimback.kernel.clock import now
from claimback.tenancy.member import Member


def populate_appointments(actor: Member, case_id: UUID) -> None:
    """A call between doctors that is proposed, and another that is agreed."""
    doctor = party_add(actor=actor, case_id=case_id, role="provider", name="Dr Iris Example")
    soon = [now() + timedelta(days=2)]
    peer_appointment_propose(actor=actor, case_id=case_id, provider_id=doctor.id, slots=soon)
    made = peer_appointment_propose(actor=actor, case_id=case_id, provider_id=doctor.id, slots=soon)
    peer_appointment_agree(actor=actor, appointment_id=made.id, version=None, starts_at=soon[0])
