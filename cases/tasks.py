"""Work on cases without a person: a day passes or a call's time, mail goes out and is filed, a table comes in.

Celery's tasks; what people have to do is in `services.tasks`.
"""

from typing import Final
from uuid import UUID

from celery import shared_task

from cases.services.import_work import WORK, import_go_on
from cases.services.mail import mail_file
from cases.services.peer_appointments import peer_appointment_lapse
from cases.services.peer_invitations import ACT as INVITE
from cases.services.peer_invitations import invitation_deliver
from cases.services.promises import promise_lapse
from claimback.tenancy.tasks import firm_task, sweep

FILE_MAIL: Final = "cases.file_mail"


@firm_task("cases.lapse_promise")
def lapse_promise(_: UUID, promise_id: UUID) -> None:
    """A promise whose day is over was broken."""
    promise_lapse(promise_id=promise_id)


@firm_task(FILE_MAIL)
def file_mail(_: UUID, mail_id: UUID) -> None:
    """File a message on its case once its own file is inspected."""
    mail_file(mail_id)


@shared_task(name="cases.sweep_promises")
def sweep_promises() -> None:
    """Hand out the promises whose day is over everywhere."""
    sweep("lapsed_promises", lapse_promise)


@firm_task(INVITE, one_transaction=False)
def invite_peer(firm_id: UUID, invitation_id: UUID) -> None:
    """Send one mail about a peer-to-peer call."""
    invitation_deliver(firm_id=firm_id, invitation_id=invitation_id)


@firm_task("cases.lapse_peer_appointment")
def lapse_peer_appointment(_: UUID, appointment_id: UUID) -> None:
    """A peer-to-peer call whose time is over and that nobody recorded was missed."""
    peer_appointment_lapse(appointment_id=appointment_id)


@shared_task(name="cases.sweep_peer_appointments")
def sweep_peer_appointments() -> None:
    """Hand out the mails about peer-to-peer calls that are due, and the calls that nobody recorded."""
    sweep("due_peer_invitations", invite_peer)
    sweep("lapsed_peer_appointments", lapse_peer_appointment)


@shared_task(name="cases.sweep_mail")
def sweep_mail() -> None:
    """Hand out the messages that wait to be filed."""
    sweep("received_mail", file_mail)


@firm_task(WORK, one_transaction=False)
def import_table(firm_id: UUID, import_id: UUID) -> None:
    """Take an import as far as it goes without a person."""
    import_go_on(firm_id, import_id)


@shared_task(name="cases.sweep_imports")
def sweep_imports() -> None:
    """Hand out the imports that a worker has something to do with."""
    sweep("due_imports", import_table)
