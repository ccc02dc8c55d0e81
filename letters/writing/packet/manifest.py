"""The manifest: what the packet is made of, page by page, with hashes to hold the originals against. Plain JSON.

It is attached to the packet, and names all but the packet's own hash, which no file can hold of itself.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from letters.writing.packet.plan import Packet, Part, Plan

NAME: Final = "manifest.json"
LETTER_NAME: Final = "letter.pdf"
VERSION: Final = 1


def manifest(plan: Plan, parts: Sequence[Part], pages: int) -> dict[str, Any]:
    """What is attached to the packet."""
    bates = plan.bates
    return {
        "manifest": VERSION,
        "case_number": plan.case_number,
        "firm": plan.firm,
        "subject": plan.subject,
        "dated": plan.dated.isoformat(),
        "pages": pages,
        "bates": None
        if bates is None
        else {"prefix": bates.prefix, "width": bates.width, "position": bates.position},
        "parts": [_part(part) for part in parts],
    }


def manifest_to_json(plan: Plan, packet: Packet) -> dict[str, Any]:
    """The manifest with the packet's own hash and size, as it is kept beside the packet."""
    return {"sha256": packet.sha256, "size": packet.size, **manifest(plan, packet.parts, packet.pages)}


def manifest_bytes(plan: Plan, parts: Sequence[Part], pages: int) -> bytes:
    """The attached file."""
    return json.dumps(manifest(plan, parts, pages), indent=2, ensure_ascii=False).encode()


def _part(part: Part) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(part).items()}
