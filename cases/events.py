"""What happens to a case and may concern a floor above. `claimback/wiring.py` says who reacts.

Each is published in the transaction of the change, after the rows are written but where it says otherwise.
"""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class EventRecorded:
    """A dated fact was recorded: clocks may start or stop."""

    case_id: UUID
    event_id: UUID


@dataclass(frozen=True, slots=True)
class EventWithdrawn:
    """A dated fact no longer holds: it was corrected or should never have been recorded."""

    case_id: UUID
    event_id: UUID


@dataclass(frozen=True, slots=True)
class CaseChanged:
    """What decides the law of a case was changed, or it was closed or reopened: its clocks are computed again.

    `of` says whether the case or its policy was changed, `what` from what to what, in words.
    """

    case_id: UUID
    of: Literal["case", "policy"] = "case"
    what: str = ""


@dataclass(frozen=True, slots=True)
class CaseClosing:
    """A case is about to be closed, and nothing is written yet: a floor above may refuse."""

    case_id: UUID


@dataclass(frozen=True, slots=True)
class DenialRecorded:
    """An adverse decision was recorded, with its grounds."""

    case_id: UUID
    denial_id: UUID


@dataclass(frozen=True, slots=True)
class PromiseMade:
    """A representative promised something by a date: ask for it in writing."""

    case_id: UUID
    promise_id: UUID


@dataclass(frozen=True, slots=True)
class PromiseBroken:
    """The day of a promise passed and nothing came: hold them to it."""

    case_id: UUID
    promise_id: UUID


@dataclass(frozen=True, slots=True)
class OfferPut:
    """A demand or an offer is on the table. Where it has an end, that is a deadline of the side that it was put to."""

    case_id: UUID
    offer_id: UUID


@dataclass(frozen=True, slots=True)
class OfferEnded:
    """A demand or an offer is no longer on the table: it was answered, or withdrawn by `step_id`."""

    case_id: UUID
    offer_id: UUID
    step_id: UUID


@dataclass(frozen=True, slots=True)
class WallPlaced:
    """A member was kept from a case: what was planned to reach them must reach another."""

    case_id: UUID
    member_id: UUID


@dataclass(frozen=True, slots=True)
class WallLifted:
    """A member is no longer kept from a case."""

    case_id: UUID
    member_id: UUID


@dataclass(frozen=True, slots=True)
class ImportAsked:
    """A worker has something to do with a table: the row says so, and the sweep finds it; this hurries it along."""

    import_id: UUID


@dataclass(frozen=True, slots=True)
class FeeAgreementSigned:
    """An agreement on fees was recorded, and the event of its signature is not yet: a floor above may refuse it."""

    case_id: UUID
    agreement_id: UUID


@dataclass(frozen=True, slots=True)
class FeeAgreementLookedThrough:
    """It was said what the signed paper holds of what the law asks: a floor above refuses what the law does not."""

    case_id: UUID
    agreement_id: UUID


@dataclass(frozen=True, slots=True)
class FeeInvoiced:
    """A fee is asked of the client: a floor above refuses one that the law does not allow, and notes the cap."""

    case_id: UUID
    invoice_id: UUID
