"""The webhooks of the OpenAPI document, from the catalogue: what a receiver gets, kind by kind."""

from typing import Any, Final

from claimback.webhooks.catalogue import KINDS, Kind

_HEADERS: Final = {
    "webhook-id": "The change's id, the same however often the message comes: what was seen already is a repetition.",
    "webhook-timestamp": "Seconds since the epoch at which this attempt was signed. Refuse one that is old.",
    "webhook-signature": "One or, while a secret is rotated, two signatures `v1,<base 64>`, parted by a space: "
    "HMAC-SHA256 of id, timestamp and body joined by full stops. One that fits is enough.",
}


def webhooks_described(result: dict[str, Any], generator: Any, **_: Any) -> dict[str, Any]:  # noqa: ARG001
    """The document with its webhooks. Called by drf-spectacular when the components have their names."""
    result["webhooks"] = {kind.name: {"post": _operation(kind)} for kind in KINDS.values()}
    return result


def _operation(kind: Kind) -> dict[str, Any]:
    message = {
        "type": "object",
        "required": ["type", "timestamp", "data"],
        "properties": {
            "type": {"type": "string", "const": kind.name},
            "timestamp": {"type": "string", "format": "date-time"},
            "data": {"$ref": "#/components/schemas/ToldChange"},
        },
    }
    return {
        "operationId": f"told_{kind.name.replace('.', '_')}",
        "summary": kind.meaning,
        "description": "Ids and a link; the object is read at `data.url`. Sent at least once, in no certain order.",
        "tags": ["webhooks"],
        "parameters": [
            {
                "in": "header",
                "name": name,
                "required": True,
                "schema": {"type": "string"},
                "description": meaning,
            }
            for name, meaning in _HEADERS.items()
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": message}}},
        "responses": {
            "2XX": {"description": "Taken. Any other answer, and none within 15 seconds, is tried again."}
        },
    }
