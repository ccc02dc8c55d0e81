"""The form of the mails of a firm's life: a headline, a few sentences, one link. What they say is `notice_words`'."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from claimback.notify.mail import message_id


@dataclass(frozen=True, slots=True)
class Words:
    """What a mail says, and to whom. `secret` holds for one whose link is for its reader alone.

    `again` says the same in other languages, below, for a reader of whom it is not known which they speak.
    """

    addresses: tuple[str, ...]
    headline: str
    sentences: tuple[str, ...]
    link: str
    link_text: str
    firm_name: str
    secret: bool = False
    language: str = "en"
    again: "tuple[Words, ...]" = ()

    @property
    def parts(self) -> "tuple[Words, ...]":
        """What it says in each language, the first one first."""
        return (self, *self.again)


def notice_mails(notice_id: UUID, words: Words, address: str) -> EmailMultiAlternatives:
    """The mail to one address, in text and HTML; its Message-ID is the same at every attempt."""
    context = {"words": words}
    mail = EmailMultiAlternatives(
        subject=" ".join(" / ".join(part.headline for part in words.parts).split()),
        body=render_to_string("firms/notice.txt", context),
        to=[address],
        headers={
            "Message-ID": message_id(uuid5(notice_id, address)),
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(render_to_string("firms/notice.html", context), "text/html")
    return mail
