"""The work of a firm's life without a person: mails that are owed go out, licences that end soon are told of."""

from uuid import UUID

from celery import shared_task

from claimback.firms.services.notices import licence_notice_owe, notice_deliver
from claimback.tenancy.tasks import firm_task, sweep


@firm_task("firms.send_notice", one_transaction=False)
def send_notice(firm_id: UUID, notice_id: UUID) -> None:
    """Send one mail that is due."""
    notice_deliver(firm_id=firm_id, notice_id=notice_id)


@firm_task("firms.tell_of_licence")
def tell_of_licence(firm_id: UUID, licence_id: UUID) -> None:  # noqa: ARG001 - the scope is open
    """Owe the mail that a licence ends soon."""
    licence_notice_owe(licence_id=licence_id)


@shared_task(name="firms.sweep_notices")
def sweep_notices() -> None:
    """Hand out the mails that are due, and the licences that come to their end."""
    sweep("due_notices", send_notice)
    sweep("expiring_licences", tell_of_licence)
