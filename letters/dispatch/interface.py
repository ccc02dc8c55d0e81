"""What a vendor is to those who send by it: hand over, look up by our own key, tell what happened. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose letter it is: the firm's name, the lines of its address, and where answers by e-mail go."""

    name: str
    address_lines: tuple[str, ...] = ()
    email: str = ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is handed over, and where.

    `dispatch_id` goes along, so that a vendor's news find back. `key` is the same for the same hand-over, however
    often it is tried; after it is known not to have gone and a person has it sent anew, it is another. `address` is as
    the adapter's `checked` gave it. `subject` is shown to many hands: no word of it tells of health or the claim's
    content.
    """

    dispatch_id: UUID
    key: str
    address: str
    sender: Sender
    subject: str
    name: str
    data: bytes
    return_receipt: bool = False


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The vendor has it, under its own `reference`; with the carrier's tracking number where there is one already."""

    reference: str
    tracking_number: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """It is known not to have gone. `passing`: the same again may well go, later."""

    reason: str
    passing: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody knows whether it went: no answer came, or none that can be understood."""

    reason: str


Outcome = HandedOver | Refused | Unknown


@dataclass(frozen=True, slots=True)
class Absent:
    """The vendor knows nothing under our key. `proven`: nothing can have gone, and the same key may be tried again."""

    proven: bool


class AddressUnusable(ValueError):
    """An address to which this channel can hand nothing over. The message says what it should look like."""


class VendorSilent(RuntimeError):
    """A look-up was not answered, or not understood. It tells nothing about the hand-over."""


class Vendor(Protocol):
    """One vendor by which one channel goes."""

    name: str
    """As `Dispatch.vendor` has it."""

    size_limit: int
    """In bytes, of one parcel."""

    def checked(self, address: str) -> str:
        """The address as this vendor takes it. Raises AddressUnusable."""
        ...

    def hand_over(self, parcel: Parcel) -> Outcome:
        """Hand it over, once. It never raises for what a network or a vendor may do."""
        ...

    def look_up(self, dispatch_id: UUID, claimed_at: datetime, now: datetime) -> HandedOver | Absent:
        """Whether the vendor has what was claimed then. Raises VendorSilent."""
        ...


@dataclass(frozen=True, slots=True)
class Told:
    """One event that a vendor told of: its own name of it, of which dispatch, what and when.

    `kind` is one of `VENDOR_EVENT_KINDS`. `reference` and `tracking_number` are the vendor's, where it said them.
    """

    event: str
    dispatch_id: UUID
    kind: str
    at: datetime
    note: str = ""
    reference: str = ""
    tracking_number: str = ""


class Forged(ValueError):
    """What came at a webhook was not signed by the vendor, or too long ago."""


class Unreadable(ValueError):
    """What came was signed by the vendor and is not in the form that it documents."""


class Teller(Protocol):
    """A vendor that tells of events at a webhook."""

    def told(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Sequence[Told]:
        """What is told, of dispatches of ours. Raises Forged, Unreadable."""
        ...
