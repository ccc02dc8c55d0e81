"""Mail to a case's own address: taken in whole, then filed on the case with its attachments.

The sender is never trusted: a message proves that it came, not from whom. It is filed, logged as what it says it is,
and a person is asked to look at it.
"""

from email import message_from_bytes
from email.policy import default
from hashlib import sha256
from secrets import choice
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction

from cases.models import Case, MailAddress, ReceivedMail
from cases.selectors import case_list, for_change, locked, mail_address_list, received_mail_list, referred
from cases.services.correspondence import correspondence_receive
from cases.services.documents import file_place
from cases.services.tasks import TaskSource, task_open
from cases.states import MAIL_EDGES
from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict, Invalid, NotFound
from claimback.kernel.etag import check_version
from claimback.pages.mail import Attachment, attachments_of, body_of
from claimback.pages.unreadable import UnreadableFile
from claimback.storage.incoming import file_take_in
from claimback.storage.models import KEPT, REFUSED
from claimback.storage.services import file_bytes
from claimback.tenancy.member import Member

SIZE_LIMIT: Final = 40 * 2**20
"""Bytes of a message: what large providers send at most, with room."""

BODY_LIMIT: Final = 200_000
"""Characters of a body that the log takes; the whole is in the message's file."""

_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_NAME_LENGTH: Final = 16
"""Of 31 letters that are not mistaken for each other: 79 bits, beyond guessing."""


def mail_address_open(*, actor: Member, case_id: UUID) -> MailAddress:
    """The case's address, made if it has none. Raises Conflict where mail is not set up here, Invalid, Forbidden."""
    actor.require("correspondence.write")
    if not settings.MAIL_IN_DOMAIN:
        raise Conflict(
            "This installation takes no mail. Its operator sets MAIL_IN_DOMAIN first.", code="no_mail_door"
        )
    case = referred(for_change(case_list()), case_id, "case_id")
    there = mail_address_list().filter(case_id=case_id, ended_at=None).first()
    return there or MailAddress.objects.create(
        case=case,
        name=f"{actor.firm_slug}.{''.join(choice(_LETTERS) for _ in range(_NAME_LENGTH))}",
        opened_by_id=actor.member_id,
    )


def mail_address_end(*, actor: Member, address_id: UUID, version: int | None) -> MailAddress:
    """Take nothing more at an address. Raises NotFound, PreconditionFailed, Conflict if it is ended, Forbidden."""
    actor.require("correspondence.write")
    address = locked(mail_address_list(), address_id)
    check_version(address.version, version)
    if address.ended_at is not None:
        raise Conflict("This address is ended already.")
    address.change(ended_at=now())
    return address


def mail_address_of(name: str) -> str:
    """An address's name as it is written on an envelope."""
    return f"{name}@{settings.MAIL_IN_DOMAIN}"


def mail_take(*, name: str, data: bytes) -> ReceivedMail:
    """Take in a message for the address `name` of the firm whose scope is open. Taken twice it is there once.

    Raises NotFound for an address that takes nothing, Invalid for a message that is empty or too large,
    StoreUnavailable. Only after the commit may the sender be told that it arrived.
    """
    address = mail_address_list().filter(name=name, ended_at=None).select_related("case").first()
    if address is None:
        raise NotFound
    if not 0 < len(data) <= SIZE_LIMIT:
        raise Invalid(
            f"A message has at most {SIZE_LIMIT // 2**20} MiB. Send large files by a link or by post."
        )
    digest = sha256(data).hexdigest()
    there = received_mail_list().filter(case_id=address.case_id, sha256=digest)
    if found := there.first():
        return found
    message = message_from_bytes(data, policy=default)
    mail = ReceivedMail(
        case=address.case,
        address=address,
        sha256=digest,
        received_at=now(),
        sender=_header(message, "From")[:300],
        subject=_header(message, "Subject")[:200],
    )
    try:
        with transaction.atomic():
            mail.file = file_take_in(name="message.eml", data=data)
            mail.save(force_insert=True)
    except IntegrityError:
        return there.get()
    return mail


def mail_file(mail_id: UUID) -> ReceivedMail:
    """File a received message once its own file is inspected: the original, its attachments, an entry of the log.

    Waits where the inspection is not done. What of it can't be kept as a file of its own is named in `problem`, and is
    in the original. A person is asked to look at it. Safe to run twice; raises NotFound, StoreUnavailable.
    """
    mail = locked(received_mail_list().select_related("case", "file"), mail_id)
    if mail.state != "received":
        return mail
    if mail.file.state == REFUSED:
        mail.change(state=MAIL_EDGES.advance(mail.state, "refused"), problem=mail.file.refusal)
        _ask(mail, f"It was refused and stays in quarantine: {mail.file.refusal}")
        return mail
    if mail.file.state != KEPT:
        return mail
    data = file_bytes(mail.file, limit=SIZE_LIMIT)
    title = str(mail)
    day = mail.received_at.astimezone(ZoneInfo(mail.case.time_zone)).date()
    original = file_place(
        case_id=mail.case_id, file=mail.file, title=title, kind="correspondence", dated_on=day
    )
    left = [
        problem
        for number, attachment in enumerate(attachments_of(data), start=1)
        if (problem := _file_attachment(mail.case, attachment, number, title))
    ]
    entry = correspondence_receive(
        case_id=mail.case_id,
        channel="email",
        occurred_at=mail.received_at,
        subject=title,
        body=_body(data),
        counterpart=f"{mail.sender or 'nobody'} (not verified)"[:200],
        document_id=original.id,
    )
    mail.change(
        state=MAIL_EDGES.advance(mail.state, "filed"),
        document=original,
        correspondence=entry,
        problem="\n".join(left),
    )
    _ask(mail, "\n".join(["The sender is not verified.", *left]))
    return mail


def _file_attachment(case: Case, attachment: Attachment, number: int, title: str) -> str:
    """Put it on the case as a document. Returns why it could not be, or nothing."""
    name = attachment.name or f"attachment-{number}"
    try:
        file = file_take_in(name=name, data=attachment.data)
    except Invalid as refusal:
        return f"{name}: {refusal.detail} It is in the original message."
    file_place(case_id=case.id, file=file, title=f"{name} ({title})"[:200], kind="other")
    return ""


def _body(data: bytes) -> str:
    try:
        text = "\n".join(body_of(data)).strip()
    except UnreadableFile as refusal:
        text = str(refusal)
    return text.replace("\0", "")[:BODY_LIMIT] or "(no text)"


def _ask(mail: ReceivedMail, detail: str) -> None:
    task_open(
        actor=None,
        case_id=mail.case_id,
        kind="file_mail",
        title=f"Look at what came by e-mail: {mail}"[:200],
        detail=detail,
        source=TaskSource("received_mail", mail.id),
    )


def _header(message: object, name: str) -> str:
    """A header in one line without what is not seen; empty where it can't be decoded."""
    try:
        value = str(message[name] or "")  # type: ignore[index]
    except (LookupError, ValueError, TypeError, AttributeError):  # the standard library stumbles over some
        return ""
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())
