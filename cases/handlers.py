"""What cases do when something happens, here or on a floor below. `claimback/wiring.py` names these functions."""

from cases.events import EventRecorded, ImportAsked, PromiseBroken, PromiseMade, WallPlaced
from cases.services.document_checks import documents_check
from cases.services.handover import cases_hand_over
from cases.services.holds import holds_refuse_erasure
from cases.services.peer_appointments import peer_appointments_hand_over, peer_appointments_leave
from cases.services.promises import promise_ask_in_writing, promise_hold_to
from cases.services.tasks import tasks_await, tasks_hand_over, tasks_leave
from cases.tasks import import_table
from claimback.firms.events import ErasureAsked
from claimback.pages.unreadable import REASONS
from claimback.storage.events import FileQuarantined, TextFailed
from claimback.tenancy.events import MemberEnded
from claimback.tenancy.scope import current_firm_id
from claimback.tenancy.tasks import nudge


def after_member_ended(event: MemberEnded) -> None:
    """The open cases that the member led get another lead, and what they had to do another member."""
    cases_hand_over(member_id=event.member_id, heir_id=event.heir_id)
    tasks_hand_over(member_id=event.member_id, heir_id=event.heir_id)
    peer_appointments_hand_over(member_id=event.member_id, heir_id=event.heir_id)


def before_erasure(event: ErasureAsked) -> None:  # noqa: ARG001 - the scope is the firm's
    """A case under a legal hold keeps the whole firm."""
    holds_refuse_erasure()


def after_event(event: EventRecorded) -> None:
    """Tasks that waited for it open."""
    tasks_await(case_id=event.case_id, event_id=event.event_id)


def after_promise(event: PromiseMade) -> None:
    """Somebody asks for it in writing."""
    promise_ask_in_writing(promise_id=event.promise_id)


def after_promise_broken(event: PromiseBroken) -> None:
    """Somebody holds them to it."""
    promise_hold_to(promise_id=event.promise_id)


def after_file_quarantined(event: FileQuarantined) -> None:
    """Whoever leads a case on which the file is asks for a clean copy."""
    documents_check(
        file_id=event.file_id,
        part="quarantine",
        title="In quarantine, ask for a clean copy: {title}",
        detail="",
    )


def after_text_failed(event: TextFailed) -> None:
    """Whoever leads a case on which the file is looks at it with their own eyes."""
    documents_check(
        file_id=event.file_id, part="text", title="Cannot be searched: {title}", detail=REASONS[event.reason]
    )


def after_wall_placed(event: WallPlaced) -> None:
    """What the member had to do and to look after on the case falls to its lead."""
    tasks_leave(case_id=event.case_id, member_id=event.member_id)
    peer_appointments_leave(case_id=event.case_id, member_id=event.member_id)


def after_import_asked(event: ImportAsked) -> None:
    """A worker takes it up after the commit, and not at the next sweep."""
    nudge(import_table, current_firm_id(), event.import_id)
