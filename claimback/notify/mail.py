"""Sending one mail over SMTP, and telling a refusal for good from a failure that may pass."""

import json
import smtplib
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from claimback.kernel.metrics import MAILS
from claimback.notify.line import line_now


class MailRefused(Exception):
    """The server refuses this recipient or this mail for good: the same again would be refused again."""


class MailDelayed(Exception):
    """The mail was not taken, or nobody knows whether it was. Trying again later may help."""


def message_id(id: UUID) -> str:
    """The Message-ID of what `id` obliges to send: the same at every attempt, so that a repetition is recognised."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<{id}@{host}>"


MAIL_ID: Final = "mail_id"
"""Under which name our id of a mail is sent along to a provider, and comes back with what it tells."""

_ALONG: Final[Mapping[str, Callable[[str], tuple[str, str]]]] = {
    "amazon_ses": lambda id: ("X-Metadata", json.dumps({MAIL_ID: id})),
    "brevo": lambda id: ("X-Mailin-custom", json.dumps({MAIL_ID: id})),
    "mailgun": lambda id: ("X-Mailgun-Variables", json.dumps({MAIL_ID: id})),
    "postmark": lambda id: (f"X-PM-Metadata-{MAIL_ID}", id),
    "sendgrid": lambda id: ("X-SMTPAPI", json.dumps({"unique_args": {MAIL_ID: id}})),
    "sparkpost": lambda id: ("X-MSYS-API", json.dumps({"metadata": {MAIL_ID: id}})),
}
PROVIDERS: Final = tuple(_ALONG)
"""The providers that can tell what became of a mail (`webhook`)."""


def tracking_headers(id: UUID) -> dict[str, str]:
    """The header by which the provider behind EMAIL_URL, if one is configured, knows our id of the mail."""
    along = _ALONG.get(settings.EMAIL_PROVIDER)
    return dict([along(str(id))]) if along else {}


def send_mail(mail: EmailMultiAlternatives) -> None:
    """Hand one mail to the mail server; never inside a transaction. Raises MailRefused, MailDelayed."""
    outcome = "delayed"
    try:
        _hand_over(mail)
        outcome = "taken"
    except MailRefused:
        outcome = "refused"
        raise
    finally:
        MAILS.labels(outcome=outcome).inc()


def _hand_over(mail: EmailMultiAlternatives) -> None:
    line = line_now()
    try:
        if line is None:
            mail.send()
        else:
            line.send(mail)
    except smtplib.SMTPRecipientsRefused as error:
        answers = list(error.recipients.values())
        kind = MailRefused if all(code >= 500 for code, _ in answers) else MailDelayed
        raise kind("; ".join(_answer(code, text) for code, text in answers)) from error
    except smtplib.SMTPDataError as error:
        kind = MailRefused if error.smtp_code >= 500 else MailDelayed
        raise kind(_answer(error.smtp_code, error.smtp_error)) from error
    except smtplib.SMTPResponseException as error:
        raise MailDelayed(_answer(error.smtp_code, error.smtp_error)) from error
    except (smtplib.SMTPException, OSError) as error:
        raise MailDelayed(f"{type(error).__name__}: {error}") from error
    except ValueError as error:
        # Django refuses an address or header that no mail server would take.
        raise MailRefused(f"{type(error).__name__}: {error}") from error


def _answer(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {' '.join(words.split())}"
