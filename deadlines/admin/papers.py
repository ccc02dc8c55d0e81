"""Pages of the docket's papers: each day's certificates, and those that were asked for."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.selectors import cases_kept
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act, opening
from claimback.tenancy.admin_forms import ActForm, DayField, choice, reference
from claimback.tenancy.admin_show import Section, badge, day, digest, instant, to
from claimback.tenancy.member import Member
from claimback.tenancy.selectors import colleagues
from deadlines.models import DUTY_OF, PAPER_KINDS, DocketPaper, DocketPaperPart
from deadlines.selectors import paper_list, paper_part_list
from deadlines.services.papers import SHOWS, paper_link, paper_request, paper_retry
from deadlines.services.printed import DAYS


class PaperForm(ActForm):
    """Which paper, and of what."""

    model = DocketPaper
    columns = ("case",)
    rows = {"case": cases_kept}

    kind = choice(PAPER_KINDS, initial="certificate")
    from_on = DayField(label=_("From"), required=False, help_text=_("Of a list."))
    to_on = DayField(
        label=_("Up to"),
        required=False,
        help_text=format_lazy(_("Of a list. Without it: {days} days."), days=DAYS),
    )

    def prepare(self) -> None:
        """Whose cases and whose duties; all of them unless one is chosen."""
        self.fields["case_id"] = self.fields.pop("case_id")
        self.fields["case_id"].help_text = gettext(
            "Of a list or a control form. Without one: all that you may see."
        )
        self.fields["member_id"] = reference(
            colleagues().select_related("user").order_by("user__name"),
            label=gettext("Led by"),
            required=False,
            empty_label=gettext("Anybody"),
            help_text=gettext("Of a list."),
        )
        self.fields["duty_of"] = choice(
            DUTY_OF,
            label=gettext("Whose duty"),
            required=False,
            help_text=gettext("Of a list. Without one: everybody's."),
        )


def _open(*, actor: Member, part: DocketPaperPart) -> str:
    return paper_link(actor=actor, paper_id=part.paper_id, number=part.number)


@admin.register(DocketPaper)
class DocketPaperAdmin(FirmAdmin):
    """Certificates, control forms and lists."""

    read_capability = "deadline.read"
    list_display = ["__str__", "member", "lines", "standing", "created_at"]
    list_filter = ["kind", "state", "day"]
    ordering = ["-created_at", "-id"]
    empty = _(
        "No papers yet. Each morning the day's certificate is made by itself; ask for others with the button above."
    )
    add_act = Act(
        name="add",
        label=_("Make a paper"),
        service=paper_request,
        capabilities=SHOWS,
        form=PaperForm,
        explain=_(
            "As PDF, of any length; certificates and control forms are signed. A worker makes it within a minute."
        ),
        done=_("It is being made. Open this page again in a minute."),
    )
    acts = [
        opening(
            paper_link,
            SHOWS,
            explain=_(
                "The link holds for 60 seconds. That you opened it is kept. Of several parts this is the first."
            ),
            row_id="paper_id",
            fits=lambda row: row.state == "made",
            variant="primary",
        ),
        Act(
            name="retry",
            label=_("Ask again"),
            icon="refresh",
            service=paper_retry,
            capabilities=SHOWS,
            row_id="paper_id",
            fits=lambda row: row.state == "failed",
            done=_("It is being made once more."),
        ),
    ]

    def rows(self, member: Member) -> QuerySet[DocketPaper]:
        """The door to papers."""
        return paper_list().defer("entries", "heading")

    @admin.display(description=_("State"), ordering="state")
    def standing(self, row: DocketPaper) -> Any:
        """Its state, and how far it has come."""
        return badge(row.state) if row.state != "making" else f"{row.progress} %"

    def facts(self, row: DocketPaper) -> list[tuple[str, Any]]:
        """What it is of, for whom, and how it stands."""
        made_by = gettext("by itself, each morning") if row.day else gettext("asked for")
        return [
            (gettext("Paper"), gettext(row.get_kind_display())),
            (gettext("State"), self.standing(row)),
            *([(gettext("Why it was not made"), row.refusal)] if row.refusal else []),
            (gettext("Made"), made_by),
            (gettext("In the eyes of"), to(row.member)),
            *([(gettext("Of the day"), day(row.day))] if row.day else []),
            *([(gettext("Case"), to(row.case))] if row.case else []),
            *([(gettext("Led by"), to(row.lead))] if row.lead else []),
            *([(gettext("Whose duty"), gettext(row.get_duty_of_display()))] if row.duty_of else []),
            *([(gettext("From"), day(row.from_on))] if row.from_on else []),
            *([(gettext("Up to"), day(row.to_on))] if row.to_on else []),
            (gettext("Deadlines on it"), "–" if row.lines is None else row.lines),
            *([(gettext("Signed with"), digest(row.certificate_sha256))] if row.certificate_sha256 else []),
        ]

    def sections(self, member: Member, row: DocketPaper) -> list[Section]:
        """Its parts."""
        parts = paper_part_list().filter(paper_id=row.pk).order_by("number")
        return [
            Section(
                gettext("Parts"),
                [gettext("Part"), gettext("Deadlines"), gettext("Made")],
                [[to(part, str(part).capitalize()), part.lines, instant(part.created_at)] for part in parts],
                gettext("None is made yet."),
            )
        ]


@admin.register(DocketPaperPart)
class DocketPaperPartAdmin(FirmAdmin):
    """Parts of papers."""

    read_capability = "deadline.read"
    list_display = ["paper", "number", "lines", "created_at"]
    ordering = ["-created_at", "-id"]
    also_related = ["paper"]
    empty = _("No part of a paper is made yet.")
    acts = [
        opening(_open, SHOWS, row_id="part", row_key="itself", variant="primary"),
    ]

    def rows(self, member: Member) -> QuerySet[DocketPaperPart]:
        """The door to parts."""
        return paper_part_list()
