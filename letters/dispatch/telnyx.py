"""Faxes by Telnyx. Pure: https://developers.telnyx.com, Programmable Fax, version 2.

The PDF is uploaded under a name of ours, which can be repeated and sends nothing; then one POST has it faxed. That one
knows no idempotency key. Our id goes along as `client_state`, which every event and every list of faxes shows again:
a fax that is found went, but that none is found proves nothing.
"""

import base64
import binascii
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from letters.dispatch.addresses import fax_number
from letters.dispatch.asking import Answer, CutOff, NotReached, ask, failed, taken
from letters.dispatch.interface import (
    Absent,
    Forged,
    HandedOver,
    Outcome,
    Parcel,
    Refused,
    Told,
    Unknown,
    Unreadable,
    VendorSilent,
)
from letters.dispatch.news import instant_of, json_of, same_moment

KEPT_SECONDS: Final = 2 * 24 * 3600
"""For how long Telnyx keeps the upload: longer than it tries to send it."""

_LISTED: Final = 250

_KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "fax.queued": ("prepared", "Taken by Telnyx"),
    "fax.media.processed": ("prepared", "Made ready for sending"),
    "fax.sending.started": ("in_transit", "Sending began"),
    "fax.delivered": ("delivered", "Delivered"),
    "fax.failed": ("returned", "The fax failed"),
}


class Telnyx:
    """A fax application of an account with Telnyx, and the number that it sends from."""

    name = "telnyx"
    size_limit = 20 * 2**20

    def __init__(self, url: str, key: str, *, application: str, number: str) -> None:
        self._url = url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {key}"}
        self._application, self._number = application, number

    def checked(self, address: str) -> str:
        """The number in the form of E.164. Raises AddressUnusable."""
        return fax_number(address)

    def hand_over(self, parcel: Parcel) -> Outcome:
        """Upload the bytes, then have them faxed: only that can send anything."""
        refused = self._upload(parcel)
        if refused is not None:
            return refused
        try:
            answer = self._ask(
                "POST",
                "faxes",
                json={
                    "connection_id": self._application,
                    "from": self._number,
                    "to": parcel.address,
                    "media_name": parcel.key,
                    "client_state": _state(parcel.dispatch_id),
                },
            )
        except NotReached as error:
            return Refused(f"Telnyx could not be reached: {error}.", passing=True)
        except CutOff as error:
            return Unknown(f"Telnyx did not answer to the end: {error}.")
        return taken("Telnyx", answer, _handed(answer.said))

    def look_up(self, dispatch_id: UUID, claimed_at: datetime, now: datetime) -> HandedOver | Absent:
        """The fax with our id among those made since then."""
        since = (claimed_at - timedelta(minutes=5)).isoformat()
        asked = {"filter[direction][eq]": "outbound", "filter[created_at][gte]": since, "page[size]": _LISTED}
        try:
            answer = self._ask("GET", "faxes", params=asked)
        except (NotReached, CutOff) as error:
            raise VendorSilent(str(error)) from None
        match answer:
            case Answer(200, {"data": [*faxes]}):
                ours = [
                    fax
                    for fax in faxes
                    if isinstance(fax, dict) and _of(fax.get("client_state")) == dispatch_id
                ]
                return next(filter(None, map(_handed, ({"data": fax} for fax in ours))), Absent(proven=False))
        raise VendorSilent(f"It answered {answer.status}.")

    def _upload(self, parcel: Parcel) -> Refused | None:
        """Why the bytes are not there; None once they are. Nothing is sent by this, whatever becomes of it."""
        try:
            answer = self._ask(
                "POST",
                "media",
                data={"media_name": parcel.key, "ttl_secs": str(KEPT_SECONDS)},
                files={"media": (parcel.name, parcel.data, "application/pdf")},
            )
        except (NotReached, CutOff) as error:
            return Refused(f"Telnyx did not take the upload: {error}.", passing=True)
        if answer.good:
            return None
        why = failed("Telnyx", answer)
        return why if isinstance(why, Refused) else Refused(why.reason, passing=True)

    def _ask(self, method: str, path: str, **request: Any) -> Answer:
        return ask(method, f"{self._url}/{path}", headers=self._headers, **request)


class TelnyxNews:
    """What Telnyx tells at a webhook, signed by Ed25519: the timestamp, a bar and the body."""

    def __init__(self, public_key: str) -> None:
        """Raises ValueError for a key that is none."""
        self._key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key, validate=True))

    def told(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Sequence[Told]:
        """The event, if it is of a fax of ours. Raises Forged, Unreadable."""
        stamp = headers.get("Telnyx-Timestamp", "")
        try:
            signature = base64.b64decode(headers.get("Telnyx-Signature-Ed25519", ""), validate=True)
            self._key.verify(signature, stamp.encode() + b"|" + body)
        except (binascii.Error, ValueError, InvalidSignature):
            raise Forged from None
        if not same_moment(stamp, now):
            raise Forged
        match json_of(body):
            case {
                "data": {
                    "id": str(event),
                    "event_type": str(kind),
                    "occurred_at": str(at),
                    "payload": {} as fax,
                }
            }:
                return _news(event, kind, at, fax)
        raise Unreadable


def _news(event: str, kind: str, at: str, fax: Mapping[str, Any]) -> Sequence[Told]:
    dispatch_id = _of(fax.get("client_state"))
    if dispatch_id is None or kind not in _KINDS:
        return ()
    ours, note = _KINDS[kind]
    reason = str(fax.get("failure_reason") or "").replace("_", " ")
    pages = fax.get("page_count")
    said = (
        f"{note}: {reason}" if reason else f"{note}, {pages} pages" if ours == "delivered" and pages else note
    )
    return (
        Told(event, dispatch_id, ours, instant_of(at), said[:300], reference=str(fax.get("fax_id") or "")),
    )


def _state(dispatch_id: UUID) -> str:
    return base64.b64encode(str(dispatch_id).encode()).decode()


def _of(state: Any) -> UUID | None:
    """The dispatch that a `client_state` names, if it is one of ours."""
    try:
        return UUID(base64.b64decode(state, validate=True).decode())
    except (TypeError, ValueError):
        return None


def _handed(said: Any) -> HandedOver | None:
    match said:
        case {"data": {"id": str(reference)}} if reference:
            return HandedOver(reference)
    return None
