"""The journey's second half: the appeal written, approved, sent and proven; a call; a reminder; a look around."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from cases.models import Case, Denial
from cases.selectors import one, promise_list, unanswered
from cases.services.calls import call_log
from cases.services.cases import case_move, case_open
from cases.services.clients import client_add
from cases.services.denials import denial_record
from cases.services.insurers import insurer_add
from claimback.demo.letters.build import DEFAULT_INPUTS, build_letter
from claimback.demo.script import ITEMS, OUTCOME, ZONE
from claimback.demo.stage import JourneyStopped, Stage, deadline_line, live_rows
from claimback.demo.steps_denial import leave_intake
from claimback.demo.visitor import AdminVisit, read_json
from claimback.kernel.clock import now, today
from deadlines.models import Deadline
from deadlines.selectors import alert_list
from letters.models import Chronology, Letter
from letters.selectors import chronology_list
from letters.services.approval import letter_approve
from letters.services.chronologies import chronology_request
from letters.services.dispatches import dispatch_deliver, dispatch_send, dispatch_track
from letters.services.letters import letter_draft, letter_submit


def write_appeal(stage: Stage, case: Case, denial: Denial) -> Letter:
    """Draft, check, approve: the exact bytes are frozen."""
    with stage.step("The internal appeal is drafted from the ground matrix and checked", stage.staff) as made:
        letter = letter_draft(
            actor=stage.staff,
            case_id=case.id,
            template="internal_appeal",
            denial_id=denial.id,
            letter_date=today(stage.attorney.time_zone),
            outcome_asked=OUTCOME,
            items_requested=ITEMS,
            sent_by="By certified mail, return receipt requested",
            signer_id=stage.attorney.member_id,
        )
        letter = letter_submit(actor=stage.staff, letter_id=letter.id, version=letter.version)
        report = letter.check_report or {"findings": []}
        made.made = [letter.subject, *(f"{f['severity']}: {f['message']}" for f in report["findings"])]
        made.link = stage.link("letters/letter", letter.id)
        made.ids = {"letter": str(letter.id)}
    with stage.step(
        "The attorney approves it: the PDF with its exhibit list is frozen", stage.attorney
    ) as made:
        letter = letter_approve(actor=stage.attorney, letter_id=letter.id, version=letter.version)
        made.made = [f"sha256 {letter.approved_sha256}"]
        made.link = stage.link("letters/letter", letter.id)
        made.ids = {"letter": str(letter.id), "document": str(letter.document_id)}
    return letter


def send_appeal(stage: Stage, case: Case, letter: Letter) -> None:
    """Certified mail: handed over, tracked, delivered with a receipt; the insurer's clock starts."""
    actor = stage.staff
    tracking = DEFAULT_INPUTS["return_receipt"]["tracking_number"]
    with stage.step("The appeal goes out by certified mail", actor) as made:
        dispatch = dispatch_send(
            actor=actor,
            letter_id=letter.id,
            version=letter.version,
            channel="certified_mail",
            tracking_number=tracking,
            sent_at=now(),
        )
        made.made = [f"tracking number {tracking}", "logged in the case's correspondence"]
        made.link = stage.link("letters/dispatch", dispatch.id)
        made.ids = {"dispatch": str(dispatch.id)}
    receipt = stage.upload(
        case,
        "return_receipt.pdf",
        build_letter(
            "return_receipt",
            inputs={"delivered_date": stage.today.isoformat(), "tracking_number": tracking},
        ),
        title="Return receipt",
        kind="proof_of_delivery",
    )
    with stage.step(
        "It is delivered and signed for; the proven receipt starts the insurer's clock", actor
    ) as made:
        dispatch_track(actor=actor, dispatch_id=dispatch.id, version=None, at=now(), kind="accepted")
        dispatch = dispatch_deliver(
            actor=actor,
            dispatch_id=dispatch.id,
            version=None,
            delivered_at=now(),
            proof_grade="signed_for",
            signed_for_by="R. Osei, mailroom",
            receipt_document_id=receipt.id,
        )
        rows = live_rows(case).filter(trigger="appeal_received", due_on__isnull=False)
        theirs = [row for row in rows if row.duty_of == "insurer"]
        if not theirs:
            raise JourneyStopped("The proven receipt did not start the insurer's clock.")
        case_move(actor=actor, case_id=case.id, version=None, to="in_appeal")
        made.made = [f"proof: {dispatch.proof_grade}", *(deadline_line(row) for row in theirs)]
        made.link = stage.link("deadlines/deadline", theirs[0].id)
        made.ids = {"dispatch": str(dispatch.id), "receipt": str(receipt.id), "deadline": str(theirs[0].id)}


def log_call(stage: Stage, case: Case) -> None:
    """A call with the administrator, and what its representative promised."""
    with stage.step("A call is logged, with a promise", stage.staff) as made:
        began = now() - timedelta(minutes=14)
        call = call_log(
            actor=stage.staff,
            case_id=case.id,
            direction="out",
            channel="phone",
            occurred_at=began,
            ended_at=began + timedelta(minutes=11),
            subject="Who will review the appeal",
            body="Asked for the reviewer's specialty and for the criteria used. Criteria will be sent.",
            counterpart="Dana W.",
            counterpart_id="AG-4471",
            call_reference="CR-88213-07",
            answers={
                "representative": "Dana W., AG-4471, appeals intake.",
                "criteria": "Corvane LF-210, 2026 release.",
                "reviewer": "Not known to the representative.",
            },
            promises=[
                {
                    "text": "The criteria will be mailed within five days.",
                    "due_on": stage.today + timedelta(days=5),
                }
            ],
        )
        promise = promise_list().get(correspondence_id=call.id)
        made.made = [
            f"call {call.call_reference} with {call.counterpart}",
            f"promise due {promise.due_on}: {promise.text}",
            f"{len(unanswered(case.id))} mandatory questions of the checklist are still to be asked",
        ]
        made.link = stage.link("cases/correspondence", call.id)
        made.ids = {"correspondence": str(call.id), "promise": str(promise.id)}


def export_chronology(stage: Stage, case: Case) -> None:
    """All that happened so far, as a signed PDF on the case."""
    made = stage.told("The chronology of the case is exported: a worker sets, signs and files it")
    with stage.scope(stage.attorney):
        asked = chronology_request(actor=stage.attorney, case_id=case.id)
    done = stage.wait("the worker to make the chronology", lambda: _made(asked.id))
    made.made = [
        f"{done.items} items, signed; the certificate's SHA-256 is {done.certificate_sha256[:16]}…",
    ]
    made.link = stage.link("letters/chronology", done.id)
    made.ids = {"chronology": str(done.id), "chronology_document": str(done.document_id)}


def _made(chronology_id: UUID) -> Chronology | None:
    """The chronology once it is made. Raises JourneyStopped if it could not be."""
    row = one(chronology_list(), chronology_id)
    if row.state == "failed":
        raise JourneyStopped(f"The chronology was not made: {row.refusal}")
    return row if row.state == "made" else None


def urgent_client(stage: Stage) -> Deadline:
    """A second client, two days before the last: the reminder is due at once."""
    with stage.step(
        "A second client comes with two days left; the reminder is due now", stage.attorney
    ) as made:
        actor = stage.attorney
        client = client_add(actor=actor, name="Osgood Pell", email="osgood.pell@example.com", time_zone=ZONE)
        insurer = insurer_add(actor=actor, name="Brindle Mutual Disability Company", kind="carrier")
        case = case_open(
            actor=actor,
            client_id=client.id,
            insurer_id=insurer.id,
            title="Pell: long-term disability",
            line_of_business="disability",
            plan_type="erisa_insured",
            jurisdiction="OH",
            claim_number="LTD-55021",
            lead_id=actor.member_id,
        )
        leave_intake(stage, case)
        received = stage.today - timedelta(days=178)
        denial_record(
            actor=actor,
            case_id=case.id,
            level=0,
            is_final=False,
            decision="denied",
            letter_date=received - timedelta(days=2),
            received_on=received,
            received_proof="delivered",
            grounds=[
                {
                    "code": "disability_definition_not_met",
                    "quote": "You do not meet the definition of disability.",
                }
            ],
        )
        appeal = live_rows(case).filter(duty_of="ours", state="open").order_by("sort_on").first()
        if appeal is None:
            raise JourneyStopped("The second client's denial opened no deadline.")
        made.made = [f"case {case.number}: {case.title}", deadline_line(appeal)]
        made.link = stage.link("cases/case", case.id)
        made.ids = {"case": str(case.id), "deadline": str(appeal.id)}
    return appeal


def wait_for_mail(stage: Stage, deadline: Deadline) -> None:
    """Beat finds the alert, the worker sends it, the sink has it."""

    def settled() -> Any:
        return alert_list().filter(deadline_id=deadline.id, state="sent").first()

    alert = stage.wait("beat and the worker to send the reminder", settled)
    with stage.step("Beat found the reminder that was due, the worker mailed it", stage.attorney) as made:
        mails = [
            m
            for m in read_json(f"{stage.mail_page}messages.json")["messages"]
            if str(alert.id) in m["message_id"]
        ]
        if not mails:
            raise JourneyStopped("The reminder is marked sent, and the sink does not have it.")
        made.made = [
            f"to {mails[0]['to']}: {mails[0]['subject']}",
            f"settled {alert.settled_at:%H:%M:%S} UTC",
        ]
        made.link = f"{stage.mail_page}messages/{mails[0]['id']}"
        made.ids = {"alert": str(alert.id), "mail": str(mails[0]["id"])}


def look_around(stage: Stage, case: Case) -> None:
    """The same case in the API and in the admin."""
    slug = stage.firm.firm.slug
    address = f"{stage.site}/api/v1/firms/{slug}/cases/{case.id}"
    with stage.step("The same case, seen in the API", stage.attorney) as made:
        seen = read_json(address, token=stage.token)
        made.made = [f"{seen['number']}, {seen['status']}, next deadline {seen['next_deadline_on']}"]
        made.link = address
        made.ids = {"case": seen["id"]}
    with stage.step("The same case, seen in the admin", stage.attorney) as made:
        email = next(mail for mail in stage.firm.passwords if mail.startswith("attorney@"))
        visit = AdminVisit(stage.site, slug)
        visit.sign_in(email, stage.firm.passwords[email], stage.firm.authenticators[email])
        page = visit.page(f"cases/case/{case.id}/change/")
        if case.number not in page:
            raise JourneyStopped("The admin's page of the case does not name it.")
        made.made = [f"signed in as {email}"]
        made.link = stage.link("cases/case", case.id)
        made.ids = {"case": str(case.id)}
