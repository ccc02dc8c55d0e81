"""What the law makes a letter say, held against the letter, as a table for people: what is lacking first."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.html import format_html
from django.utils.translation import gettext as _

from cases.admin.denials import DenialAdmin
from cases.models import Denial
from claimback.tenancy.admin_show import NOTHING, Section, badge
from deadlines.help import law_help, term_help
from deadlines.law.words import CHECKS
from letters.selectors import reading_of

_TONES: Final = {"absent": "bad", "unclear": "warn", "present": "good"}


def notice_section(found: Mapping[str, Any]) -> Section:
    """Each requirement with its state, its source and how that was checked, what it may be worth, and the passage."""
    checks = sorted(found.get("notice_checks", ()), key=lambda check: list(_TONES).index(check["state"]))
    return Section(
        _("What the law makes the notice say"),
        [_("Required"), _("In the letter"), _("By"), _("What it may be worth"), _("Passage")],
        [
            [
                check["requirement"],
                _two(badge(check["state"], tone=_TONES[check["state"]]), check["why"]),
                format_html(
                    "{} {}",
                    _two(check["citation"], _(CHECKS[check["checked"]])),
                    law_help("notice_defect", check["id"], check["citation"], check["checked"]),
                ),
                check["effect"] or NOTHING,
                _passage(check["place"]),
            ]
            for check in checks
        ],
        _("Nothing was checked: the type of plan, or the state, is not known, or the letter denies nothing."),
        help=term_help("notice_defect"),
    )


def sections_of(denial: Denial) -> list[Section]:
    """On the page of a denial that was confirmed from a reading: what its notice lacks."""
    reading = reading_of(denial.pk)
    return [notice_section(reading.findings)] if reading and reading.findings else []


DenialAdmin.more_sections.append(sections_of)


def _passage(place: Mapping[str, Any] | None) -> Any:
    return (
        _two(f"“{' '.join(place['quote'].split())}”", _("page %(page)s") % {"page": place["page"]})
        if place
        else NOTHING
    )


def _two(first: Any, then: Any) -> Any:
    """One thing and, on its own line, what is to be said of it."""
    return format_html('{}<br><span class="cb-number">{}</span>', first, then)
