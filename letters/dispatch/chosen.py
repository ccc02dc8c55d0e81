"""The vendors that the installation has, by channel. None is there unless it is configured."""

from collections.abc import Mapping

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from letters.dispatch.interface import Teller, Vendor
from letters.dispatch.lob import Lob, LobNews
from letters.dispatch.mail_server import MailServer
from letters.dispatch.telnyx import Telnyx, TelnyxNews


def vendors() -> Mapping[str, Vendor]:
    """The vendor of each channel that letters can go by without a person's hand.

    They are the installation's: one account with each vendor, whose bill and whose webhooks the operator holds. What
    a firm sends carries the firm's own name and address.
    """
    found: dict[str, Vendor] = {}
    if settings.LOB_API_KEY:
        found["certified_mail"] = Lob(settings.LOB_URL, settings.LOB_API_KEY)
    if settings.TELNYX_API_KEY:
        found["fax"] = Telnyx(
            settings.TELNYX_URL,
            settings.TELNYX_API_KEY,
            application=settings.TELNYX_FAX_APPLICATION,
            number=settings.TELNYX_FAX_FROM,
        )
    if settings.LETTER_EMAIL_FROM:
        found["email"] = MailServer(settings.LETTER_EMAIL_FROM)
    return found


def vendor_named(name: str) -> Vendor | None:
    """The vendor of this name, if the installation still has it."""
    return next((vendor for vendor in vendors().values() if vendor.name == name), None)


def tellers() -> Mapping[str, Teller]:
    """Who is believed at the webhooks, by the vendor's name: none whose signature can't be checked."""
    found: dict[str, Teller] = {}
    if settings.LOB_WEBHOOK_SECRET:
        found["lob"] = LobNews(settings.LOB_WEBHOOK_SECRET)
    if settings.TELNYX_PUBLIC_KEY:
        found["telnyx"] = TelnyxNews(settings.TELNYX_PUBLIC_KEY)
    return found


@register()
def vendors_are_whole(**_: object) -> list[CheckMessage]:
    """A system check that names what a configured vendor lacks."""
    wanted = {
        "LOB_API_KEY": ["LOB_WEBHOOK_SECRET"],
        "TELNYX_API_KEY": ["TELNYX_FAX_APPLICATION", "TELNYX_FAX_FROM", "TELNYX_PUBLIC_KEY"],
    }
    problems: list[CheckMessage] = [
        Error(f"{name} is not set: {key} needs it.", id="letters.E003")
        for key, names in wanted.items()
        if getattr(settings, key)
        for name in names
        if not getattr(settings, name)
    ]
    try:
        tellers()
    except ValueError:
        problems.append(Error("TELNYX_PUBLIC_KEY is no Ed25519 key in base64.", id="letters.E004"))
    return problems
