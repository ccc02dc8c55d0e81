"""The acts by which an approved letter is sent, by a vendor or by a person who records it, and their forms."""

from dataclasses import replace
from typing import Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldBooleanWidget

from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, InstantField, choice, text
from claimback.tenancy.admin_show import page_of
from letters.dispatch.chosen import vendors
from letters.models import Letter
from letters.models.dispatch import VENDORS
from letters.services.dispatches import BY_HAND, dispatch_send
from letters.services.queueing import CHANNELS, letter_dispatch
from letters.states import LETTER_EDGES


class SendForm(ActForm):
    """How the approved letter went out."""

    channel = choice(BY_HAND)
    sent_at = InstantField(label=_("Handed over at"))
    tracking_number = text(required=False, max_length=80, help_text=_("From the carrier's receipt."))
    address = text(
        long=True, required=False, help_text=_("Leave it empty if it went where the letter is addressed to.")
    )


class DispatchForm(ActForm):
    """By which channel it is to go."""

    channel = choice({})
    address = text(
        long=True,
        required=False,
        help_text=_(
            "Lines of an envelope, a fax number or an e-mail address. Leave it empty to use the insurer's."
        ),
    )
    return_receipt = forms.BooleanField(
        required=False,
        initial=True,
        label=_("Certified mail: with a return receipt"),
        widget=UnfoldBooleanWidget(),
    )

    def prepare(self) -> None:
        """The vendors that the installation has."""
        there = {
            name: gettext("%(channel)s, by %(vendor)s")
            % {"channel": gettext(CHANNELS[name]), "vendor": gettext(VENDORS[vendor.name])}
            for name, vendor in vendors().items()
        }
        self.fields["channel"] = choice(there)


def _may_go(row: Letter) -> bool:
    return "sending" in LETTER_EDGES.next(row.state)


def _is_on_its_way(row: Letter) -> bool:
    return row.state == "sent"


_CAPABILITIES: Final = ("letter.send", "correspondence.write", "case.write")
_DISPATCH: Final = Act(
    name="dispatch",
    label=_("Send"),
    icon="send",
    service=letter_dispatch,
    capabilities=_CAPABILITIES,
    row_id="letter_id",
    form=DispatchForm,
    fits=lambda row: bool(vendors()) and _may_go(row),
    explain=_(
        "With its packet, where one is built. The approved bytes are compared once more and handed over once."
    ),
    done=_("The letter is queued. It goes within a minute; what becomes of it shows here."),
    variant="primary",
    lands=page_of,
)
_RECORD: Final = Act(
    name="send",
    label=_("Record sending"),
    icon="local_shipping",
    service=dispatch_send,
    capabilities=_CAPABILITIES,
    row_id="letter_id",
    form=SendForm,
    fits=_may_go,
    explain=_(
        "Print the packet, or the approved PDF where there is none, hand it over, then record it here."
    ),
    done=_("The sending is recorded and logged."),
    variant="primary",
    lands=page_of,
)
SENDING: Final = (
    _DISPATCH,
    _RECORD,
    replace(
        _DISPATCH,
        name="dispatch_too",
        label=_("Send another way too"),
        fixed={"as_well": True},
        fits=lambda row: bool(vendors()) and _is_on_its_way(row),
        explain=_("It is on its way already, and goes by a second channel as well."),
        variant="default",
    ),
    replace(
        _RECORD,
        name="send_too",
        label=_("Record another way"),
        fixed={"as_well": True},
        fits=_is_on_its_way,
        explain=_("It is on its way already, and went by a second channel as well."),
        variant="default",
    ),
)
"""For the first time or again, then by a second channel while it is on its way."""
