"""Pages of dispatches: what the carrier said, and the proof."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldBooleanSwitchWidget

from cases.selectors import document_list
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, InstantField, choice, reference, text
from claimback.tenancy.admin_show import NOTHING, Section, badge, instant, page_of, shown, to, words
from claimback.tenancy.member import Member
from deadlines.admin.deadline_acts import of_case
from deadlines.selectors import deadline_list
from deadlines.states import LIVE
from letters.models import CarrierEvent, Dispatch
from letters.models.dispatch import CARRIER_EVENT_KINDS
from letters.selectors import carrier_event_list, carrier_event_rows, dispatch_list
from letters.services import dispatches, queueing
from letters.services.meeting import deadline_meet_by_dispatch
from letters.services.sending import exhibits_sent
from letters.states import DISPATCH_EDGES, ON_ITS_WAY


class TrackForm(ActForm):
    """One thing that the carrier said."""

    at = InstantField(label=_("When"))
    kind = choice(CARRIER_EVENT_KINDS, label=_("What"))
    note = text(required=False, max_length=300)


class DeliverForm(ActForm):
    """That the letter arrived, with its proof."""

    delivered_at = InstantField(label=_("Delivered at"))
    proof_grade = choice({grade: words(grade) for grade in dispatches.PROOFS_OF_DELIVERY}, label=_("Proof"))
    signed_for_by = text(required=False, max_length=200, help_text=_("As the receipt shows it."))
    receipt_document_id = forms.Field(required=False)
    exhibits_in_record = forms.BooleanField(
        required=False,
        initial=True,
        label=_("Its exhibits are in the administrative record now"),
        widget=UnfoldBooleanSwitchWidget,
    )

    def prepare(self) -> None:
        """The case's documents; no question about exhibits where none went with the letter."""
        if not exhibits_sent(self.row):
            del self.fields["exhibits_in_record"]
        of_case = document_list().filter(case_id=self.row.letter.case_id).order_by("-created_at")
        self.fields["receipt_document_id"] = reference(
            of_case,
            required=False,
            label=gettext("Receipt"),
            empty_label=gettext("None"),
            help_text=gettext("The proof of delivery."),
        )


class MeetForm(ActForm):
    """Which deadline it met."""

    deadline_id = forms.Field()

    def prepare(self) -> None:
        """What is live and ours in its case."""
        ours = deadline_list().filter(case_id=self.row.case_id, duty_of="ours", state__in=LIVE)
        self.fields["deadline_id"] = reference(
            ours.order_by("sort_on", "id"),
            label=gettext("Deadline"),
            empty_label=gettext("Choose a deadline"),
        )


class ReturnForm(ActForm):
    """Why."""

    reason = text(max_length=300)


class RetryForm(ActForm):
    """Where it goes this time."""

    address = text(long=True, required=False)

    def prepare(self) -> None:
        """Where it was to go."""
        self.fields["address"].initial = self.row.address


class WentForm(ActForm):
    """That it went, with the proof of it."""

    sent_at = InstantField(label=_("When it went"))
    tracking_number = text(
        required=False, max_length=80, help_text=_("The vendor's or the carrier's number of it.")
    )
    document_id = forms.Field(required=False)
    how_known = text(
        max_length=250, label=_("How you know"), help_text=_("Such as what the vendor's own list shows.")
    )

    def prepare(self) -> None:
        """The case's documents."""
        of_case = document_list().filter(case_id=self.row.case_id).order_by("-created_at")
        self.fields["document_id"] = reference(
            of_case,
            required=False,
            label=gettext("Document"),
            empty_label=gettext("None"),
            help_text=gettext("In place of a number."),
        )


class NotGoneForm(ActForm):
    """That it did not go."""

    how_known = text(
        max_length=250, label=_("How you know"), help_text=_("Such as what the vendor's own list shows.")
    )


def of_dispatch(made: Any) -> str:
    """Back to the dispatch of a carrier's word."""
    return page_of(made.dispatch)


_SENDS = ("letter.send",)
_LOGS = ("letter.send", "correspondence.write", "case.write")


@admin.register(Dispatch)
class DispatchAdmin(FirmAdmin):
    """Letters on their way."""

    read_capability = "letter.read"
    list_display = ["letter", "channel", "tracking_number", "state_badge", "proof", "sent_at", "delivered_at"]
    list_filter = ["state", "channel", "vendor"]
    search_fields = ["tracking_number", "letter__subject", "letter__case__number"]
    ordering = ["-created_at", "-id"]
    also_related = ["letter__case"]
    empty = _("Nothing has gone out yet. An approved letter is sent from its own page.")
    acts = [
        Act(
            name="went",
            label=_("It went"),
            icon="task_alt",
            service=queueing.dispatch_resolve,
            capabilities=_LOGS,
            row_id="dispatch_id",
            fixed={"went": True},
            form=WentForm,
            fits=lambda row: row.state == "unknown",
            explain=_("Nobody knows yet whether it went. It is not sent again before you say so."),
            done=_("It went, and that is recorded."),
            variant="primary",
        ),
        Act(
            name="not_gone",
            label=_("It did not go"),
            icon="cancel_schedule_send",
            service=queueing.dispatch_resolve,
            capabilities=_LOGS,
            row_id="dispatch_id",
            fixed={"went": False},
            form=NotGoneForm,
            fits=lambda row: row.state == "unknown",
            explain=_("Be certain: it may be sent again afterwards."),
            done=_("It did not go. Try again, or take it back and choose another way."),
            variant="danger",
        ),
        Act(
            name="retry",
            label=_("Try again"),
            icon="refresh",
            service=queueing.dispatch_retry,
            capabilities=_LOGS,
            row_id="dispatch_id",
            form=RetryForm,
            fits=lambda row: row.state == "refused",
            done=_("It is queued again."),
            variant="primary",
        ),
        Act(
            name="withdraw",
            label=_("Take back"),
            icon="undo",
            service=queueing.dispatch_withdraw,
            capabilities=_SENDS,
            row_id="dispatch_id",
            form=ReturnForm,
            fits=lambda row: "withdrawn" in DISPATCH_EDGES.next(row.state),
            explain=_("It has not gone. The letter may go another way afterwards."),
            done=_("It is taken back."),
        ),
        Act(
            name="deliver",
            label=_("Record delivery"),
            icon="mark_email_read",
            service=dispatches.dispatch_deliver,
            capabilities=("letter.send", "case.write", "document.write"),
            row_id="dispatch_id",
            form=DeliverForm,
            fits=lambda row: "delivered" in DISPATCH_EDGES.next(row.state),
            explain=_(
                "What its arrival means becomes an event of the case, and the insurer's clock starts from it."
            ),
            done=_("The delivery is recorded."),
            variant="primary",
        ),
        Act(
            name="track",
            label=_("Record tracking"),
            icon="local_shipping",
            service=dispatches.dispatch_track,
            capabilities=_SENDS,
            row_id="dispatch_id",
            form=TrackForm,
            fits=lambda row: row.state in (*ON_ITS_WAY, "delivered"),
            done=_("What the carrier said is recorded."),
            lands=of_dispatch,
        ),
        Act(
            name="meets",
            label=_("It met a deadline"),
            icon="task_alt",
            service=deadline_meet_by_dispatch,
            capabilities=("deadline.write", "letter.read"),
            row_id="dispatch_id",
            versioned=False,
            fixed={"version": None},
            form=MeetForm,
            fits=lambda row: row.state in (*ON_ITS_WAY, "delivered") and row.sent_at is not None,
            explain=_(
                "By the day on which it was sent, or arrived where the rule asks for receipt, and with its proof."
            ),
            done=_("The deadline is met."),
            lands=of_case,
        ),
        Act(
            name="return",
            label=_("Came back"),
            icon="assignment_return",
            service=dispatches.dispatch_return,
            capabilities=_SENDS,
            row_id="dispatch_id",
            form=ReturnForm,
            fits=lambda row: "returned" in DISPATCH_EDGES.next(row.state),
            done=_("It came back. The same bytes may be sent again."),
            variant="danger",
        ),
    ]

    def rows(self, member: Member) -> QuerySet[Dispatch]:
        """The door to dispatches."""
        return dispatch_list()

    @admin.display(description=_("State"), ordering="state")
    def state_badge(self, row: Dispatch) -> Any:
        """The state as a label."""
        return badge(row.state)

    @admin.display(description=_("Proof"), ordering="proof_grade")
    def proof(self, row: Dispatch) -> Any:
        """The proof grade as a label."""
        return badge(row.proof_grade) if row.proof_grade else NOTHING

    def facts(self, row: Dispatch) -> list[tuple[str, Any]]:
        """How it went, and how that is known; of a vendor's hand-over what is worth knowing while it is open."""
        by_vendor = [
            (gettext("Sent by"), gettext(row.get_vendor_display())),
            (gettext("Known there as"), row.vendor_reference or NOTHING),
            *([(gettext("Return receipt"), gettext("Asked for"))] if row.return_receipt else []),
            *(
                [(gettext("Tried next"), instant(row.next_attempt_at))]
                if row.state == "queued" and row.attempts
                else []
            ),
        ]
        return [
            (gettext("Case"), to(row.letter.case)),
            (gettext("Letter"), to(row.letter)),
            (gettext("What went"), to(row.packet) if row.packet else gettext("The letter alone")),
            (gettext("Channel"), gettext(row.get_channel_display())),
            (gettext("State"), badge(row.state)),
            (gettext("Proof"), badge(row.proof_grade) if row.proof_grade else NOTHING),
            *([(gettext("What is wrong"), row.last_error)] if row.last_error else []),
            *([(gettext("Why it is over"), row.return_reason)] if row.return_reason else []),
            (gettext("Address"), shown(row, Dispatch._meta.get_field("address"))),
            (gettext("Tracking number"), row.tracking_number or NOTHING),
            *(by_vendor if row.vendor else []),
            (gettext("Sent"), instant(row.sent_at)),
            (gettext("Who had it sent"), to(row.sent_by)),
            (gettext("Delivered"), instant(row.delivered_at)),
            *([(gettext("Signed for by"), row.signed_for_by)] if row.signed_for_by else []),
            (gettext("Receipt"), to(row.receipt)),
            (gettext("What its arrival started"), to(row.event)),
            (gettext("In the log"), to(row.correspondence)),
            (gettext("SHA-256"), row.sha256),
        ]

    def sections(self, member: Member, row: Dispatch) -> list[Section]:
        """What the carrier said."""
        said = carrier_event_list(row.pk).order_by("at", "id")
        return [
            Section(
                gettext("What the carrier said"),
                [gettext("When"), gettext("What"), gettext("Note"), gettext("Told by")],
                [
                    [
                        to(event, instant(event.at)),
                        gettext(event.get_kind_display()),
                        event.note or NOTHING,
                        gettext(event.get_vendor_display()) or gettext("A member"),
                    ]
                    for event in said
                ],
                gettext("Nothing yet. Record what the carrier's tracking shows."),
            )
        ]


@admin.register(CarrierEvent)
class CarrierEventAdmin(FirmAdmin):
    """What carriers said."""

    read_capability = "letter.read"
    list_display = ["dispatch", "kind", "at", "note"]
    list_filter = ["kind"]
    ordering = ["-at", "-id"]
    empty = _("No carrier has said anything yet. Record it on a dispatch's page.")

    def rows(self, member: Member) -> QuerySet[CarrierEvent]:
        """The door to carriers' words."""
        return carrier_event_rows()
