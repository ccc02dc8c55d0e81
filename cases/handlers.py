"""What cases do when something happens on a floor below. `claimback/wiring.py` names these functions."""

from cases.services.handover import cases_hand_over
from claimback.tenancy.events import MemberEnded


def after_member_ended(event: MemberEnded) -> None:
    """The open cases that the member led get another lead."""
    cases_hand_over(member_id=event.member_id, heir_id=event.heir_id)
