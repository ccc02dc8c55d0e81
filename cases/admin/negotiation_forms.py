"""Forms of what is done with demands and offers. Sums are in the case's currency."""

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldBooleanSwitchWidget,
)

from cases.selectors import correspondence_list, document_list
from cases.selectors.negotiation import offer_list
from cases.services.gates import offer_gates
from cases.settlement.gates import GATE_TITLES, GATES, OPEN
from cases.settlement.negotiation import (
    CLAIM_PARTS,
    OFFER_KINDS,
    REJECTION_REASONS,
    RELEASE_SCOPES,
    SIDES,
    WHOLE,
)
from cases.vocabulary import CHANNELS, PROOF_GRADES
from claimback.kernel.clock import today
from claimback.tenancy.admin_forms import (
    ActForm,
    DayField,
    InstantField,
    LinesField,
    choice,
    named,
    reference,
    text,
)
from claimback.tenancy.state_words import STATES

_GRADES = {grade: capfirst(cast("str", STATES[grade])) for grade in PROOF_GRADES}


def sum_field(**kwargs: Any) -> forms.DecimalField:
    """A sum of money."""
    widget = UnfoldAdminDecimalFieldWidget()
    return forms.DecimalField(**{"max_digits": 14, "decimal_places": 2, "widget": widget, **kwargs})


def switch(**kwargs: Any) -> forms.BooleanField:
    """Yes or no."""
    return forms.BooleanField(**{"required": False, "widget": UnfoldBooleanSwitchWidget(), **kwargs})


class PartsField(LinesField):
    """Parts of a claim with their sums, one a line: the part's name, `=>`, the sum."""

    def clean(self, value: Any) -> Any:
        """Pairs of the part's code and its sum."""
        pairs = []
        for line in super().clean(value):
            name, _, amount = line.partition("=>")
            known = {str(label).casefold(): code for code, label in named(CLAIM_PARTS)}
            code = known.get(name.strip().casefold(), name.strip().casefold().replace(" ", "_"))
            try:
                pairs.append((code, Decimal(amount.strip().replace(",", ""))))
            except ArithmeticError:
                raise forms.ValidationError(
                    gettext("“%(line)s” has no sum behind =>.") % {"line": line}
                ) from None
            if code not in CLAIM_PARTS:
                listed = ", ".join(str(label) for each, label in named(CLAIM_PARTS) if each != WHOLE)
                raise forms.ValidationError(
                    gettext("“%(strip)s” is none of: %(listed)s.") % {"strip": name.strip(), "listed": listed}
                )
        return pairs


class CarriedForm(ActForm):
    """What carried it: a contact and a paper of the case."""

    def prepare(self) -> None:
        """The case's own, the latest first."""
        case_id = getattr(self.row, "case_id", self.row.pk)
        self.fields["document_id"] = reference(
            document_list().filter(case_id=case_id).order_by("-created_at"),
            required=False,
            label=gettext("Paper"),
            empty_label=gettext("None"),
        )
        self.fields["correspondence_id"] = reference(
            correspondence_list().filter(case_id=case_id).order_by("-occurred_at"),
            required=False,
            label=gettext("Contact that carried it"),
            empty_label=gettext("None"),
        )


class OfferForm(CarriedForm):
    """A number that is put on the table."""

    side = choice(SIDES, label=_("Whose"))
    kind = choice(OFFER_KINDS, label=_("What it is"))
    amount = sum_field()
    parts = PartsField(help_text=_("Only where it is for parts: one a line, as in: A – Dwelling => 12000.00"))
    answers_id = forms.Field(required=False)
    draft = switch(label=_("A draft"), help_text=_("Ours, to be put later."))
    final = switch(
        label=_("A final demand"), help_text=_("It is put only when every gate is passed or waived.")
    )
    release_scope = choice(RELEASE_SCOPES, initial="this_claim", label=_("What is given up for it"))
    release_words = text(long=True, required=False, label=_("The release in its own words"))
    confidential = switch(label=_("Its terms are to be kept secret"))
    payment_days = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=32767,
        widget=UnfoldAdminIntegerFieldWidget(),
        label=_("Days to pay"),
    )
    other_terms = LinesField(longest=500, label=_("Terms that are no money"))
    expires_on = DayField(required=False, label=_("Last day on which it stands"))
    expires_at = InstantField(required=False, label=_("Or the hour at which it ends"))
    made_on = DayField(required=False, help_text=_("Today, unless another day is given."))
    received_on = DayField(required=False)
    proof_grade = choice(_GRADES, required=False)

    def prepare(self) -> None:
        """What it may answer: what stands on the case."""
        super().prepare()
        standing = offer_list().filter(case_id=self.row.pk, state="open").order_by("number")
        self.fields["answers_id"] = reference(
            standing, required=False, label=gettext("What it answers"), empty_label=gettext("Nothing")
        )

    def values(self) -> dict[str, Any]:
        """The service's arguments, sums with the case's currency."""
        values = super().values()
        currency = self.row.currency
        parts = [
            {"part": part, "amount": {"amount": amount, "currency": currency}}
            for part, amount in values.pop("parts")
        ]
        return values | {"amount": {"amount": values["amount"], "currency": currency}, "parts": parts}


class PutForm(CarriedForm):
    """When a draft went out."""

    made_on = DayField(required=False, help_text=_("Today, unless another day is given."))
    received_on = DayField(required=False, label=_("Received by them on"))
    proof_grade = choice(_GRADES, required=False)


class ArriveForm(CarriedForm):
    """When the insurer received it."""

    on = DayField(label=_("On"))
    proof_grade = choice(_GRADES, required=False)


class ExtendForm(CarriedForm):
    """Until when it stands now."""

    expires_on = DayField(required=False, label=_("Last day on which it stands now"))
    expires_at = InstantField(required=False, label=_("Or the hour at which it ends"))
    words = text(long=True, required=False, label=_("Why, and how it was said"))


class TellForm(CarriedForm):
    """When and how the client was told."""

    channel = choice(CHANNELS, label=_("How"))
    on = DayField(required=False, help_text=_("Today, unless another day is given."))
    words = text(long=True, required=False, label=_("What was said"))


class RejectForm(CarriedForm):
    """Why it is rejected."""

    reasons = forms.MultipleChoiceField(
        choices=named(REJECTION_REASONS),
        label=_("Why"),
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
    )
    words = text(long=True, required=False, label=_("In words"))
    on = DayField(required=False, help_text=_("Today, unless another day is given."))
    at = InstantField(required=False, label=_("Or at"))


class AcceptForm(CarriedForm):
    """When and how it was accepted."""

    on = DayField(required=False, help_text=_("Now, unless another day is given."))
    at = InstantField(required=False, label=_("Or at"))
    words = text(long=True, required=False, label=_("How it was said"))


class WithdrawForm(CarriedForm):
    """Why it is withdrawn."""

    words = text(long=True, label=_("Why, and how the other side was told"))
    on = DayField(required=False, help_text=_("Today, unless another day is given."))


class ReadReleaseForm(ActForm):
    """What the release gives up."""

    words = text(
        long=True, label=_("Rights given up beyond this claim"), help_text=_("Or that there are none.")
    )

    def prepare(self) -> None:
        """The release among the case's papers."""
        papers = document_list().filter(case_id=self.row.case_id).order_by("-created_at")
        self.fields["document_id"] = reference(
            papers, required=False, label=gettext("The release"), empty_label=gettext("None")
        )


class WaiveGateForm(ActForm):
    """Which gate is let be, and why."""

    gate = choice(GATE_TITLES)
    reason = text(long=True)

    def prepare(self) -> None:
        """Those that are open and may be waived."""
        waits = {r.gate: GATES[r.gate].title for r in offer_gates(self.row) if r.state == OPEN}
        self.fields["gate"] = choice({g: title for g, title in waits.items() if GATES[g].waivable})
        self.order_fields(["gate", "reason"])


class AuthorityForm(ActForm):
    """What the client allows."""

    part = choice(CLAIM_PARTS, initial=WHOLE, label=_("Of what"))
    least = sum_field(help_text=_("The least for which the client lets it be settled."))
    most = sum_field(required=False, help_text=_("The most that may be asked, if the client said so."))
    given_on = DayField(label=_("Given on"))
    until = DayField(required=False, label=_("Holds until"))
    document_id = forms.Field()
    words = text(long=True, required=False, label=_("In words"))

    def prepare(self) -> None:
        """The case's papers; today, unless another day is given."""
        self.fields["given_on"].initial = today(self.row.time_zone)
        papers = document_list().filter(case_id=self.row.pk).order_by("-created_at")
        self.fields["document_id"] = reference(papers, label=gettext("The client's consent"))

    def values(self) -> dict[str, Any]:
        """The service's arguments, sums with the case's currency."""
        values = super().values()
        least = {"amount": values["least"], "currency": self.row.currency}
        most = (
            {"amount": values["most"], "currency": self.row.currency} if values["most"] is not None else None
        )
        return values | {"least": least, "most": most}


class AuthorityWithdrawForm(ActForm):
    """How the client took it back."""

    reason = text(max_length=300)
    on = DayField(required=False, help_text=_("Today, unless another day is given."))
