"""The journey's steps around the claim file: listed, asked for, mailed in piece by piece; the record, locked."""

from email.message import EmailMessage
from smtplib import SMTP
from typing import Final

from django.conf import settings

from cases.models import Case, Denial, Document, ReceivedMail
from cases.selectors import claim_file_item_list, document_list, evidence_list, received_mail_list
from cases.services.administrative_record import case_record_gaps, record_lock
from cases.services.claim_file import claim_file_item_settle, claim_file_open
from cases.services.evidence import evidence_record
from cases.services.mail import mail_address_of, mail_address_open
from claimback.demo.script import ANSWER_BY_MAIL, CRITERIA, CRITERIA_FILE, FILE_TRACKING_NUMBER
from claimback.demo.stage import JourneyStopped, Stage, live_rows
from claimback.kernel.clock import now
from deadlines.claim_file import claim_file_clocks
from letters.services.approval import letter_approve
from letters.services.dispatches import dispatch_send
from letters.services.letters import letter_draft, letter_submit

_PATIENCE_OF_SMTP: Final = 30


def ask_for_claim_file(stage: Stage, case: Case, denial: Denial) -> None:
    """What belongs in the file by law and grounds; the letter that asks for it, and the clock that it starts."""
    made = stage.told("The claim file is listed and asked for by a letter; the clock of the answer runs")
    with stage.scope(stage.staff):
        listed = claim_file_open(actor=stage.staff, case_id=case.id)
        letter = letter_draft(
            actor=stage.staff,
            case_id=case.id,
            template="claim_file_request",
            denial_id=denial.id,
            letter_date=stage.today,
            outcome_asked="Send the complete claim file within the time that the regulation gives.",
            sent_by="By certified mail, return receipt requested",
            signer_id=stage.attorney.member_id,
        )
        letter = letter_submit(actor=stage.staff, letter_id=letter.id, version=letter.version)
    with stage.scope(stage.attorney):
        letter = letter_approve(actor=stage.attorney, letter_id=letter.id, version=letter.version)
    with stage.scope(stage.staff):
        dispatch_send(
            actor=stage.staff,
            letter_id=letter.id,
            version=letter.version,
            channel="certified_mail",
            tracking_number=FILE_TRACKING_NUMBER,
            sent_at=now(),
        )
        made.made = [
            f"{len(listed)} things listed, each with who owes it and by which law",
            *(
                f"{clock.act}: due {clock.due_on or clock.words} ({clock.citation})"
                for clock in claim_file_clocks(case)
            ),
        ]
    made.link = f"{stage.link('cases/case', case.id)}#claim-file"
    made.ids = {"letter": str(letter.id)}


def take_mail(stage: Stage, case: Case) -> None:
    """The insurer mails a part of the file to the case's own address; it files itself, and the item is received."""
    made = stage.told("The insurer mails a part of the file to the case's own address; it files itself")
    with stage.scope(stage.staff):
        address = mail_address_of(mail_address_open(actor=stage.staff, case_id=case.id).name)
    _send(address)
    mail = stage.wait("the worker to file the mail", lambda: _filed(case))
    paper = stage.wait("the worker to inspect the attachment", lambda: _inspected(case))
    with stage.scope(stage.staff):
        item = claim_file_item_list().filter(case_id=case.id, code=CRITERIA).first()
        if item is None:
            raise JourneyStopped("The claim file lists no criteria.")
        item = claim_file_item_settle(
            actor=stage.staff,
            item_id=item.id,
            version=item.version,
            state="received",
            on=stage.today,
            document_id=paper.id,
        )
    made.made = [
        f"to {address}: “{mail.subject}”, with {paper.title}",
        "a task asks somebody to look at it: who sent it is not verified",
        f"received: {item.label}",
    ]
    made.link = stage.link("cases/receivedmail", mail.id)
    made.ids = {"mail": str(mail.id), "attachment": str(paper.id), "item": str(item.id)}


def lock_record(stage: Stage, case: Case) -> None:
    """What the record lacks; then all that was before the plan at its final decision, with every file's hash."""
    with stage.step("The record's gaps are listed, and the record is locked", stage.attorney) as made:
        for exhibit in evidence_list().filter(case_id=case.id).order_by("exhibit_number"):
            evidence_record(
                actor=stage.attorney,
                evidence_id=exhibit.id,
                version=None,
                in_record=True,
                since=stage.today,
                how="Submitted with the appeal; the return receipt is on file.",
            )
        gaps = case_record_gaps(actor=stage.attorney, case_id=case.id)
        final = (
            live_rows(case).filter(trigger="final_denial_received").select_related("trigger_event").first()
        )
        if final is None or final.trigger_event is None or final.trigger_event.denial_id is None:
            raise JourneyStopped("The final denial started no clock.")
        record = record_lock(actor=stage.attorney, case_id=case.id, denial_id=final.trigger_event.denial_id)
        made.made = [
            f"{len(gaps)} gaps, such as: {gaps[0].what} {gaps[0].remedy}" if gaps else "no gaps",
            f"{len(record.manifest)} files in the manifest, sha256 {record.manifest_sha256}",
        ]
        made.link = stage.link("cases/administrativerecord", record.id)
        made.ids = {"record": str(record.id)}


def _send(address: str) -> None:
    message = EmailMessage()
    message["From"] = "Appeals Unit <appeals@tallowmere.example>"
    message["To"] = address
    message["Subject"] = "Your request of this week: guideline LF-210"
    message.set_content(ANSWER_BY_MAIL)
    message.add_attachment(CRITERIA_FILE.encode(), "text", "plain", filename="guideline LF-210.txt")
    host, _, port = settings.MAIL_IN_LISTEN.rpartition(":")
    with SMTP(host, int(port), timeout=_PATIENCE_OF_SMTP) as door:
        door.send_message(message)


def _filed(case: Case) -> ReceivedMail | None:
    return received_mail_list().filter(case_id=case.id, state="filed").first()


def _inspected(case: Case) -> Document | None:
    papers = document_list().filter(case_id=case.id, title__startswith="guideline LF-210", file__state="kept")
    return papers.first()
