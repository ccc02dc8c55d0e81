"""Certified mail by Lob, who print, frank and post. Pure: https://docs.lob.com, version 1.

A letter is one POST with the PDF as an upload and an idempotency key, which Lob keeps for a day: the same key within
that time makes no second letter. Our id goes along as metadata, by which letters are found and news are ours.
"""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from letters.dispatch.addresses import PostalAddress, postal_address
from letters.dispatch.asking import Answer, CutOff, NotReached, ask, failed, taken
from letters.dispatch.interface import (
    Absent,
    AddressUnusable,
    Forged,
    HandedOver,
    Outcome,
    Parcel,
    Refused,
    Sender,
    Told,
    Unknown,
    Unreadable,
    VendorSilent,
)
from letters.dispatch.news import instant_of, json_of, same_moment

OUR_ID: Final = "claimback_dispatch"

ARRIVED_BY: Final = timedelta(minutes=5)
"""By when a request that was on its way has been dealt with."""

KEY_KEPT: Final = timedelta(hours=22)
"""For how long after a claim its idempotency key can be relied on: Lob keeps it for 24 hours."""

_KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "letter.created": ("prepared", "Taken by Lob"),
    "letter.rendered_pdf": ("prepared", "Made ready for printing"),
    "letter.mailed": ("prepared", "Printed and on its way to the post"),
    "letter.failed": ("returned", "Lob could not make it"),
    "letter.deleted": ("returned", "It was cancelled at Lob before it was printed"),
    "letter.certified.mailed": ("accepted", "Mailed"),
    "letter.certified.in_transit": ("in_transit", "In Transit"),
    "letter.certified.in_local_area": ("in_transit", "In Local Area"),
    "letter.certified.processed_for_delivery": ("in_transit", "Processed for Delivery"),
    "letter.certified.re-routed": ("in_transit", "Re-Routed"),
    "letter.certified.pickup_available": ("held_for_pickup", "Pickup Available"),
    "letter.certified.issue": ("exception", "Issue"),
    "letter.certified.delivered": ("delivered", "Delivered"),
    "letter.certified.returned_to_sender": ("returned", "Returned to Sender"),
}
"""What of Lob's events is of a certified letter: our kind, and the name of the postal service's scan behind it."""


class Lob:
    """An account with Lob."""

    name = "lob"
    size_limit = 20 * 2**20

    def __init__(self, url: str, key: str) -> None:
        self._url = url.rstrip("/")
        self._auth = (key, "")

    def checked(self, address: str) -> str:
        """The lines of an envelope in the United States. Raises AddressUnusable."""
        postal_address(address)
        return address

    def hand_over(self, parcel: Parcel) -> Outcome:
        """Have the address looked up, then order the letter: only that can make one."""
        try:
            to, sender = postal_address(parcel.address), _sender(parcel.sender)
        except AddressUnusable as error:
            return Refused(str(error))
        wrong = self._undeliverable(to)
        if wrong is not None:
            return wrong
        try:
            answer = self._ask(
                "POST",
                "letters",
                headers={"Idempotency-Key": parcel.key},
                data={
                    **_fields("to", to),
                    **_fields("from", sender),
                    "description": f"Letter {parcel.dispatch_id}",
                    f"metadata[{OUR_ID}]": str(parcel.dispatch_id),
                    "color": "false",
                    "double_sided": "true",
                    "address_placement": "insert_blank_page",
                    "mail_type": "usps_first_class",
                    "use_type": "operational",
                    "extra_service": "certified_return_receipt" if parcel.return_receipt else "certified",
                },
                files={"file": (parcel.name, parcel.data, "application/pdf")},
            )
        except NotReached as error:
            return Refused(f"Lob could not be reached: {error}.", passing=True)
        except CutOff as error:
            return Unknown(f"Lob did not answer to the end: {error}.")
        return taken("Lob", answer, _handed(answer.said))

    def look_up(self, dispatch_id: UUID, claimed_at: datetime, now: datetime) -> HandedOver | Absent:
        """The letter with our id. That there is none proves something while our key holds, once all has arrived."""
        try:
            answer = self._ask("GET", "letters", params={f"metadata[{OUR_ID}]": str(dispatch_id), "limit": 1})
        except (NotReached, CutOff) as error:
            raise VendorSilent(str(error)) from None
        match answer:
            case Answer(200, {"data": []}):
                return Absent(proven=claimed_at + ARRIVED_BY <= now < claimed_at + KEY_KEPT)
            case Answer(200, {"data": [letter, *_]}) if (handed := _handed(letter)) is not None:
                return handed
        raise VendorSilent(f"It answered {answer.status}.")

    def _undeliverable(self, to: PostalAddress) -> Refused | None:
        """Why nothing can be delivered there; None where something can."""
        try:
            answer = self._ask(
                "POST",
                "us_verifications",
                json={
                    "recipient": to.name,
                    "primary_line": to.line1,
                    "secondary_line": to.line2,
                    "city": to.city,
                    "state": to.state,
                    "zip_code": to.zip,
                },
            )
        except (NotReached, CutOff) as error:
            return Refused(f"Lob could not be asked about the address: {error}.", passing=True)
        if not answer.good:
            why = failed("Lob", answer)
            return why if isinstance(why, Refused) else Refused(why.reason, passing=True)
        if isinstance(answer.said, dict) and answer.said.get("deliverability") == "undeliverable":
            return Refused("The postal service delivers nothing to this address. Correct it.")
        return None

    def _ask(self, method: str, path: str, **request: Any) -> Answer:
        return ask(method, f"{self._url}/{path}", auth=self._auth, **request)


class LobNews:
    """What Lob tells at a webhook, signed with its secret: HMAC-SHA256 of the timestamp, a dot and the body."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def told(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Sequence[Told]:
        """The event, if it is of a certified letter of ours. Raises Forged, Unreadable."""
        stamp, sent = headers.get("Lob-Signature-Timestamp", ""), headers.get("Lob-Signature", "")
        wanted = hmac.new(self._secret, stamp.encode() + b"." + body, sha256).hexdigest()
        if not hmac.compare_digest(wanted.encode(), sent.encode()) or not same_moment(stamp, now):
            raise Forged
        match json_of(body):
            case {
                "id": str(event),
                "event_type": {"id": str(kind)},
                "body": {"metadata": {} as metadata} as letter,
                "date_created": str(created),
            }:
                return _news(event, kind, metadata, letter, created)
        raise Unreadable


def _news(
    event: str, kind: str, metadata: Mapping[str, Any], letter: Mapping[str, Any], created: str
) -> Sequence[Told]:
    try:
        dispatch_id = UUID(str(metadata[OUR_ID]))
    except (KeyError, ValueError):
        return ()
    if kind not in _KINDS:
        return ()
    ours, scan = _KINDS[kind]
    handed = _handed(letter)
    at, place = _scanned(letter, scan)
    return (
        Told(
            event=event,
            dispatch_id=dispatch_id,
            kind=ours,
            at=instant_of(at or created),
            note=f"{scan} {place}".strip(),
            reference=handed.reference if handed else "",
            tracking_number=handed.tracking_number if handed else "",
        ),
    )


def _scanned(letter: Mapping[str, Any], name: str) -> tuple[str, str]:
    """When and where the postal service last made a scan of this name, as it told Lob; empty where Lob doesn't say."""
    scans = letter.get("tracking_events")
    for scan in reversed(scans if isinstance(scans, list) else []):
        match scan:
            case {"name": str(found), "time": str(time)} if found == name:
                return time, str(scan.get("location") or "")
    return "", ""


def _handed(said: Any) -> HandedOver | None:
    match said:
        case {"id": str(reference)} if reference:
            return HandedOver(reference, str(said.get("tracking_number") or ""))
    return None


def _sender(sender: Sender) -> PostalAddress:
    try:
        return postal_address("\n".join([sender.name, *sender.address_lines]))
    except AddressUnusable as error:
        raise AddressUnusable(f"The firm's own address can't stand on an envelope. {error}") from None


def _fields(prefix: str, address: PostalAddress) -> dict[str, str]:
    named = {
        "line1": "address_line1",
        "line2": "address_line2",
        "city": "address_city",
        "state": "address_state",
    }
    named["zip"] = "address_zip"
    parts = asdict(address).items()
    return {f"{prefix}[{named.get(name, name)}]": value for name, value in parts if value}
