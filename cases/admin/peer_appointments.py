"""Pages of peer-to-peer calls that are to come: proposed, agreed, held, with the mails about them."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cases.catalogue.checklists import checklist_for
from cases.models import PeerAppointment
from cases.models.peer_to_peer import OUTCOMES
from cases.selectors import denial_list, may_look, party_list, peer_appointment_list
from cases.services import peer_appointments as appointments
from cases.services.peer_invitations import invitation_file
from cases.states import PEER_APPOINTMENT_EDGES
from claimback.kernel.clock import now
from claimback.kernel.said import instant_in_full
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import (
    ActForm,
    InstantField,
    LinesField,
    QuestionsField,
    choice,
    reference,
    text,
)
from claimback.tenancy.admin_show import Section, badge, instant, items, link, page_of, prose, to
from claimback.tenancy.admin_site import admin_member
from claimback.tenancy.member import Member
from claimback.tenancy.selectors import colleagues

_WORDS = "%Y-%m-%d %H:%M"
_KNOWN = (
    "treating_npi",
    "treating_license",
    "reviewer_name",
    "reviewer_specialty",
    "reviewer_npi",
    "reviewer_license",
    "reviewer_company",
    "minutes",
    "dial_in",
    "to_ask",
    "time_zone",
)


_LABELS = {
    "treating_npi": _("Treating doctor’s NPI"),
    "treating_license": _("Treating doctor’s license"),
    "reviewer_name": _("Reviewer"),
    "reviewer_npi": _("Reviewer’s NPI"),
    "dial_in": _("Dial-in"),
    "to_ask": _("To be asked"),
}


def _label(form: ActForm) -> None:
    for name, label in _LABELS.items():
        form.fields[name].label = label


class SlotsField(LinesField):
    """Times on the clock of the zone that the form names, one a line."""

    def clean(self, value: Any) -> Any:
        """The times without their zone."""
        found = []
        for line in super().clean(value):
            try:
                found.append(datetime.strptime(line, _WORDS))  # noqa: DTZ007 - the form's zone is put to it
            except ValueError:
                said = _("%(line)r is no time. Write it as 2026-12-03 14:30.") % {"line": line}
                raise forms.ValidationError(said) from None
        return found


class ProposeForm(ActForm):
    """A call to propose."""

    model = PeerAppointment
    columns = _KNOWN

    def prepare(self) -> None:
        """The case's providers and denials, and the members who may see it."""
        providers = party_list().filter(case_id=self.row.pk, role="provider", ended_at=None)
        denials = denial_list().filter(case_id=self.row.pk).order_by("-letter_date", "-id")
        who = may_look(colleagues(), self.row.pk).select_related("user")
        self.fields["provider_id"] = reference(
            providers.order_by("name", "id"),
            label=_("Treating doctor"),
            help_text=_("A provider on the case. Without an e-mail address they get no invitation."),
        )
        self.fields["denial_id"] = reference(
            denials, required=False, label=_("Denial"), empty_label=_("None")
        )
        self.fields["member_id"] = reference(
            who, required=False, label=_("Who looks after it"), empty_label=_("I do")
        )
        self.fields["slots"] = SlotsField(
            label=_("Times to choose from"),
            required=True,
            help_text=_("One a line, such as 2026-12-03 14:30, on the clock of the time zone."),
        )
        self.fields["time_zone"].initial = self.row.time_zone
        self.fields["minutes"].initial = 30
        _label(self)
        self.order_fields(["provider_id", "slots", "time_zone", "minutes", "dial_in", "reviewer_name"])

    def values(self) -> dict[str, Any]:
        """The service's arguments, the times in their zone."""
        values = super().values()
        return {**values, "slots": _in_zone(values["slots"], values["time_zone"])}


class ChangeForm(ActForm):
    """What is known of the call."""

    model = PeerAppointment
    columns = _KNOWN

    def prepare(self) -> None:
        """In the words of the calls' own page."""
        _label(self)


class AgreeForm(ActForm):
    """The time that was agreed."""

    slot = forms.Field(required=False)
    other = InstantField(
        required=False,
        label=_("Another time"),
        help_text=_("In the firm's time zone, where none of them is it."),
    )

    def prepare(self) -> None:
        """The times that were proposed and are still to come."""
        zone = self.row.time_zone
        open_ones = {each.isoformat(): instant_in_full(each, zone) for each in self.row.slots if each > now()}
        self.fields["slot"] = choice(open_ones, required=False, label=_("Agreed time"))

    def clean(self) -> dict[str, Any]:
        """One of both."""
        values = super().clean() or {}
        if bool(values.get("slot")) == bool(values.get("other")):
            self.add_error("slot", _("Choose one of the times, or give another."))
        return values

    def values(self) -> dict[str, Any]:
        """The service's argument."""
        chosen = self.cleaned_data["slot"]
        return {"starts_at": datetime.fromisoformat(chosen) if chosen else self.cleaned_data["other"]}


class HoldForm(ActForm):
    """What came of the call."""

    outcome = choice(OUTCOMES, label=_("Outcome"))
    body = text(long=True, label=_("What was said"))
    would_change = text(long=True, required=False, label=_("What would change the decision"))
    occurred_at = InstantField(label=_("When it was held"))
    ended_at = InstantField(label=_("Ended"), required=False)
    call_reference = text(required=False, max_length=80)
    reviewer_name = text(max_length=200, label=_("Reviewer"))
    reviewer_specialty = text(required=False, max_length=120)
    reviewer_npi = text(required=False, max_length=10, label=_("Reviewer's NPI"))
    reviewer_license = text(required=False, max_length=60)
    reviewer_company = text(required=False, max_length=200)

    def prepare(self) -> None:
        """A field for each question of the checklist and for each that was to be asked."""
        checklist = checklist_for(self.row.case.line_of_business, "peer_to_peer")
        for question in checklist.questions if checklist else ():
            if question.code not in ("reviewer_specialty", "reviewer_license", "would_change"):
                self.fields[f"answer_{question.code}"] = text(long=True, required=False, label=question.ask)
        for place, asked in enumerate(self.row.to_ask):
            self.fields[f"asked_{place}"] = text(long=True, required=False, label=asked)
        self.fields["questions"] = QuestionsField(label=_("Other questions and answers"))
        self.fields["occurred_at"].initial = self.row.starts_at
        for name in self.fields:
            if name.startswith("reviewer_"):
                self.fields[name].initial = getattr(self.row, name)

    def values(self) -> dict[str, Any]:
        """The service's arguments: answers by their question, the reviewer as one."""
        values = super().values()
        told = {name: values.pop(name) for name in list(values) if name.startswith(("answer_", "asked_"))}
        reviewer = {name: values.pop(name) for name in list(values) if name.startswith("reviewer_")}
        asked = [
            {"question": question, "answer": told[f"asked_{place}"]}
            for place, question in enumerate(self.row.to_ask)
        ]
        answers = {name.removeprefix("answer_"): said for name, said in told.items() if name[:7] == "answer_"}
        return {
            **values,
            "reviewer": reviewer,
            "answers": {code: said for code, said in answers.items() if said},
            "questions": [*asked, *values["questions"]],
        }


class WhyForm(ActForm):
    """Why."""

    reason = text(max_length=300)


def _in_zone(times: list[datetime], zone: str) -> list[datetime]:
    """The times on the clock of the zone; those of a zone that there is not are left for the service to refuse."""
    try:
        return [each.replace(tzinfo=ZoneInfo(zone)) for each in times]
    except (KeyError, ValueError):
        return times


PROPOSE_ACT = Act(
    name="propose-peer-to-peer",
    label=_("Arrange a peer-to-peer call"),
    icon="event_upcoming",
    service=appointments.peer_appointment_propose,
    capabilities=("correspondence.write",),
    row_id="case_id",
    versioned=False,
    form=ProposeForm,
    explain=_(
        "Nobody is written to before a time is agreed. An invitation names the case by its number alone."
    ),
    done=_("The call is proposed."),
    lands=page_of,
)


def _act(
    name: str,
    label: str | Promise,
    icon: str,
    service: Any,
    form: type[ActForm],
    state: str,
    done: str | Promise,
) -> Act:
    return Act(
        name=name,
        label=label,
        icon=icon,
        service=service,
        capabilities=("correspondence.write",),
        row_id="appointment_id",
        form=form,
        fits=lambda row: state in PEER_APPOINTMENT_EDGES.next(row.state),
        done=done,
        variant="danger" if state == "cancelled" else "primary" if state == "held" else "default",
    )


@admin.register(PeerAppointment)
class PeerAppointmentAdmin(FirmAdmin):
    """Calls between the treating doctor and the insurer's that were arranged."""

    read_capability = "correspondence.read"
    list_display = ["__str__", "case", "when", "state", "member"]
    list_filter = ["state"]
    search_fields = ["reviewer_name", "reviewer_company", "provider__name", "case__number"]
    ordering = ["first_at", "id"]
    also_related = ["provider"]
    exclude = ["slots", "to_ask", "sequence"]
    empty = _("No peer-to-peer calls are arranged. Arrange them on a case's page.")
    acts = [
        _act(
            "agree",
            _("Agree to a time"),
            "event_available",
            appointments.peer_appointment_agree,
            AgreeForm,
            "agreed",
            _("The time is agreed, and the invitations go out."),
        ),
        _act(
            "hold",
            _("It was held"),
            "task_alt",
            appointments.peer_appointment_hold,
            HoldForm,
            "held",
            _("What came of the call is in the log."),
        ),
        _act(
            "miss",
            _("It was missed"),
            "event_busy",
            appointments.peer_appointment_miss,
            WhyForm,
            "missed",
            _("It is noted. Agree to another time, or cancel the call."),
        ),
        Act(
            name="edit",
            label=_("Change"),
            icon="edit",
            service=appointments.peer_appointment_change,
            capabilities=("correspondence.write",),
            row_id="appointment_id",
            form=ChangeForm,
            changes=True,
            fits=lambda row: bool(PEER_APPOINTMENT_EDGES.next(row.state)),
            done=_("The call was changed."),
        ),
        _act(
            "cancel",
            _("Cancel"),
            "cancel",
            appointments.peer_appointment_cancel,
            WhyForm,
            "cancelled",
            _("The call is off, and those who were invited hear of it."),
        ),
    ]

    def rows(self, member: Member) -> QuerySet[PeerAppointment]:
        """The door to them."""
        return peer_appointment_list()

    @admin.display(description=_("When"), ordering="first_at")
    def when(self, row: PeerAppointment) -> Any:
        """The agreed time, else the first that was proposed, on the clock of its zone."""
        said = instant_in_full(row.first_at, row.time_zone)
        return said if row.starts_at else (gettext("from %(said)s") % {"said": said})

    def get_urls(self) -> list[URLPattern]:
        """The invitation's own address comes before the pages of acts."""
        view = self.admin_site.admin_view(self.invitation_view)
        return [
            path("<uuid:object_id>/invitation/", view, name="cases_peerappointment_invitation"),
            *super().get_urls(),
        ]

    def invitation_view(self, request: HttpRequest, object_id: Any) -> HttpResponse:
        """The invitation as a file for a calendar. Raises Http404 while no time is agreed."""
        row = self._found(request, object_id)
        if row.starts_at is None:
            raise Http404
        name, data = invitation_file(actor=admin_member(request), appointment_id=row.pk)
        saved = content_disposition_header(as_attachment=True, filename=name) or ""
        return HttpResponse(data, content_type="text/calendar", headers={"Content-Disposition": saved})

    def sections(self, member: Member, row: PeerAppointment) -> list[Section]:
        """Its times, its questions, the mails, and what was said."""
        file = reverse("admin:cases_peerappointment_invitation", args=[row.pk])
        times = [instant_in_full(each, row.time_zone) for each in row.slots]
        when = [instant_in_full(row.starts_at, row.time_zone)] if row.starts_at else []
        long = ngettext("%(n)s minute", "%(n)s minutes", row.minutes) % {"n": row.minutes}
        agreed = [[each, long, link(_("Invitation (.ics)"), file)] for each in when]
        mails = row.invitations.order_by("due_at", "id")
        return [
            Section(_("Agreed"), [_("When"), _("For"), _("For your calendar")], agreed, _("No time yet.")),
            Section(_("Proposed"), [_("Times")], [[items(times)]], ""),
            Section(
                _("To be asked"),
                [_("Questions")],
                [[items(row.to_ask)]] if row.to_ask else [],
                _("Nothing yet."),
            ),
            Section(
                _("Mails"),
                [_("What"), _("To"), _("Due"), _("State"), _("Sent to")],
                [
                    [
                        gettext(each.get_kind_display()),
                        gettext(each.get_invited_display()),
                        instant(each.due_at),
                        badge(each.state),
                        each.sent_to or "—",
                    ]
                    for each in mails
                ],
                _("Nobody is written to before a time is agreed."),
            ),
            Section(
                _("What was said"),
                [_("Entry"), _("Words")],
                [[to(row.correspondence), prose(row.correspondence.body)]] if row.correspondence else [],
                _("It was not held yet."),
            ),
        ]
