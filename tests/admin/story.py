"""A firm in the middle of its day, told by the services: a case under appeal, a letter to confirm, one to approve."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from cases.models import Case, Client, Correspondence, Event, Party, Promise
from cases.services.correspondence import correspondence_log
from cases.services.events import event_record
from cases.services.parties import party_add
from claimback.kernel.clock import now, today
from deadlines.models import Deadline
from letters.models import Dispatch, Letter, Reading
from letters.services import reading_work
from letters.services.dispatches import dispatch_deliver, dispatch_track
from letters.services.letters import letter_submit
from letters.services.readings import reading_request
from tests.firms import TestFirm
from tests.letters.matter import ZONE, Matter, open_case, open_matter, store_pdf
from tests.reading_here import find_text


@dataclass
class Story:
    """What the tests of the admin look at."""

    matter: Matter
    case: Case
    client: Client
    event: Event
    party: Party
    entry: Correspondence
    promise: Promise
    dispatch: Dispatch
    in_review: Letter
    reading: Reading
    deadline: Deadline


def tell(firm: TestFirm) -> Story:
    """Make it all. The firm's scope is open."""
    matter = open_matter(firm)
    case, staff = matter.case, firm.staff
    event = event_record(
        actor=staff,
        case_id=case.id,
        kind="claim_submitted",
        on=today(ZONE) - timedelta(days=90),
        source="Portal",
    )
    party = party_add(
        actor=staff,
        case_id=case.id,
        role="provider",
        name="Dr. Ines Calder",
        organisation="Testville Rheumatology",
        specialty="Rheumatology",
    )
    dispatch = _send(matter)
    entry = _call(firm, case)
    in_review = matter.draft("claim_file_request")
    letter_submit(actor=staff, letter_id=in_review.id, version=in_review.version)
    return Story(
        matter=matter,
        case=case,
        client=case.client,
        event=event,
        party=party,
        entry=entry,
        promise=Promise.objects.get(correspondence=entry),
        dispatch=dispatch,
        in_review=in_review,
        reading=read_letter(firm),
        deadline=Deadline.objects.filter(case=case).order_by("sort_on", "id")[0],
    )


def read_letter(firm: TestFirm, **more: Any) -> Reading:
    """The shipped denial letter on a case of its own, read and waiting for its confirmation."""
    case = open_case(firm, title="Lumbar fusion refused", **more)
    document = store_pdf(firm, case, "denial.pdf", "denial_letter", "Denial letter")
    find_text(firm.id, document.file_id)
    reading = reading_request(actor=firm.staff, document_id=document.id)
    begun = reading_work.reading_begin(reading_id=reading.id)
    assert begun is not None
    reading_work.reading_settle(reading_id=reading.id, outcome=reading_work.read(begun))
    reading.refresh_from_db()
    return reading


def _send(matter: Matter) -> Dispatch:
    dispatch = matter.sent()
    dispatch_track(
        actor=matter.firm.staff,
        dispatch_id=dispatch.id,
        version=1,
        at=now(),
        kind="accepted",
        note="Testville",
    )
    return dispatch_deliver(
        actor=matter.firm.staff,
        dispatch_id=dispatch.id,
        version=2,
        delivered_at=now(),
        proof_grade="signed_for",
        signed_for_by="R. Okafor",
    )


def _call(firm: TestFirm, case: Case) -> Correspondence:
    return correspondence_log(
        actor=firm.staff,
        case_id=case.id,
        direction="out",
        channel="phone",
        occurred_at=now() - timedelta(hours=3),
        subject="Asked who reviewed the appeal",
        body="The appeal is with a reviewer, she said, and a decision will come within the week.",
        counterpart="Marla",
        counterpart_id="R-7781",
        call_reference="C-55120",
        questions=[{"question": "Which specialty has the reviewer?", "answer": "She could not say."}],
        promises=[
            {
                "text": "A written answer on the reviewer's specialty",
                "due_on": today(ZONE) - timedelta(days=1),
            }
        ],
    )
