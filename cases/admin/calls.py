"""Pages of calls: the form that asks what is to be asked, and the calls between doctors."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.admin.contact import LogForm
from cases.catalogue.checklists import checklist_for
from cases.models import PeerToPeer
from cases.models.peer_to_peer import OUTCOMES
from cases.selectors import peer_to_peer_list
from cases.services.calls import call_log
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import choice, column_field, text
from claimback.tenancy.admin_show import Section, page_of, prose, to
from claimback.tenancy.member import Member

_ANSWER = "answer_"
_DOCTORS = [
    field
    for field in PeerToPeer._meta.fields
    if field.name.startswith(("treating_", "reviewer_")) or field.name in ("outcome", "would_change")
]
_LABELS = {
    "treating_name": _("Treating doctor"),
    "treating_npi": _("Treating doctor's NPI"),
    "reviewer_name": _("Reviewer"),
    "reviewer_npi": _("Reviewer's NPI"),
    "would_change": _("What would change the decision"),
}


class CallForm(LogForm):
    """A call, with a field for each question of its checklist."""

    on = "phone"
    told_elsewhere: tuple[str, ...] = ()

    def prepare(self) -> None:
        """The channel is settled; the checklist's questions come before what was said beside them."""
        super().prepare()
        del self.fields["channel"]
        checklist = checklist_for(self.row.line_of_business, self.on)
        for question in checklist.questions if checklist else ():
            if question.code in self.told_elsewhere:
                continue
            self.fields[_ANSWER + question.code] = text(
                long=True,
                required=False,
                label=question.ask + (" *" if question.mandatory else ""),
                help_text=question.why,
            )
        self.fields["questions"].label = gettext("Other questions and answers")
        self.fields["questions"] = self.fields.pop("questions")

    def values(self) -> dict[str, Any]:
        """The service's arguments, answers by their question."""
        values = super().values()
        answers = {
            name.removeprefix(_ANSWER): values.pop(name) for name in list(values) if name.startswith(_ANSWER)
        }
        return {
            **values,
            "channel": self.on,
            "answers": {code: said for code, said in answers.items() if said},
        }


class PeerToPeerForm(CallForm):
    """A call between doctors."""

    on = "peer_to_peer"
    told_elsewhere = ("reviewer_specialty", "reviewer_license", "would_change")

    def prepare(self) -> None:
        """Both doctors, and what came of it."""
        super().prepare()
        del self.fields["counterpart"], self.fields["counterpart_id"]
        for field in _DOCTORS:
            made: forms.Field = column_field(field, {})
            made.label = _LABELS.get(field.name, made.label)
            self.fields[field.name] = made
        self.fields["outcome"] = choice(OUTCOMES, label=gettext("Outcome"))
        self.order_fields(["direction", "occurred_at", "ended_at", *(field.name for field in _DOCTORS)])

    def values(self) -> dict[str, Any]:
        """The service's arguments, the doctors as one."""
        values = super().values()
        return {**values, "peer_to_peer": {field.name: values.pop(field.name) for field in _DOCTORS}}


def of_case(made: Any) -> str:
    """Back to the log of the case."""
    return f"{page_of(made.case)}#timeline"


def _act(name: str, label: str | Promise, icon: str, form: type[CallForm]) -> Act:
    return Act(
        name=name,
        label=label,
        icon=icon,
        service=call_log,
        capabilities=("correspondence.write",),
        row_id="case_id",
        versioned=False,
        form=form,
        explain=_(
            "Questions with a star should not stay open: what has no answer is shown until a call gives one."
        ),
        done=_("The call is in the log."),
        lands=of_case,
    )


CALL_ACT = _act("log-call", _("Log a call by checklist"), "phone_in_talk", CallForm)
PEER_TO_PEER_ACT = _act("log-peer-to-peer", _("Log a peer-to-peer call"), "stethoscope", PeerToPeerForm)


@admin.register(PeerToPeer)
class PeerToPeerAdmin(FirmAdmin):
    """Calls between the treating doctor and the insurer's."""

    read_capability = "correspondence.read"
    list_display = ["__str__", "case", "reviewer_specialty", "outcome", "created_at"]
    list_filter = ["outcome"]
    search_fields = ["treating_name", "reviewer_name", "reviewer_company", "case__number"]
    ordering = ["-created_at", "-id"]
    empty = _("No peer-to-peer calls yet. Log them on a case's page.")

    def rows(self, member: Member) -> QuerySet[PeerToPeer]:
        """The door to them."""
        return peer_to_peer_list()

    def sections(self, member: Member, row: PeerToPeer) -> list[Section]:
        """What was said."""
        return [
            Section(
                gettext("The call"),
                [gettext("Entry"), gettext("What was said")],
                [[to(row.correspondence), prose(row.correspondence.body)]],
                "",
            )
        ]
