"""Pages of damage items, of what was done with them, and of what proves them."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.admin.damage_forms import DamageCorrectForm, shape_form
from cases.admin.liens import amount_field, document_field
from cases.admin.people import ReasonForm
from cases.catalogue.heads import load_damages
from cases.models import Case, DamageEntry, DamageItem, DamageProof, DamageTerms
from cases.selectors import deductible_list, evidence_list
from cases.selectors.money import damage_entry_list, damage_list, damage_proof_list, damage_terms_list
from cases.services import damage_proofs, damages
from cases.states import DAMAGE_EDGES
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, DayField, reference, text
from claimback.tenancy.admin_show import Section, day, instant, items, money, page_of, to, words
from claimback.tenancy.member import Member

_NAMES = {
    "bill": (_("Claim a bill"), "medical_services"),
    "wages": (_("Claim lost wages"), "work_history"),
    "expense": (_("Claim an expense"), "receipt"),
    "stated": (_("Claim an amount"), "payments"),
    "benefit": (_("Claim a benefit by the month"), "calendar_month"),
    "lump_sum": (_("Claim a benefit paid once"), "savings"),
    "property": (_("Claim damage to property"), "roofing"),
    "contents": (_("Claim contents"), "chair"),
    "living": (_("Claim living expense"), "hotel"),
}


def of_case(made: Any) -> str:
    """Back to the case."""
    return page_of(made.case)


def of_item(made: Any) -> str:
    """Back to the item."""
    return page_of(made.damage)


def _has(shape: str) -> Any:
    """Whether a case's line has a head of this shape."""

    def fits(case: Case) -> bool:
        return any(
            head.shape == shape and head.fits(case.line_of_business, case.plan_type)
            for head in load_damages().heads.values()
        )

    return fits


CLAIM_ACTS = [
    Act(
        name=f"claim-{shape.replace('_', '-')}",
        label=label,
        icon=icon,
        service=damages.damage_claim,
        capabilities=("money.write",),
        row_id="case_id",
        versioned=False,
        form=shape_form(shape),
        fits=_has(shape),
        explain=_("What it comes to is reckoned from what is said here, and kept with its working."),
        done=_("The item is claimed."),
        lands=page_of,
    )
    for shape, (label, icon) in _NAMES.items()
]


class TermsForm(ActForm):
    """Which deductible the loss bears."""

    deductible_id = forms.Field(required=False)
    reason = text(max_length=300, help_text=_("Such as the cause of the loss."))

    def prepare(self) -> None:
        """Those of the case's policy."""
        self.fields["deductible_id"] = reference(
            deductible_list().filter(policy__cases=self.row, removed_at=None).order_by("id"),
            required=False,
            label=_("Deductible"),
            empty_label=_("None is borne"),
        )


TERMS_ACT = Act(
    name="deductible",
    label=_("Choose the deductible"),
    icon="rule",
    service=damage_proofs.damage_terms_set,
    capabilities=("money.write",),
    row_id="case_id",
    versioned=False,
    form=TermsForm,
    fits=lambda case: case.policy_id is not None,
    done=_("The sums follow it."),
    lands=of_case,
)


class SupportForm(ActForm):
    """For how much there is proof."""

    amount = amount_field(required=False, help_text=_("Empty for all that is claimed."))


class StepForm(ActForm):
    """What is owed, or was paid."""

    amount = amount_field()
    on = DayField(required=False)
    reason = text(required=False, max_length=300)
    document_id = forms.Field(required=False)

    def prepare(self) -> None:
        """The case's documents."""
        self.fields["document_id"] = document_field(self.row.case_id, _("The paper that shows it"))


class ProofForm(ActForm):
    """A document of the case, or an exhibit."""

    document_id = forms.Field(required=False)
    evidence_id = forms.Field(required=False)
    note = text(required=False, max_length=300, help_text=_("What it shows, and where."))

    def prepare(self) -> None:
        """The case's documents and exhibits."""
        self.fields["document_id"] = document_field(self.row.case_id, _("Document"))
        self.fields["evidence_id"] = reference(
            evidence_list().filter(case_id=self.row.case_id).order_by("exhibit_number"),
            required=False,
            label=_("Or exhibit"),
            empty_label=_("None"),
        )


def _step(
    name: str, label: str | Promise, icon: str, service: Any, form: type[ActForm], to: str, **more: Any
) -> Act:
    return Act(
        name=name,
        label=label,
        icon=icon,
        service=service,
        capabilities=("money.write",),
        row_id="damage_id",
        form=form,
        fits=lambda row: to in DAMAGE_EDGES.next(row.state),
        done=_("The item follows."),
        **more,
    )


@admin.register(DamageItem)
class DamageItemAdmin(FirmAdmin):
    """Items of damage."""

    read_capability = "money.read"
    list_display = [
        "__str__",
        "case",
        "head",
        "state",
        "of_claimed",
        "of_supported",
        "of_approved",
        "of_paid",
    ]
    list_filter = ["state"]
    search_fields = ["title", "room", "case__number"]
    ordering = ["-created_at", "-id"]
    exclude = ["details", "working", "claimed", "supported", "approved", "paid", "rcv", "acv", "holdback"]
    also_related = ["case"]
    empty = _("Nothing is claimed yet. Claim items on a case's page.")
    acts = [
        Act(
            name="prove",
            label=_("Put a document with it"),
            icon="attach_file",
            service=damage_proofs.damage_proof_put,
            capabilities=("money.write",),
            row_id="damage_id",
            versioned=False,
            form=ProofForm,
            done=_("It is with the item."),
            lands=of_item,
        ),
        _step("support", _("Supported"), "verified", damages.damage_support, SupportForm, "supported"),
        _step("approve", _("Owed by the insurer"), "gavel", damages.damage_approve, StepForm, "approved"),
        _step("pay", _("Paid"), "payments", damages.damage_pay, StepForm, "paid"),
        Act(
            name="correct",
            label=_("Correct"),
            icon="edit",
            service=damages.damage_correct,
            capabilities=("money.write",),
            row_id="damage_id",
            form=DamageCorrectForm,
            changes=True,
            done=_("The item was corrected. The former reading stays."),
        ),
        Act(
            name="take-back",
            label=_("Take the last step back"),
            icon="undo",
            service=damages.damage_take_back,
            capabilities=("money.write",),
            row_id="damage_id",
            form=ReasonForm,
            fits=lambda row: row.state in ("supported", "approved", "paid"),
            done=_("The step is taken back."),
        ),
        _step(
            "withdraw",
            _("Withdraw"),
            "remove_circle",
            damages.damage_withdraw,
            ReasonForm,
            "withdrawn",
            variant="danger",
        ),
        Act(
            name="reopen",
            label=_("Claim again"),
            icon="restart_alt",
            service=damages.damage_reopen,
            capabilities=("money.write",),
            row_id="damage_id",
            form=ReasonForm,
            fits=lambda row: row.state == "withdrawn",
            done=_("The item is claimed again."),
        ),
    ]

    def rows(self, member: Member) -> QuerySet[DamageItem]:
        """The door to items."""
        return damage_list()

    def facts(self, row: Any) -> list[tuple[str, Any]]:
        """The item's columns, its money in words."""
        names = ("claimed", "supported", "approved", "paid", "rcv", "acv", "holdback")
        amounts = [(str(_AMOUNTS[name]), getattr(row, name)) for name in names]
        shown = [(name, money(amount, row.currency)) for name, amount in amounts if amount is not None]
        return [*super().facts(row), *shown]

    def sections(self, member: Member, row: DamageItem) -> list[Section]:
        """The working, what proves it, and what was done with it."""
        proofs = (
            damage_proof_list().filter(damage_id=row.pk).select_related("document", "evidence").order_by("id")
        )
        entries = damage_entry_list().filter(damage_id=row.pk).select_related("recorded_by__user", "document")
        return [
            Section(
                _("What it comes to"),
                [_("Line"), _("Amount")],
                [
                    [step["said"], money(Decimal(step["amount"]["amount"]), row.currency)]
                    for step in row.working
                ],
                "",
            ),
            Section(
                _("What proves it"),
                [_("Document"), _("Exhibit"), _("Note"), _("Taken off")],
                [
                    [to(proof.document), to(proof.evidence), proof.note or "–", proof.taken_off_reason or "–"]
                    for proof in proofs
                ],
                _("Nothing yet: put the bill, the estimate or the receipt with it."),
            ),
            Section(
                _("What was done"),
                [_("What"), _("Amount"), _("When"), _("By"), _("Why"), _("It said")],
                [
                    [
                        to(entry, gettext(entry.get_act_display())),
                        money(entry.amount, entry.currency),
                        day(entry.on) if entry.on else instant(entry.created_at),
                        to(entry.recorded_by),
                        entry.reason or "–",
                        items(
                            f"{words(name)}: {value}" for name, value in entry.former.items() if name in _TOLD
                        ),
                    ]
                    for entry in entries.order_by("created_at", "id")
                ],
                "",
            ),
        ]

    @admin.display(description=_("Claimed"))
    def of_claimed(self, row: DamageItem) -> Any:
        """What is claimed."""
        return money(row.claimed, row.currency)

    @admin.display(description=_("Supported"))
    def of_supported(self, row: DamageItem) -> Any:
        """What there is proof for."""
        return money(row.supported, row.currency)

    @admin.display(description=_("Approved"))
    def of_approved(self, row: DamageItem) -> Any:
        """What is owed."""
        return money(row.approved, row.currency)

    @admin.display(description=_("Paid"))
    def of_paid(self, row: DamageItem) -> Any:
        """What was paid."""
        return money(row.paid, row.currency)


_AMOUNTS = {
    "claimed": _("Claimed"),
    "supported": _("Supported"),
    "approved": _("Approved"),
    "paid": _("Paid"),
    "rcv": _("Replacement cost"),
    "acv": _("Actual cash value"),
    "holdback": _("Held back until repair"),
}
_TOLD = ("state", "title", "room", "claimed", "supported", "approved", "paid")


@admin.register(DamageEntry)
class DamageEntryAdmin(FirmAdmin):
    """What was done with items."""

    read_capability = "money.read"
    list_display = ["__str__", "case", "recorded_by", "reason", "created_at"]
    list_filter = ["act"]
    search_fields = ["reason", "case__number"]
    ordering = ["-created_at", "-id"]
    exclude = ["former"]
    empty = _("Nothing was done with damage items yet.")

    def rows(self, member: Member) -> QuerySet[DamageEntry]:
        """The door to entries."""
        return damage_entry_list()


@admin.register(DamageProof)
class DamageProofAdmin(FirmAdmin):
    """What proves items."""

    read_capability = "money.read"
    list_display = ["document", "damage", "case", "note", "taken_off_reason"]
    search_fields = ["note", "document__title", "case__number"]
    ordering = ["-created_at", "-id"]
    empty = _("No document proves an item yet. Put one with an item on its page.")
    acts = [
        Act(
            name="take-off",
            label=_("Take off"),
            icon="link_off",
            service=damage_proofs.damage_proof_take_off,
            capabilities=("money.write",),
            row_id="proof_id",
            form=ReasonForm,
            fits=lambda row: row.taken_off_at is None,
            done=_("It is off the item."),
            variant="danger",
            lands=of_item,
        )
    ]

    def rows(self, member: Member) -> QuerySet[DamageProof]:
        """The door to proofs."""
        return damage_proof_list()


@admin.register(DamageTerms)
class DamageTermsAdmin(FirmAdmin):
    """Which deductibles losses bear."""

    read_capability = "money.read"
    list_display = ["case", "deductible", "reason"]
    ordering = ["-created_at", "-id"]
    empty = _("No deductible was chosen. Where a coverage has one alone, it is taken.")

    def rows(self, member: Member) -> QuerySet[DamageTerms]:
        """The door to them."""
        return damage_terms_list()
