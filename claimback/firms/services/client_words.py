"""What mails to a firm's clients say: in every language of the portal one after the other, the first one first.

Whom a firm invites has chosen no language yet. Mails to those who work in the firm are `notice_words`'.
"""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from claimback.firms.models import Invitation
from claimback.firms.notice_mail import Words
from claimback.tenancy.models import Firm


def client_invitation(row: Invitation, link: str, firm: Firm) -> Words:
    """The mail that invites a client to the portal. Its link is for its reader alone."""
    by = row.invited_by.user
    ends = row.expires_at.astimezone(ZoneInfo(firm.time_zone))

    def sentences() -> list[str]:
        at = f"{date_format(ends, 'DATETIME_FORMAT')} {ends:%Z}"
        return [
            gettext(
                "%(name)s (%(email)s) invites you to see how your case stands, what is needed from you and the letters "
                "that %(firm)s shares with you."
            )
            % {"name": by.name, "email": by.email, "firm": firm.name},
            gettext("The link is for you alone, opens once, and ends on %(at)s.") % {"at": at},
            gettext("If you did not expect this, leave it: without the link nothing happens."),
        ]

    return Words(
        addresses=(row.email,),
        headline=" / ".join(
            _in_each(lambda: [gettext("Your case with %(firm)s, online") % {"firm": firm.name}])
        ),
        sentences=tuple(_in_each(sentences)),
        link=link,
        link_text=" / ".join(_in_each(lambda: [gettext("Accept the invitation")])),
        firm_name=firm.name,
        secret=True,
    )


def _in_each(say: Callable[[], list[str]]) -> list[str]:
    """What `say` says, in each language of the portal."""
    said: list[str] = []
    for code, _ in settings.LANGUAGES:
        with translation.override(code):
            said += say()
    return said
