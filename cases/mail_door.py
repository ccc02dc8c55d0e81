"""The door for mail to cases: SMTP from the installation's own mail server.

A message is accepted only when it is kept: after the commit, or not at all. An address that takes nothing is refused
in one wording, whether the firm, the case or the address is unknown. Spam and virus filters, TLS to the outside and
queues are the mail server's, in front of this.
"""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final
from uuid import UUID

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import DatabaseError, connections

from cases.selectors import mail_address_list
from cases.services.mail import SIZE_LIMIT, mail_take
from cases.tasks import FILE_MAIL, file_mail
from claimback.kernel.errors import NotFound, Refusal
from claimback.storage.s3 import StoreUnavailable
from claimback.tenancy.scanner import firm_ids
from claimback.tenancy.scope import firm_scope
from claimback.tenancy.tasks import nudge

UNKNOWN: Final = "550 5.1.1 There is no such mailbox here"
LATER: Final = "451 4.3.0 Not kept. Try again later"
RECIPIENTS_LIMIT: Final = 20
THREADS: Final = 4

log = logging.getLogger(__name__)


class MailDoor:
    """Takes mail for cases. Work with the database is done in threads, each with a connection of its own."""

    def __init__(self) -> None:
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="mail")

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Whether the address takes mail."""
        if len(envelope.rcpt_tos) >= RECIPIENTS_LIMIT:
            return "452 4.5.3 Too many recipients"
        answer = await self._in_thread(_recipient_answer, address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the message for each recipient; all of them or the sender tries again, which doubles nothing."""
        content = envelope.content
        data = content if isinstance(content, bytes) else (content or "").encode()
        for address in envelope.rcpt_tos:
            answer = await self._in_thread(_keep, address, data)
            if not answer.startswith("250"):
                return answer
        return "250 2.6.0 Kept"

    async def _in_thread(self, work: Any, *values: Any) -> str:
        answer: str = await asyncio.get_running_loop().run_in_executor(self.threads, work, *values)
        return answer


def open_mail_door(host: str, port: int) -> Controller:
    """A server that listens in a thread of its own; `stop()` ends it. Raises OSError for a port that is taken."""
    controller = Controller(
        MailDoor(),
        hostname=host,
        port=port,
        data_size_limit=SIZE_LIMIT,
        enable_SMTPUTF8=True,
        ident="ClaimBack",
    )
    controller.start()
    return controller


def _mailbox(address: str) -> tuple[UUID, str] | None:
    """The firm and the address's name, or None for what is not ours."""
    local, _, domain = address.strip().lower().rpartition("@")
    slug, dot, _ = local.rpartition(".")
    if domain != settings.MAIL_IN_DOMAIN.lower() or not dot:
        return None
    firms = firm_ids([slug])
    return (firms[0], local) if firms else None


def _recipient_answer(address: str) -> str:
    return _answered(_known, address)


def _known(address: str) -> str:
    mailbox = _mailbox(address)
    if mailbox is None:
        return UNKNOWN
    firm_id, name = mailbox
    with firm_scope(firm_id, act=FILE_MAIL):
        there = mail_address_list().filter(name=name, ended_at=None).exists()
    return "250 2.1.5 OK" if there else UNKNOWN


def _keep(address: str, data: bytes) -> str:
    return _answered(_kept, address, data)


def _kept(address: str, data: bytes) -> str:
    mailbox = _mailbox(address)
    if mailbox is None:
        return UNKNOWN
    firm_id, name = mailbox
    with firm_scope(firm_id, act=FILE_MAIL):
        mail = mail_take(name=name, data=data)
        nudge(file_mail, firm_id, mail.id)
    return "250 2.6.0 Kept"


def _answered(work: Any, *values: Any) -> str:
    """What the work answers; a failure of ours is told as one that passes, so that the message is sent again."""
    try:
        answer: str = work(*values)
    except NotFound:
        return UNKNOWN
    except (DatabaseError, StoreUnavailable) as error:
        log.error("mail.not_kept", extra={"facts": {"error": type(error).__name__}})
        return LATER
    except Refusal as refusal:
        return f"554 5.6.0 {refusal.detail}"
    finally:
        connections.close_all()
    return answer
