"""Pages of denials, their grounds and our answers."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.admin.corrections import DenialCorrectForm, GroundCorrectForm, GroundForm, former_readings
from cases.admin.people import ReasonForm
from cases.models import Denial, Ground, Rebuttal, RebuttalEvidence
from cases.selectors import (
    correction_list,
    denial_list,
    evidence_in_use,
    evidence_list,
    ground_list,
    rebuttal_evidence_list,
    rebuttal_list,
)
from cases.services import corrections, evidence, rebuttals
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, LinesField, reference, text
from claimback.tenancy.admin_show import Section, badge, page_of, prose, to
from claimback.tenancy.member import Member


class OfGroundForm(ActForm):
    """An act on an answer, below the ground that it is to."""

    template = "admin/rebuttal_write.html"


class AnswerForm(OfGroundForm):
    """Our answer to a ground."""

    argument = text(long=True, required=False, help_text=_("As it will stand in the letter."))
    authorities = LinesField(
        longest=120, help_text=_("One citation a line, such as 29 CFR 2560.503-1(h)(3)(iii).")
    )

    def initial_of(self, row: Rebuttal) -> dict[str, Any]:
        """The answer as it stands."""
        return {"argument": row.argument, "authorities": row.authorities}


class WaiveForm(ReasonForm):
    """Why a ground is left unanswered."""

    template = OfGroundForm.template

    reason = text(long=True, help_text=_("It stays on the record, with your name."))


class PutEvidenceForm(OfGroundForm):
    """Which piece of evidence goes against the ground."""

    def prepare(self) -> None:
        """The case's evidence."""
        of_case = evidence_list().filter(case_id=self.row.ground.denial.case_id).select_related("document")
        self.fields["evidence_id"] = reference(
            of_case.order_by("exhibit_number"),
            label=gettext("Evidence"),
            empty_label=gettext("Choose an exhibit"),
        )
        self.fields["evidence_id"].label_from_instance = (  # type: ignore[attr-defined]
            lambda row: (
                gettext("Exhibit %(number)s: %(title)s")
                % {"number": row.exhibit_number, "title": row.document.title}
            )
        )


def of_case(made: Any) -> str:
    """Back to the ground matrix of the case."""
    return f"{page_of(made.case)}#grounds"


@admin.register(Denial)
class DenialAdmin(FirmAdmin):
    """Adverse decisions."""

    read_capability = "denial.read"
    more_sections: ClassVar[list[Callable[[Denial], list[Section]]]] = []
    """Of floors above, such as what the law makes its notice say, which letters know."""
    list_display = ["__str__", "case", "decision", "level", "letter_date", "received_on", "is_final"]
    list_filter = ["decision", "is_final"]
    search_fields = ["reference", "case__number", "case__title"]
    ordering = ["-letter_date", "-id"]
    empty = _("No denials yet. Have a denial letter read from its document, then confirm what was found.")
    acts = [
        Act(
            name="correct",
            label=_("Correct"),
            icon="edit",
            service=corrections.denial_correct,
            capabilities=("denial.record",),
            row_id="denial_id",
            form=DenialCorrectForm,
            changes=True,
            explain=_(
                "The former reading is kept. Where a deadline would move, the new date is proposed on the docket."
            ),
            done=_("The denial is corrected, and the docket is in step with it."),
            lands=of_case,
        ),
        Act(
            name="add-ground",
            label=_("Add ground"),
            icon="add",
            service=corrections.ground_add,
            capabilities=("denial.record",),
            row_id="denial_id",
            versioned=False,
            form=GroundForm,
            explain=_("In the insurer's own words, with the page that they stand on."),
            done=_("The ground was added, with an open answer."),
            lands=of_case,
        ),
    ]

    def rows(self, member: Member) -> QuerySet[Denial]:
        """The door to denials."""
        return denial_list()

    def sections(self, member: Member, row: Denial) -> list[Section]:
        """Its grounds."""
        grounds = ground_list().filter(denial_id=row.pk).prefetch_related("rebuttals").order_by("number")
        return [
            Section(
                gettext("Grounds"),
                [gettext("Ground"), gettext("In the insurer's words"), gettext("Page"), gettext("Answer")],
                [
                    [
                        to(g, f"{g.number}. {gettext(g.get_code_display())}"),
                        prose(g.quote),
                        g.page or "–",
                        next(to(r, badge(r.state)) for r in g.rebuttals.all()),
                    ]
                    for g in grounds
                ],
                gettext(
                    "This denial gives no reasons. Ask for them: the law of most plans requires specific ones."
                ),
            ),
            former_readings(correction_list().filter(denial_id=row.pk)),
            *(section for made in self.more_sections for section in made(row)),
        ]


@admin.register(Ground)
class GroundAdmin(FirmAdmin):
    """Reasons in denials."""

    read_capability = "denial.read"
    list_display = ["__str__", "code", "denial", "page"]
    list_filter = ["code"]
    search_fields = ["quote", "denial__case__number"]
    ordering = ["-id"]
    empty = _("No grounds yet. They come with a denial.")
    acts = [
        Act(
            name="correct",
            label=_("Correct"),
            icon="edit",
            service=corrections.ground_correct,
            capabilities=("denial.record",),
            row_id="ground_id",
            form=GroundCorrectForm,
            changes=True,
            explain=_("The former reading is kept, and an answer given to it is a draft again."),
            done=_("The ground is corrected."),
            lands=of_case,
        ),
    ]

    def rows(self, member: Member) -> QuerySet[Ground]:
        """The door to grounds."""
        return ground_list()

    def sections(self, member: Member, row: Ground) -> list[Section]:
        """Our answer."""
        answers = rebuttal_list().filter(ground_id=row.pk)
        return [
            Section(
                gettext("Our answer"),
                [gettext("State"), gettext("Argument")],
                [[to(r, badge(r.state)), prose(r.argument)] for r in answers],
                gettext("No answer."),
            ),
            former_readings(correction_list().filter(ground_id=row.pk)),
        ]


class RebuttalAdmin(FirmAdmin):
    """Our answers to grounds. Registered by the composition, which knows the authorities that letters cite."""

    read_capability = "denial.read"
    list_display = ["ground", "state", "argument"]
    list_filter = ["state"]
    search_fields = ["argument", "ground__quote"]
    ordering = ["-id"]
    also_related = ["ground__denial__case"]
    empty = _("No answers yet. Each ground of a denial gets one.")
    acts = [
        Act(
            name="write",
            label=_("Write"),
            icon="edit_note",
            service=rebuttals.rebuttal_write,
            capabilities=("denial.record",),
            row_id="ground_id",
            row_key="ground_id",
            form=AnswerForm,
            changes=True,
            fits=lambda row: row.state != "waived",
            done=_("The answer was written."),
            lands=of_case,
        ),
        Act(
            name="put-evidence",
            label=_("Put evidence"),
            icon="attach_file",
            service=evidence.evidence_put,
            capabilities=("document.write",),
            row_id="ground_id",
            row_key="ground_id",
            versioned=False,
            form=PutEvidenceForm,
            done=_("The evidence was put against the ground."),
            lands=of_case,
        ),
        Act(
            name="answer",
            label=_("Call it answered"),
            icon="task_alt",
            service=rebuttals.rebuttal_answer,
            capabilities=("denial.record",),
            row_id="ground_id",
            row_key="ground_id",
            form=OfGroundForm,
            explain=_("The argument is finished, and a letter may use it."),
            fits=lambda row: row.state in ("open", "drafted"),
            done=_("The ground is answered."),
            lands=of_case,
        ),
        Act(
            name="waive",
            label=_("Waive"),
            icon="do_not_disturb_on",
            service=rebuttals.ground_waive,
            capabilities=("ground.waive",),
            row_id="ground_id",
            row_key="ground_id",
            form=WaiveForm,
            explain=_("The ground is left unanswered, in your name."),
            fits=lambda row: row.state != "waived",
            done=_("The ground is waived."),
            variant="danger",
            lands=of_case,
        ),
        Act(
            name="reopen",
            label=_("Take up again"),
            icon="undo",
            service=rebuttals.rebuttal_reopen,
            capabilities=("denial.record",),
            row_id="ground_id",
            row_key="ground_id",
            fits=lambda row: row.state in ("waived", "answered"),
            done=_("The ground is open again."),
            lands=of_case,
        ),
    ]

    def rows(self, member: Member) -> QuerySet[Rebuttal]:
        """The door to answers."""
        return rebuttal_list()

    def title_of(self, row: Rebuttal) -> str:
        """Which ground it answers."""
        return gettext("Answer to ground %(number)s: %(reason)s") % {
            "number": row.ground.number,
            "reason": gettext(row.ground.get_code_display()),
        }

    def sections(self, member: Member, row: Rebuttal) -> list[Section]:
        """The ground that it answers, and the evidence put against it."""
        uses = evidence_in_use().filter(rebuttal_id=row.pk).select_related("evidence__document")
        return [
            Section(
                gettext("The ground"),
                [gettext("Reason"), gettext("In the insurer's words"), gettext("Page")],
                [[gettext(row.ground.get_code_display()), prose(row.ground.quote), row.ground.page or "–"]],
                "",
            ),
            Section(
                gettext("Evidence against it"),
                [gettext("Exhibit"), gettext("Document"), gettext("What it proves"), gettext("Its use")],
                [
                    [to(use.evidence), to(use.evidence.document), prose(use.evidence.proves), to(use, "open")]
                    for use in uses.order_by("evidence__exhibit_number")
                ],
                gettext("No evidence yet. Put an exhibit against this ground."),
            ),
        ]


@admin.register(RebuttalEvidence)
class RebuttalEvidenceAdmin(FirmAdmin):
    """Which evidence stands against which ground."""

    read_capability = "denial.read"
    list_display = ["evidence", "rebuttal", "state", "taken_off_reason"]
    list_filter = ["state"]
    ordering = ["-id"]
    also_related = ["rebuttal__ground"]
    empty = _("No evidence is put against a ground yet. Do it in the ground matrix of a case.")
    acts = [
        Act(
            name="take-off",
            label=_("Take off"),
            icon="link_off",
            service=evidence.evidence_take_off,
            capabilities=("document.write",),
            row_id="use_id",
            form=ReasonForm,
            explain=_("It no longer stands against this ground. It can be put back."),
            fits=lambda row: row.state == "put",
            done=_("The evidence is off this ground."),
            variant="danger",
            lands=of_case,
        ),
        Act(
            name="put-back",
            label=_("Put back"),
            icon="link",
            service=evidence.evidence_put_back,
            capabilities=("document.write",),
            row_id="use_id",
            fits=lambda row: row.state == "taken_off",
            done=_("The evidence stands against this ground again."),
            lands=of_case,
        ),
    ]

    def rows(self, member: Member) -> QuerySet[RebuttalEvidence]:
        """The door to uses of evidence."""
        return rebuttal_evidence_list()
