"""The form of the mails of a firm's life: a headline, a few sentences, one link. What they say is `notice_words`'."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from claimback.notify.mail import message_id


@dataclass(frozen=True, slots=True)
class Words:
    """What a mail says, and to whom. `secret` holds for one whose link is for its reader alone."""

    addresses: tuple[str, ...]
    headline: str
    sentences: tuple[str, ...]
    link: str
    link_text: str
    firm_name: str
    secret: bool = False


def notice_mails(notice_id: UUID, words: Words, address: str) -> EmailMultiAlternatives:
    """The mail to one address, in text and HTML; its Message-ID is the same at every attempt."""
    context = {"words": words}
    mail = EmailMultiAlternatives(
        subject=" ".join(words.headline.split()),
        body=render_to_string("firms/notice.txt", context),
        to=[address],
        headers={
            "Message-ID": message_id(uuid5(notice_id, address)),
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(render_to_string("firms/notice.html", context), "text/html")
    return mail
