"""Pages of readings: what a letter says, as proposals, and their confirmation."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet

from cases.models.case import Case
from cases.selectors import document_list
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, text
from claimback.tenancy.admin_show import Section, badge, page_of, prose, to, words
from claimback.tenancy.member import Member
from letters.admin.reading_form import ConfirmForm, marked_pages
from letters.admin.reading_notice import notice_section
from letters.models import Reading
from letters.selectors import reading_list
from letters.services import readings
from letters.states import READING_EDGES


class RequestForm(ActForm):
    """The document to read."""

    model = Reading
    columns = ("document",)
    rows = {"document": document_list}


class SetAsideForm(ActForm):
    """Why no denial comes of a reading."""

    reason = text(max_length=300)


def of_case(made: Reading) -> str:
    """To the ground matrix of the case."""
    case: Case = made.document.case
    return f"{page_of(case)}#grounds"


@admin.register(Reading)
class ReadingAdmin(FirmAdmin):
    """Readings of letters that came."""

    read_capability = "denial.read"
    list_display = ["document", "case", "state_badge", "requested_by", "updated_at"]
    list_filter = ["state"]
    search_fields = ["document__title", "document__case__number"]
    ordering = ["-updated_at", "-id"]
    also_related = ["document__case"]
    row_template = "admin/reading.html"
    empty = "No readings yet. Put a denial letter on a case as a document, then have it read."
    add_act = Act(
        name="add",
        label="Have a document read",
        service=readings.reading_request,
        capabilities=("denial.record",),
        form=RequestForm,
        explain="A worker reads it within a minute. Nothing is believed until you confirm it.",
        done="The document is being read. Open this page again in a moment.",
    )
    acts = [
        Act(
            name="confirm",
            label="Confirm",
            icon="verified",
            service=readings.reading_confirm,
            capabilities=("denial.record",),
            row_id="reading_id",
            form=ConfirmForm,
            fits=lambda row: row.state == "read",
            done="The denial is recorded with its grounds, and its deadlines are open.",
            variant="primary",
            lands=of_case,
        ),
        Act(
            name="retry",
            label="Read once more",
            icon="refresh",
            service=readings.reading_retry,
            capabilities=("denial.record",),
            row_id="reading_id",
            fits=lambda row: "requested" in READING_EDGES.next(row.state),
            done="It is being read once more.",
        ),
        Act(
            name="set-aside",
            label="Set aside",
            icon="archive",
            service=readings.reading_set_aside,
            capabilities=("denial.record",),
            row_id="reading_id",
            form=SetAsideForm,
            explain="For the wrong file, or a letter that you record by hand.",
            fits=lambda row: "set_aside" in READING_EDGES.next(row.state),
            done="The reading is set aside.",
        ),
    ]

    def rows(self, member: Member) -> QuerySet[Reading]:
        """The door to readings."""
        return reading_list()

    @admin.display(description="Case")
    def case(self, row: Reading) -> Any:
        """The case of its document."""
        return to(row.document.case)

    @admin.display(description="State", ordering="state")
    def state_badge(self, row: Reading) -> Any:
        """The state as a label."""
        return badge(row.state)

    def title_of(self, row: Reading) -> str:
        """What was read."""
        return f"Reading of “{row.document.title}”"

    def facts(self, row: Reading) -> list[tuple[str, Any]]:
        """How it stands."""
        return [
            ("Case", to(row.document.case)),
            ("Document", to(row.document)),
            ("State", badge(row.state)),
            ("Asked for by", to(row.requested_by)),
            *([("Why it could not be read", row.refusal)] if row.refusal else []),
            *([("Set aside because", row.set_aside_reason)] if row.set_aside_reason else []),
            *([("Confirmed by", to(row.confirmed_by)), ("Denial", to(row.denial))] if row.denial else []),
        ]

    def row_context(self, member: Member, row: Reading) -> dict[str, Any]:
        """With the letter's text, what was found marked in it."""
        return {
            **super().row_context(member, row),
            "pages": marked_pages(row.pages or [], row.findings or {}),
        }

    def sections(self, member: Member, row: Reading) -> list[Section]:
        """What was found, and what a person must look at."""
        found = row.findings
        if not found:
            return []
        facts = [
            (name, found[name])
            for name in (
                "decision",
                "letter_date",
                "insurer",
                "claimant",
                "line_of_business",
                "plan_type",
                "reviewer",
            )
            if found.get(name)
        ]
        return [
            Section(
                "To look at",
                ["What", "Why"],
                [[words(doubt["field"]), doubt["why"]] for doubt in found["needs_review"]],
                "Nothing stands out. Read the marked passages all the same.",
            ),
            Section(
                "Found",
                ["What", "Value", "In the letter", "Page"],
                [[words(name), words(f["value"]), prose(f["quote"]), f["page"]] for name, f in facts]
                + [
                    [f"ground {n}", words(g["code"]), prose(g["quote"]), g["page"]]
                    for n, g in enumerate(found["grounds"], start=1)
                ]
                + [
                    ["right", words(right["kind"]), prose(right["quote"]), right["page"]]
                    for right in found["rights"]
                ],
                "Nothing was found. Record the denial by hand over the API, or set the reading aside.",
            ),
            notice_section(found),
        ]
