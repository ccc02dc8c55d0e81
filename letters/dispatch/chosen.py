"""The vendors that the installation has, by channel. None is there unless it is configured."""

from collections.abc import Mapping

from django.conf import settings

from letters.dispatch.interface import Vendor
from letters.dispatch.mail_server import MailServer


def vendors() -> Mapping[str, Vendor]:
    """The vendor of each channel that letters can go by without a person's hand.

    They are the installation's: one account with each vendor, whose bill and whose webhooks the operator holds. What
    a firm sends carries the firm's own name and address.
    """
    found: dict[str, Vendor] = {}
    if settings.LETTER_EMAIL_FROM:
        found["email"] = MailServer(settings.LETTER_EMAIL_FROM)
    return found


def vendor_named(name: str) -> Vendor | None:
    """The vendor of this name, if the installation still has it."""
    return next((vendor for vendor in vendors().values() if vendor.name == name), None)
