"""What mails to a firm's clients say: in every language of the portal one after the other, the first one first.

Whom a firm invites has chosen no language yet. Mails to those who work in the firm are `notice_words`'.
"""

from dataclasses import replace
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
    first, *others = (_invitation(row, link, firm, code) for code, _ in settings.LANGUAGES)
    return replace(first, again=tuple(others))


def _invitation(row: Invitation, link: str, firm: Firm, language: str) -> Words:
    by = row.invited_by.user
    ends = row.expires_at.astimezone(ZoneInfo(firm.time_zone))
    with translation.override(language):
        at = f"{date_format(ends, 'DATETIME_FORMAT')} {ends:%Z}"
        return Words(
            addresses=(row.email,),
            headline=gettext("Your case with %(firm)s, online") % {"firm": firm.name},
            sentences=(
                gettext(
                    "%(name)s (%(email)s) invites you to see how your case stands, what is needed from you and "
                    "the letters that %(firm)s shares with you."
                )
                % {"name": by.name, "email": by.email, "firm": firm.name},
                gettext("The link is for you alone, opens once, and ends on %(at)s.") % {"at": at},
                gettext("If you did not expect this, leave it: without the link nothing happens."),
            ),
            link=link,
            link_text=gettext("Accept the invitation"),
            firm_name=firm.name,
            secret=True,
            language=language,
        )
