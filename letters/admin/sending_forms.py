"""The forms by which an approved letter is sent, by a vendor or by a person who records it."""

from django import forms
from unfold.widgets import UnfoldBooleanWidget

from claimback.tenancy.admin_forms import ActForm, InstantField, choice, text
from letters.dispatch.chosen import vendors
from letters.models import Letter
from letters.models.dispatch import VENDORS
from letters.services.dispatches import BY_HAND
from letters.services.queueing import CHANNELS
from letters.states import LETTER_EDGES


def may_go(row: Letter) -> bool:
    """Whether it can be sent: for the first time, again, or by a second channel."""
    return row.state == "sent" or "sending" in LETTER_EDGES.next(row.state)


class SendForm(ActForm):
    """How the approved letter went out."""

    channel = choice(BY_HAND)
    sent_at = InstantField(label="Handed over at")
    tracking_number = text(required=False, max_length=80, help_text="From the carrier's receipt.")
    address = text(
        long=True, required=False, help_text="Leave it empty if it went where the letter is addressed to."
    )
    as_well = forms.BooleanField(
        required=False, label="By this channel too, while it is on its way", widget=UnfoldBooleanWidget()
    )

    def prepare(self) -> None:
        """A second channel only while it is on its way."""
        _second_channel(self)


class DispatchForm(ActForm):
    """By which channel it is to go."""

    channel = choice({})
    address = text(
        long=True,
        required=False,
        help_text="Lines of an envelope, a fax number or an e-mail address. Leave it empty to use the insurer's.",
    )
    return_receipt = forms.BooleanField(
        required=False,
        initial=True,
        label="Certified mail: with a return receipt",
        widget=UnfoldBooleanWidget(),
    )
    as_well = forms.BooleanField(
        required=False, label="By this channel too, while it is on its way", widget=UnfoldBooleanWidget()
    )

    def prepare(self) -> None:
        """The vendors that the installation has; a second channel only while it is on its way."""
        there = {name: f"{CHANNELS[name]}, by {VENDORS[vendor.name]}" for name, vendor in vendors().items()}
        self.fields["channel"] = choice(there)
        _second_channel(self)


def _second_channel(form: ActForm) -> None:
    if form.row.state == "sent":
        form.fields["as_well"].initial = True
    else:
        del form.fields["as_well"]
