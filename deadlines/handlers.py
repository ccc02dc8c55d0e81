"""What the docket does when something happens to a case. `claimback/wiring.py` names these functions."""

from cases.events import (
    CaseChanged,
    CaseClosing,
    EventRecorded,
    EventWithdrawn,
    FeeAgreementLookedThrough,
    FeeAgreementSigned,
    FeeInvoiced,
    OfferEnded,
    OfferPut,
    WallLifted,
    WallPlaced,
)
from claimback.notify.events import MailCameBack
from claimback.tenancy.events import MemberEnded, MorningMoved
from deadlines.events import ClosuresChanged, RungMoved
from deadlines.plan import Cause
from deadlines.services.alerts import alerts_hand_over, alerts_retime, remedy_remind
from deadlines.services.causes import cause_of_withdrawal
from deadlines.services.docket import docket_readdress, docket_recompute
from deadlines.services.fees import hold_to_caps, look_through, sign_agreement
from deadlines.services.offers import offer_deadline_close, offer_deadline_keep
from deadlines.services.rechecks import recheck_begin
from deadlines.services.returned import mail_came_back
from deadlines.services.second_person import refuse_closing


def after_event(event: EventRecorded) -> None:
    """A dated fact was recorded: clocks start, stop, or were kept."""
    docket_recompute(case_id=event.case_id, recorded=event.event_id)


def after_withdrawn(event: EventWithdrawn) -> None:
    """A fact no longer holds."""
    docket_recompute(case_id=event.case_id, cause=cause_of_withdrawal(event.event_id))


def after_change(event: CaseChanged) -> None:
    """What decides the case's law was changed."""
    docket_recompute(case_id=event.case_id, cause=Cause(event.of, event.what))


def before_closing(event: CaseClosing) -> None:
    """No case is closed over a critical date that one person alone vouches for."""
    refuse_closing(event.case_id)


def after_offer_put(event: OfferPut) -> None:
    """The day until which a demand or offer stands goes on the docket."""
    offer_deadline_keep(offer_id=event.offer_id)


def after_offer_ended(event: OfferEnded) -> None:
    """What answered it meets its deadline; what was withdrawn asks for nothing any more."""
    offer_deadline_close(offer_id=event.offer_id, step_id=event.step_id)


def before_agreement(event: FeeAgreementSigned) -> None:
    """No agreement that the state's law bars."""
    sign_agreement(agreement_id=event.agreement_id)


def before_look_through(event: FeeAgreementLookedThrough) -> None:
    """No point is found in the paper that the law does not ask for."""
    look_through(agreement_id=event.agreement_id)


def before_fee(event: FeeInvoiced) -> None:
    """No fee above the law's cap."""
    hold_to_caps(invoice_id=event.invoice_id)


def after_wall(event: WallPlaced | WallLifted) -> None:
    """Another circle of members may be reminded of the case's deadlines."""
    docket_readdress(case_id=event.case_id)


def after_member_ended(event: MemberEnded) -> None:
    """Who takes over is reminded in the member's place."""
    alerts_hand_over(member_id=event.member_id, heir_id=event.heir_id)


def after_morning_moved(event: MorningMoved) -> None:
    """What is planned for a member's mornings moves with them."""
    alerts_retime(member_id=event.member_id)


def after_mail_came_back(event: MailCameBack) -> None:
    """What the mail carried goes to somebody else."""
    mail_came_back(mail_id=event.mail_id, address=event.address, why=event.why, said=event.said)


def after_rung_moved(event: RungMoved) -> None:
    """Whoever is reminded of the case hears of it."""
    remedy_remind(case_id=event.case_id, deadline_id=event.deadline_id, standing=event.standing)


def after_closures(event: ClosuresChanged) -> None:
    """A day is closed or open that was not: a run computes the firm's open cases again."""
    recheck_begin(reason=event.what[:300], cause="calendar", everything=True)
