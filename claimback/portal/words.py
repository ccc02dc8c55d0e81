"""How the portal says where a case and a file stand: in plain words, with what happens next. No strategy."""

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from claimback.storage.models import ABANDONED, AWAITED, DISPOSED, KEPT, QUARANTINED, RECEIVED, REFUSED


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands, and what happens next. Both are translated when they are shown."""

    now: Any
    next: Any


STANDINGS: Final[dict[str, Standing]] = {
    "intake": Standing(
        _("We are looking at your case"),
        _("We read what you sent and tell you whether we can take the case on."),
    ),
    "open": Standing(
        _("We are working on your case"),
        _("We gather the papers and prepare what we will write to the insurer."),
    ),
    "in_appeal": Standing(
        _("We have asked the insurer to change its decision"),
        _("The insurer has to answer. We watch the time that it has, and tell you what it says."),
    ),
    "in_external_review": Standing(
        _("An independent reviewer is looking at the decision"),
        _("The reviewer decides. We tell you as soon as we know."),
    ),
    "in_negotiation": Standing(
        _("We are talking with the insurer about an amount"),
        _("We bring every offer to you. Nothing is accepted without you."),
    ),
    "in_litigation": Standing(
        _("Your case is before a court"),
        _("The court sets the dates. We tell you when you are needed."),
    ),
    "resolved": Standing(
        _("Your case is resolved"),
        _("We settle what is left to pay and to sign, and close the case."),
    ),
    "closed": Standing(
        _("Your case is closed"),
        _("Nothing more happens. Write to us if something new comes from the insurer."),
    ),
}
"""By the status of a case that a client may see."""

FILE_WORDS: Final[dict[str, Any]] = {
    AWAITED: _("Not here yet"),
    RECEIVED: _("Received, being checked"),
    KEPT: _("Received"),
    REFUSED: _("Could not be taken. Send it again in another form."),
    QUARANTINED: _("Held back for a check"),
    ABANDONED: _("Never arrived. Send it again."),
    DISPOSED: _("No longer kept"),
}
"""By the state of a file."""

KIND_WORDS: Final[dict[str, Any]] = {
    "other": _("Something else"),
    "denial_letter": _("The insurer's refusal"),
    "policy": _("Policy or plan document"),
    "medical_record": _("Medical record"),
    "estimate": _("Estimate"),
    "photo": _("Photo"),
    "bill": _("Bill"),
    "correspondence": _("Letter or e-mail"),
}
"""By the kinds of document that clients send."""
