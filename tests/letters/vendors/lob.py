"""Lob, as https://docs.lob.com documents letters, address verification and webhooks."""

import hmac
import json
from hashlib import sha256
from typing import Any, ClassVar

from claimback.kernel.clock import now
from tests.letters.vendors.web import FakeVendor, Request

SECRET = "lob-secret"
NUMBER = "92148969002495000000000012"


class FakeLob(FakeVendor):
    """Letters by their idempotency keys: the same key within a day makes no second one."""

    routes: ClassVar = {
        "POST us_verifications": "verify",
        "POST letters": "create",
        "GET letters": "find",
    }

    def __init__(self) -> None:
        super().__init__()
        self.letters: dict[str, dict[str, Any]] = {}
        self.deliverability = "deliverable"

    def verify(self, request: Request) -> tuple[int, Any]:
        """Whether something can be delivered there."""
        assert request.fields["zip_code"]
        return 200, {"id": "us_ver_1", "deliverability": self.deliverability}

    def create(self, request: Request) -> tuple[int, Any]:
        """One letter for one key."""
        key = request.headers["Idempotency-Key"]
        if not request.headers["Authorization"].startswith("Basic "):
            return 401, {"error": {"message": "Your API key is not valid", "status_code": 401}}
        if key not in self.letters:
            self.letters[key] = {
                "id": f"ltr_{len(self.letters) + 1}",
                "tracking_number": NUMBER,
                "metadata": {
                    name[9:-1]: value
                    for name, value in request.fields.items()
                    if name.startswith("metadata[")
                },
                "fields": {name: value for name, value in request.fields.items() if name != "file"},
                "file": request.fields["file"],
            }
        return 200, self._shown(self.letters[key])

    def find(self, request: Request) -> tuple[int, Any]:
        """Those with this metadata."""
        wanted = {name[9:-1]: value for name, value in request.query.items() if name.startswith("metadata[")}
        found = [
            self._shown(each) for each in self.letters.values() if wanted.items() <= each["metadata"].items()
        ]
        return 200, {"data": found, "object": "list", "count": len(found)}

    @staticmethod
    def _shown(letter: dict[str, Any]) -> dict[str, Any]:
        return {name: letter[name] for name in ("id", "tracking_number", "metadata")}


def news(dispatch_id: Any, kind: str, name: str, *, at: str = "", scan: str = "", **more: Any) -> bytes:
    """The body of an event: `name` is the event's own, `at` the time of the postal service's `scan`."""
    letter = {
        "id": "ltr_1",
        "tracking_number": NUMBER,
        "metadata": {"claimback_dispatch": str(dispatch_id)},
        "tracking_events": [{"name": scan, "time": at, "location": "43999", "type": "certified"}]
        if scan
        else [],
    }
    event = {
        "id": name,
        "event_type": {"id": kind, "resource": "letters"},
        "body": letter,
        "reference_id": "ltr_1",
        "date_created": now().isoformat(),
        "object": "event",
    }
    return json.dumps(event | more).encode()


def signed(body: bytes, *, stamp: str = "", secret: str = SECRET) -> dict[str, str]:
    """The headers by which Lob signs it."""
    stamp = stamp or str(int(now().timestamp() * 1000))
    signature = hmac.new(secret.encode(), stamp.encode() + b"." + body, sha256).hexdigest()
    return {"Lob-Signature": signature, "Lob-Signature-Timestamp": stamp}
