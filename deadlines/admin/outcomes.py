"""Pages of public record: what was loaded and what it adds up to, and its rows. Nobody changes them here."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_show import NOTHING, Section, badge, day, digest, link, list_of
from claimback.tenancy.member import Member
from deadlines.admin.like_cases import ShowsLikeCases
from deadlines.admin.shares import bar
from deadlines.models import ComplaintOutcome, OutcomeLoad, ReviewOutcome
from deadlines.outcomes.selectors import (
    Tally,
    complaint_list,
    complaint_tallies,
    complaints_about,
    load_list,
    review_list,
    review_tallies,
    reviews_about,
)
from deadlines.outcomes.sources import SOURCES
from deadlines.outcomes.texas import DENIAL
from deadlines.vocabulary import CALIFORNIA

GROUPS_SHOWN = 40

_REVIEWS_BY = {
    "type": (_("By type"), "type"),
    "year": (_("By year"), "year"),
    "treatment": (_("By treatment"), "treatment_category"),
    "diagnosis": (_("By diagnosis"), "diagnosis_category"),
    "age": (_("By age"), "age"),
    "gender": (_("By gender"), "gender"),
}
_COMPLAINTS_BY = {
    "coverage_type": _("Denials by coverage"),
    "insurer": _("Denials by company"),
    "year": _("Denials by year"),
    "reason": _("By reason"),
}
_TONE = {"upheld": "bad", "overturned": "good", "overturned_in_part": "warn"}


class ReadOnly(FirmAdmin):
    """Rows that no member wrote: they have no history of changes."""

    read_capability = "deadline.read"

    def buttons(self, request: Any, row: Any) -> list[dict[str, Any]]:
        """None."""
        return []


@admin.register(OutcomeLoad)
class OutcomeLoadAdmin(ReadOnly, ShowsLikeCases):
    """Files that were loaded; the page of each shows what its record adds up to now."""

    list_display = ["__str__", "rows", "added", "changed", "retrieved_on"]
    list_filter = ["kind"]
    ordering = ["-loaded_at", "-id"]
    empty = _(
        "No public record is loaded. The operator of the installation loads it: manage.py outcomes load."
    )

    def rows(self, member: Member) -> QuerySet[OutcomeLoad]:
        """The door to loads."""
        return load_list()

    def facts(self, row: OutcomeLoad) -> list[tuple[str, Any]]:
        """Where it came from, and what its numbers are not."""
        reviews = row.kind == CALIFORNIA
        about = reviews_about(review_list()) if reviews else complaints_about(complaint_list())
        rows = list_of(ReviewOutcome if reviews else ComplaintOutcome)
        return [
            (gettext("Record"), link(gettext(row.get_kind_display()), rows)),
            (gettext("What it is not"), about.is_not),
            (gettext("Place"), row.place),
            (
                gettext("Years"),
                gettext("%(years_from)s to %(years_to)s")
                % {"years_from": about.years_from, "years_to": about.years_to},
            ),
            (gettext("Source"), row.source),
            (gettext("Licence"), row.licence),
            (gettext("Retrieved"), day(row.retrieved_on)),
            (gettext("File"), row.file_name),
            (gettext("SHA-256"), digest(row.sha256)),
            (gettext("Rows in it"), f"{row.rows:,}"),
            (gettext("New"), f"{row.added:,}"),
            (gettext("Corrected"), f"{row.changed:,}"),
        ]

    def sections(self, member: Member, row: OutcomeLoad) -> list[Section]:
        """The counts of the whole record, by group."""
        return _reviews() if row.kind == CALIFORNIA else _complaints()


def _reviews() -> list[Section]:
    return [
        Section(
            title,
            [
                gettext("Reviews"),
                gettext("Number"),
                gettext("Overturned"),
                gettext("Of those in part"),
                gettext("Share overturned, 95 % interval"),
            ],
            [
                [
                    _rows(ReviewOutcome, column, tally),
                    f"{tally.n:,}",
                    f"{tally.count:,}",
                    tally.also["in_part"],
                    bar(tally),
                ]
                for tally in review_tallies(review_list(), by)[:GROUPS_SHOWN]
            ],
            gettext("No rows."),
        )
        for by, (title, column) in _REVIEWS_BY.items()
    ]


def _complaints() -> list[Section]:
    sections = []
    for by, title in _COMPLAINTS_BY.items():
        rows = complaint_list()
        tallies = complaint_tallies(rows if by == "reason" else rows.filter(reasons__contains=[DENIAL]), by)
        sections.append(
            Section(
                title,
                [
                    gettext("Complaints"),
                    gettext("Number"),
                    gettext("Money"),
                    gettext("Upheld"),
                    gettext("Confirmed"),
                    gettext("Median days"),
                    gettext("Share with money, 95 % interval"),
                ],
                [
                    [
                        tally.value or "(blank)",
                        f"{tally.n:,}",
                        f"{tally.count:,}",
                        f"{tally.also['upheld']:,}",
                        f"{tally.also['confirmed']:,}",
                        f"{tally.also['days_median'] or 0:.0f}",
                        bar(tally),
                    ]
                    for tally in tallies[:GROUPS_SHOWN]
                ],
                gettext("No rows."),
            )
        )
    return sections


def _rows(model: Any, column: str, tally: Tally) -> Any:
    """The group's name, leading to its rows."""
    return link(tally.value or "(blank)", list_of(model, urlencode({column: tally.value})))


@admin.register(ReviewOutcome)
class ReviewOutcomeAdmin(ReadOnly):
    """External reviews, one by one."""

    list_display = ["reference", "year", "type", "diagnosis_category", "treatment_category", "ended"]
    list_filter = ["outcome", "type"]
    search_fields = ["categories", "reference"]
    ordering = ["-year", "-id"]
    empty = _(
        "No external reviews are loaded. The operator loads them: manage.py outcomes load california_imr."
    )

    def rows(self, member: Member) -> QuerySet[ReviewOutcome]:
        """The door to reviews."""
        return review_list()

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        """The columns by which the counts lead here."""
        return lookup in {column for _, column in _REVIEWS_BY.values()} or super().lookup_allowed(
            lookup, value, request
        )

    @admin.display(description=_("Outcome"), ordering="outcome")
    def ended(self, row: ReviewOutcome) -> Any:
        """How it ended."""
        return badge(row.get_outcome_display().lower(), tone=_TONE[row.outcome])

    def facts(self, row: ReviewOutcome) -> list[tuple[str, Any]]:
        """The row as the record has it."""
        return [
            (gettext("Reference"), row.reference),
            (gettext("Outcome"), self.ended(row)),
            (gettext("Determination"), row.determination),
            (gettext("Type"), row.type),
            (gettext("Year"), row.year),
            (gettext("Diagnosis"), _both(row.diagnosis_category, row.diagnosis_sub)),
            (gettext("Treatment"), _both(row.treatment_category, row.treatment_sub)),
            (gettext("Age"), row.age or NOTHING),
            (gettext("Gender"), row.gender or NOTHING),
            *(
                [(gettext("Findings"), format_html('<span class="cb-prose">{}</span>', row.findings))]
                if row.findings
                else []
            ),
            (gettext("Source"), SOURCES[CALIFORNIA].publisher),
        ]


def _both(category: str, sub: str) -> Any:
    return " – ".join(filter(None, [category, sub])) or NOTHING


@admin.register(ComplaintOutcome)
class ComplaintOutcomeAdmin(ReadOnly):
    """Complaints, one by one."""

    list_display = ["number", "insurer", "coverage_type", "why", "closed_as", "received_on"]
    list_filter = ["coverage_type", "confirmed"]
    search_fields = ["categories", "insurer", "number"]
    ordering = ["-received_on", "-id"]
    empty = _("No complaints are loaded. The operator loads them: manage.py outcomes load texas_complaints.")

    def rows(self, member: Member) -> QuerySet[ComplaintOutcome]:
        """The door to complaints."""
        return complaint_list().defer("categories")

    @admin.display(description=_("Reasons"))
    def why(self, row: ComplaintOutcome) -> str:
        """Why it was made."""
        return "; ".join(row.reasons)

    @admin.display(description=_("How resolved"))
    def closed_as(self, row: ComplaintOutcome) -> str:
        """How it was closed."""
        return "; ".join(row.resolutions)
