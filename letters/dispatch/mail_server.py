"""Letters by e-mail: the PDF attached, over the installation's mail server.

The Message-ID is made of the dispatch's id, and the provider behind the server gets that id along, so that what it
tells of the mail (`claimback.notify.webhook`) finds back to the dispatch.
"""

import smtplib
from contextlib import suppress
from datetime import datetime
from typing import Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email

from claimback.notify.mail import message_id, tracking_headers
from letters.dispatch.interface import Absent, AddressUnusable, HandedOver, Outcome, Parcel, Refused, Unknown

PDF: Final = "application/pdf"


class MailServer:
    """The mail server of the installation; `sender` is who letters come from."""

    name = "smtp"
    size_limit = 18 * 2**20  # in base64 below the 25 MiB that the large providers take

    def __init__(self, sender: str) -> None:
        self._sender = sender

    def checked(self, address: str) -> str:
        """One e-mail address. Raises AddressUnusable."""
        address = address.strip()
        try:
            validate_email(address)
        except ValidationError:
            raise AddressUnusable("Give one e-mail address, such as appeals@plan.example.") from None
        return address

    def hand_over(self, parcel: Parcel) -> Outcome:
        """Give the mail to the server. A cut after the connection stood leaves it unknown: SMTP tells of nothing."""
        mail = self._mail(parcel)
        connection = get_connection()
        try:
            connection.open()
        except (OSError, smtplib.SMTPException) as error:
            return Refused(f"The mail server could not be reached: {type(error).__name__}.", passing=True)
        try:
            connection.send_messages([mail])
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            return _refused(code, said)
        except smtplib.SMTPServerDisconnected as error:
            return Unknown(f"The mail server cut the connection: {type(error).__name__}.")
        except smtplib.SMTPResponseException as error:
            return _refused(error.smtp_code, error.smtp_error)
        except smtplib.SMTPNotSupportedError as error:
            return Refused(f"The mail server does not take this mail: {error}")
        except (OSError, smtplib.SMTPException) as error:
            return Unknown(f"The mail server did not answer to the end: {type(error).__name__}.")
        except ValueError as error:  # Django refuses an address or header that no server would take
            return Refused(f"The mail cannot be written: {error}")
        finally:
            with suppress(OSError, smtplib.SMTPException):  # what was taken was taken, however the two part
                connection.close()
        return HandedOver(message_id(parcel.dispatch_id))

    def look_up(self, dispatch_id: UUID, claimed_at: datetime, now: datetime) -> HandedOver | Absent:
        """A mail server can't be asked."""
        return Absent(proven=False)

    def _mail(self, parcel: Parcel) -> EmailMessage:
        mail = EmailMessage(
            subject=" ".join(parcel.subject.split()),
            body=f"The attached letter is from {parcel.sender.name}. It concerns the matter that the subject names.\n\n"
            "Please confirm that you received it.\n",
            from_email=self._sender,
            to=[parcel.address],
            reply_to=[parcel.sender.email] if parcel.sender.email else None,
            headers={"Message-ID": message_id(parcel.dispatch_id), **tracking_headers(parcel.dispatch_id)},
        )
        mail.attach(parcel.name, parcel.data, PDF)
        return mail


def _refused(code: int, said: bytes | str) -> Refused:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return Refused(f"The mail server refused it: {code} {' '.join(words.split())}", passing=code < 500)
