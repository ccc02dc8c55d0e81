"""Telnyx, as https://developers.telnyx.com documents media storage, faxes and webhooks."""

import base64
import json
from typing import Any, ClassVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from claimback.kernel.clock import now
from tests.letters.vendors.web import FakeVendor, Request

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
PUBLIC_KEY = base64.b64encode(KEY.public_key().public_bytes_raw()).decode()


class FakeTelnyx(FakeVendor):
    """Uploads by their names; every request for a fax is another fax."""

    routes: ClassVar = {"POST media": "upload", "POST faxes": "fax", "GET faxes": "find"}

    def __init__(self) -> None:
        super().__init__()
        self.media: dict[str, bytes] = {}
        self.faxes: list[dict[str, Any]] = []

    def upload(self, request: Request) -> tuple[int, Any]:
        """Keep the bytes under the name."""
        self.media[request.fields["media_name"]] = request.fields["media"]
        return 201, {"data": {"media_name": request.fields["media_name"]}}

    def fax(self, request: Request) -> tuple[int, Any]:
        """One more fax."""
        if request.fields["media_name"] not in self.media:
            return 422, {"errors": [{"code": "10015", "detail": "There is no such media"}]}
        made = {"id": f"fax-{len(self.faxes) + 1}", "status": "queued", **request.fields}
        self.faxes.append(made)
        return 202, {"data": made}

    def find(self, request: Request) -> tuple[int, Any]:
        """All of them, the last first."""
        assert request.query["filter[direction][eq]"] == "outbound"
        return 200, {"data": self.faxes[::-1]}


def news(dispatch_id: Any, kind: str, name: str, *, at: str = "", **payload: Any) -> bytes:
    """The body of an event."""
    state = base64.b64encode(str(dispatch_id).encode()).decode()
    fax = {"fax_id": "fax-1", "direction": "outbound", "client_state": state, **payload}
    data = {
        "record_type": "event",
        "id": name,
        "event_type": kind,
        "occurred_at": at or now().isoformat(),
        "payload": fax,
    }
    return json.dumps({"data": data, "meta": {"attempt": 1}}).encode()


def signed(body: bytes, *, stamp: str = "", key: Ed25519PrivateKey = KEY) -> dict[str, str]:
    """The headers by which Telnyx signs it."""
    stamp = stamp or str(int(now().timestamp()))
    signature = base64.b64encode(key.sign(stamp.encode() + b"|" + body)).decode()
    return {"Telnyx-Signature-Ed25519": signature, "Telnyx-Timestamp": stamp}
