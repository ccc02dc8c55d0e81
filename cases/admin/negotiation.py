"""Pages of demands and offers, what was done with each, what clients allow, and what was settled."""

from typing import Any, Final

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.admin.negotiation_forms import (
    AcceptForm,
    ArriveForm,
    AuthorityForm,
    ExtendForm,
    OfferForm,
    PutForm,
    ReadReleaseForm,
    RejectForm,
    TellForm,
    WaiveGateForm,
    WithdrawForm,
)
from cases.admin.people import ReasonForm
from cases.models import Offer, OfferStep
from cases.selectors.negotiation import offer_list, offer_step_list
from cases.services.acceptance import offer_accept, offer_set_aside
from cases.services.authority import authority_record
from cases.services.gates import gate_waive, offer_gates, release_read
from cases.services.negotiation import offer_put, offer_record
from cases.services.offer_answers import offer_arrive, offer_extend, offer_reject, offer_tell, offer_withdraw
from cases.settlement.gates import GATES, OPEN, GateResult
from cases.settlement.negotiation import CLAIM_PARTS, OURS, REJECTION_REASONS
from claimback.kernel.said import day_said, days_said
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_show import (
    NOTHING,
    Section,
    act_on,
    badge,
    day,
    instant,
    items,
    link,
    money,
    page_of,
    prose,
    to,
)
from claimback.tenancy.member import Member

_GATE_TONES = {"passed": "good", "open": "warn", "waived": "busy"}
_STANDING_TONES = {"open": "busy", "accepted": "good", "expired": "bad", "rejected": "bad"}


def of_case(made: Any) -> str:
    """Back to the case."""
    return page_of(made.case)


def of_offer(made: OfferStep) -> str:
    """Back to the offer that a step is of."""
    return page_of(made.offer)


OFFER_ACT = Act(
    name="record-offer",
    label=_("Record demand or offer"),
    icon="handshake",
    service=offer_record,
    capabilities=("offer.write",),
    row_id="case_id",
    versioned=False,
    form=OfferForm,
    explain=_(
        "The day until which it stands goes on the docket. Once put, a number never changes: another number is "
        "another offer."
    ),
    done=_("It is on the table."),
    lands=page_of,
)
AUTHORITY_ACT = Act(
    name="record-authority",
    label=_("Record client's authority"),
    icon="how_to_reg",
    service=authority_record,
    capabilities=("offer.write",),
    row_id="case_id",
    versioned=False,
    form=AuthorityForm,
    explain=_(
        "What the client allows in writing. It replaces what was allowed for the same part of the claim."
    ),
    done=_("The client's authority is on record."),
    lands=page_of,
)


def _open(row: Offer) -> bool:
    return row.state == "open"


@admin.register(Offer)
class OfferAdmin(FirmAdmin):
    """Demands and offers."""

    read_capability = "money.read"
    list_display = ["__str__", "case", "side", "money", "made_on", "expires_on", "standing"]
    list_filter = ["side", "kind", "state"]
    search_fields = ["case__number", "case__title"]
    ordering = ["-made_on", "-id"]
    exclude = ["parts", "payments", "amount", "currency", "state", "lapses_at"]
    also_related = ["case", "answers"]
    empty = _("Nothing was put yet. Record a demand or an offer with the button on a case's page.")
    acts = [
        Act(
            name="put",
            label=_("Put"),
            icon="send",
            service=offer_put,
            capabilities=("offer.write",),
            row_id="offer_id",
            form=PutForm,
            fits=lambda row: row.state == "draft",
            explain=_("A final demand goes out only when every gate on its page is passed or waived."),
            done=_("It is on the table."),
            variant="primary",
        ),
        Act(
            name="accept",
            label=_("Accept"),
            icon="check_circle",
            service=offer_accept,
            capabilities=("offer.accept",),
            row_id="offer_id",
            form=AcceptForm,
            fits=_open,
            explain=_(
                "Of the insurer's offer, once every gate on its page is passed or waived. Of ours: that the "
                "insurer accepted."
            ),
            done=_("It is settled. The time to pay runs."),
            variant="primary",
        ),
        Act(
            name="reject",
            label=_("Reject"),
            icon="cancel",
            service=offer_reject,
            capabilities=("offer.write",),
            row_id="offer_id",
            form=RejectForm,
            fits=_open,
            done=_("The rejection is on record."),
        ),
        Act(
            name="tell",
            label=_("Client was told"),
            icon="record_voice_over",
            service=offer_tell,
            capabilities=("offer.write",),
            row_id="offer_id",
            form=TellForm,
            fits=lambda row: row.state != "draft",
            done=_("It is on record that the client was told."),
        ),
        Act(
            name="read-release",
            label=_("Release was read"),
            icon="plagiarism",
            service=release_read,
            capabilities=("offer.write",),
            row_id="offer_id",
            form=ReadReleaseForm,
            fits=lambda row: row.state in ("draft", "open"),
            done=_("What the release gives up is on record."),
            lands=of_offer,
        ),
        Act(
            name="waive-gate",
            label=_("Waive a gate"),
            icon="lock_open",
            service=gate_waive,
            capabilities=("gate.waive",),
            row_id="offer_id",
            form=WaiveGateForm,
            fits=lambda row: row.state in ("draft", "open"),
            explain=_("For this offer alone, with your reason, under your licence."),
            done=_("The gate is waived for this offer."),
            lands=of_offer,
        ),
        Act(
            name="arrive",
            label=_("Insurer received it"),
            icon="mark_email_read",
            service=offer_arrive,
            capabilities=("offer.write",),
            row_id="offer_id",
            form=ArriveForm,
            fits=lambda row: row.side == OURS and row.state == "open" and row.received_on is None,
            done=_("Their receipt is on record."),
        ),
        Act(
            name="extend",
            label=_("More time was given"),
            icon="more_time",
            service=offer_extend,
            capabilities=("offer.write",),
            row_id="offer_id",
            form=ExtendForm,
            fits=lambda row: row.state == "open" and row.lapses_at is not None,
            explain=_("Whoever put it lets it stand longer. The docket follows."),
            done=_("It stands longer."),
        ),
        Act(
            name="set-aside",
            label=_("Set aside"),
            icon="restart_alt",
            service=offer_set_aside,
            capabilities=("offer.accept",),
            row_id="offer_id",
            form=ReasonForm,
            fits=lambda row: row.state == "accepted",
            explain=_(
                "The settlement came to nothing, or was recorded in error. The time to pay no longer runs, and its "
                "parts may be settled anew."
            ),
            done=_("The settlement is set aside."),
            variant="danger",
        ),
        Act(
            name="withdraw",
            label=_("Withdraw"),
            icon="undo",
            service=offer_withdraw,
            capabilities=("offer.write",),
            row_id="offer_id",
            form=WithdrawForm,
            fits=lambda row: row.state in ("draft", "open"),
            explain=_("Whoever put it took it back before it was answered."),
            done=_("It is withdrawn."),
            variant="danger",
        ),
    ]

    def rows(self, member: Member) -> QuerySet[Offer]:
        """The door to offers."""
        return offer_list()

    @admin.display(description=_("Amount"), ordering="amount")
    def money(self, row: Offer) -> Any:
        """The sum."""
        return money(row.amount, row.currency)

    @admin.display(description=_("State"))
    def standing(self, row: Any) -> Any:
        """How it stands now."""
        return badge(row.standing, tone=_STANDING_TONES.get(row.standing, ""))

    def facts(self, row: Any) -> list[tuple[str, Any]]:
        """Its number first, then its columns."""
        return [
            (gettext("Amount"), money(row.amount, row.currency)),
            (gettext("State"), self.standing(row)),
            *super().facts(row),
            (
                gettext("Parts"),
                items(f"{gettext(CLAIM_PARTS[each['part']])}: {each['amount']}" for each in row.parts),
            ),
            (
                gettext("Payments"),
                items(f"{each['on']}: {each['amount']} {each['note']}".strip() for each in row.payments),
            ),
        ]

    def sections(self, member: Member, row: Offer) -> list[Section]:
        """The gates before it, and what was done with it."""
        return [*_gates(member, row), _steps(row)]


_WAYS: Final = {
    "authority": ("record-authority", _("Record it")),
    "bills": ("claim-bill", _("Claim a bill")),
    "release": ("read-release", _("Record it")),
}
"""The act by which a gate is passed, where there is one: on the offer itself, or on its case."""


def _way(row: Offer, gate: str) -> Any:
    act, says = _WAYS[gate]
    return link(says, act_on(row if act == "read-release" else row.case, act))


def _gates(member: Member, row: Offer) -> list[Section]:
    """What must be sure before it is put, if it is a final demand, or accepted; nothing once it is over."""
    final = row.side == OURS and row.final
    if row.state not in ("draft", "open") or (final and row.state == "open"):
        return []
    may = member.may("offer.write")
    before = gettext("Before it is put") if final else gettext("Before it is accepted")
    rows = [
        [
            GATES[result.gate].title,
            badge(
                gettext("not passed") if result.state == "open" else result.state,
                tone=_GATE_TONES[result.state],
            ),
            prose(_why(result)),
            _way(row, result.gate) if may and result.state == OPEN and result.gate in _WAYS else "",
        ]
        for result in offer_gates(row)
    ]
    return [
        Section(
            before,
            [_("Gate"), _("State"), _("Why"), _("How")],
            rows,
            _("Nothing stands before it."),
            anchor="gates",
        )
    ]


def _why(result: GateResult) -> str:
    if result.waiver is not None:
        return gettext("%(why)s\nWaived by %(by)s on %(on)s: %(reason)s") % {
            "why": days_said(result.why),
            "by": result.waiver.by,
            "on": day_said(result.waiver.on),
            "reason": result.waiver.why,
        }
    return days_said(f"{result.why} {result.remedy}".strip())


def _steps(row: Offer) -> Section:
    done = offer_step_list().filter(offer_id=row.pk).order_by("created_at", "id")
    rows = [
        [
            to(step),
            instant(step.at) if step.at else day(step.on),
            str(step.member),
            prose(
                "\n".join([*(gettext(REJECTION_REASONS[code]) for code in step.reasons), step.words]).strip()
            ),
            to(step.document) if step.document else to(step.correspondence),
        ]
        for step in done.select_related("member__user", "document", "correspondence")
    ]
    return Section(
        _("What was done"),
        [_("Step"), _("When"), _("By"), _("In words"), _("Paper")],
        rows,
        _("Nothing yet."),
    )


@admin.register(OfferStep)
class OfferStepAdmin(FirmAdmin):
    """The history of demands and offers."""

    read_capability = "money.read"
    list_display = ["kind", "offer", "case", "on", "member"]
    list_filter = ["kind"]
    search_fields = ["words", "case__number"]
    ordering = ["-on", "-id"]
    exclude = ["gates"]
    empty = _(
        "Nothing was done yet with a demand or an offer. Each answer to one is noted on its page, and kept here."
    )

    def rows(self, member: Member) -> QuerySet[OfferStep]:
        """The door to steps."""
        return offer_step_list()

    def sections(self, member: Member, row: OfferStep) -> list[Section]:
        """How the gates stood then."""
        if not row.gates:
            return []
        kept = [
            [
                GATES[each["gate"]].title,
                badge(each["state"], tone=_GATE_TONES[each["state"]]),
                prose(days_said(each["why"])),
                prose(f"{each['waiver']['by']}: {each['waiver']['why']}") if each["waiver"] else NOTHING,
            ]
            for each in row.gates
        ]
        return [
            Section(_("How the gates stood"), [_("Gate"), _("State"), _("Why"), _("Waived by")], kept, "")
        ]
