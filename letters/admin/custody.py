"""The chain of custody on a document's page."""

from typing import Final

from django.utils.translation import gettext as _

from cases.admin.documents import DocumentAdmin
from cases.models import Document
from claimback.tenancy.admin_show import Section, instant, prose
from letters.custody import WHAT, custody_of

SHOWN: Final = 100


def custody_section(document: Document) -> Section:
    """Who had its bytes in hand, the latest first."""
    links = custody_of(document)[::-1][:SHOWN]
    rows = [[instant(link.at), _(WHAT[link.what]), prose(link.detail), link.by_name] for link in links]
    return Section(
        _("Chain of custody"),
        [_("When"), _("What"), _("In words"), _("By")],
        rows,
        _("Nothing happened to it yet."),
    )


DocumentAdmin.more_sections.append(custody_section)
