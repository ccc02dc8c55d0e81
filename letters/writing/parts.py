"""The parts that templates share: sections and blocks with the facts that they need, kept once in `parts/*.yaml`.

``include: NAME`` among a template's sections or blocks stands for the part's own. A template is expanded as it is read,
before anything else looks at it; no draft knows of parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from claimback.kernel.strict_yaml import load_yaml


class UnknownPart(ValueError):
    """A template includes a part that there is not; the message names the parts there are."""


def with_parts(template: Any) -> Any:
    """A template's data with each `include` replaced, and what the parts require and ask for added to its own.

    What the template says itself comes first, and of two particulars of one name its own stands. Anything that is no
    template's data is left to its schema. Raises `UnknownPart`.
    """
    if not isinstance(template, dict) or not isinstance(template.get("sections"), list):
        return template
    used: dict[str, dict[str, Any]] = {}
    made = {**template, "sections": list(_sections(template["sections"], used))}
    required = dict.fromkeys(path for part in (template, *used.values()) for path in part.get("required", ()))
    own = template.get("particulars", [])
    named = {row.get("name") for row in own if isinstance(row, dict)}
    theirs = {row["name"]: row for part in used.values() for row in part.get("particulars", ())}
    asked = [*own, *(row for name, row in theirs.items() if name not in named)]
    return (
        made | ({"required": list(required)} if required else {}) | ({"particulars": asked} if asked else {})
    )


def _sections(rows: list[Any], used: dict[str, dict[str, Any]]) -> Iterator[Any]:
    for row in _expanded(rows, "sections", used):
        blocks = row.get("blocks") if isinstance(row, dict) else None
        yield {**row, "blocks": list(_expanded(blocks, "blocks", used))} if isinstance(blocks, list) else row


def _expanded(rows: list[Any], kind: str, used: dict[str, dict[str, Any]]) -> Iterator[Any]:
    for row in rows:
        if not isinstance(row, dict) or set(row) != {"include"}:
            yield row
            continue
        name = str(row["include"])
        part = _parts().get(name, {})
        if kind not in part:
            known = ", ".join(sorted(key for key, found in _parts().items() if kind in found))
            raise UnknownPart(f"{name!r} is no part with {kind}; include one of {known}.")
        used[name] = part
        yield from _expanded(part[kind], kind, used)


@cache
def _parts() -> Mapping[str, dict[str, Any]]:
    files = sorted((Path(__file__).parent / "parts").glob("*.yaml"))
    return MappingProxyType({path.stem: load_yaml(path.read_text(encoding="utf-8")) for path in files})
