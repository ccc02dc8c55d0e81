"""What a member made of the proposals: kept, changed, added, removed, field by field. Labels to measure and train by.

Pure: the findings as `to_json` gives them, and what was confirmed, in; differences out.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

KEPT, CHANGED, ADDED, REMOVED = "kept", "changed", "added", "removed"

_PROPOSED: Final = ("decision", "letter_date", "reviewer")
"""Fields of the denial that a finding of the same name proposes."""
_NUMBERS: Final = ("claim", "claim_number", "reference")
"""Kinds of reference number that are proposed as the denial's own, the best first."""
_OF_GROUND: Final = {
    **dict.fromkeys(("code", "quote", "page", "start", "end", "reviewer_specialty"), ""),
    **dict.fromkeys(("clauses", "criteria", "insurer_evidence", "evidence_missing"), ()),
}
"""What is said of a ground, and what it is where nothing is said."""
_WHOLE: Final = ("level", "is_final", "received_on", "received_proof")
"""Fields that no finding proposes: what a member gives is added."""


def proposed(findings: Mapping[str, Any]) -> dict[str, Any]:
    """The denial as the findings propose it: what a form shows before anything is typed. Absent is empty."""
    said: dict[str, Any] = {name: (findings.get(name) or {}).get("value", "") for name in _PROPOSED}
    return said | {
        "reference": _claim_number(findings.get("reference_numbers", [])),
        "grounds": [_proposed_ground(ground, findings) for ground in findings.get("grounds", [])],
    }


def _proposed_ground(ground: Mapping[str, Any], findings: Mapping[str, Any]) -> dict[str, Any]:
    """What a section says of its own ground; where it says nothing, what the whole letter relies on."""
    evidence = ground.get("evidence_relied_on") or findings.get("evidence_relied_on", [])
    missing = ground.get("evidence_missing") or findings.get("evidence_missing", [])
    return {
        **{name: ground[name] for name in ("code", "quote", "page", "start", "end")},
        "clauses": _quotes(ground.get("clauses", [])),
        "criteria": _quotes(ground.get("criteria", [])),
        "insurer_evidence": _quotes(evidence),
        "evidence_missing": _quotes(missing),
        "reviewer_specialty": _specialty(findings.get("people", [])),
    }


def _specialty(people: Sequence[Mapping[str, Any]]) -> str:
    """The specialty of whoever reviewed the claim, if the letter names one such person's."""
    named = {str(person["specialty"]) for person in people if person["role"] == "reviewer"} - {""}
    return named.pop() if len(named) == 1 else ""


def _quotes(spans: Sequence[Mapping[str, Any]]) -> list[str]:
    """Passages on one line each, every one once."""
    return list(dict.fromkeys(" ".join(span["quote"].split()) for span in spans))


def _claim_number(references: Sequence[Mapping[str, Any]]) -> str:
    by_kind = {found["kind"]: found["value"] for found in reversed(references)}
    return next((str(by_kind[kind]) for kind in _NUMBERS if kind in by_kind), "")


def corrections(
    findings: Mapping[str, Any],
    confirmed: Mapping[str, Any],
    assistance: Sequence[Mapping[str, Any]] = (),
) -> list[dict[str, Any]]:
    """Each field with what became of its proposal: `{"field", "act", "proposed", "confirmed"}`, grounds by number.

    A ground is the same one as long as it overlaps the passage that was proposed; `field` is `/grounds/N` in the order
    of the findings, and for an added one in the order of what was confirmed; `/assistance/N` is one that the assistant
    proposed. Values are as JSON has them.
    """
    said = proposed(findings)
    whole = [
        _difference(f"/{name}", said.get(name, ""), _plain(confirmed.get(name)))
        for name in (*_PROPOSED, "reference", *_WHOLE)
    ]
    grounds = {f"/grounds/{number}": ground for number, ground in enumerate(said["grounds"])}
    grounds |= {f"/assistance/{number}": _said(ground) for number, ground in enumerate(assistance)}
    return [each for each in whole if each] + list(_of_grounds(grounds, confirmed.get("grounds", [])))


def _difference(field: str, before: Any, after: Any) -> dict[str, Any] | None:
    if before in ("", None) and after in ("", None, False, 0):
        return None
    if before in ("", None):
        act = ADDED
    elif after in ("", None):
        act = REMOVED
    else:
        act = KEPT if before == after else CHANGED
    return {"field": field, "act": act, "proposed": before, "confirmed": after}


def _of_grounds(
    before: Mapping[str, Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    left = dict(enumerate(after))
    for field, ground in before.items():
        shared = {index: _overlap(ground, other) for index, other in left.items()}
        match = max(shared, key=lambda index: shared[index], default=None)
        if match is None or not shared[match]:
            yield {"field": field, "act": REMOVED, "proposed": dict(ground), "confirmed": None}
            continue
        kept = _said(left.pop(match))
        act = KEPT if kept == _said(ground) else CHANGED
        yield {"field": field, "act": act, "proposed": dict(ground), "confirmed": kept}
    for number, ground in left.items():
        yield {"field": f"/grounds/{number}", "act": ADDED, "proposed": None, "confirmed": _said(ground)}


def _said(ground: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(ground.get(name, nothing)) for name, nothing in _OF_GROUND.items()}


def _overlap(one: Mapping[str, Any], other: Mapping[str, Any]) -> int:
    """Characters that two passages share."""
    if one["page"] != other.get("page"):
        return 0
    shared: int = min(one["end"], other["end"]) - max(one["start"], other["start"])
    return max(0, shared)


def _plain(value: Any) -> Any:
    """As JSON has it: a date as its ISO text, a tuple as a list."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


_NOT_CONFIRMED: Final = (
    "line",
    "plan_type",
    "insurer",
    "administrator",
    "claimant",
    "references",
    "evidence_relied_on",
    "evidence_missing",
    "review_vendors",
    "rights",
    "contradictions",
    "notice",
)
"""What a member who confirms a denial says nothing about."""


def labelled_letter(name: str, pages: Sequence[str], confirmed: Mapping[str, Any]) -> dict[str, Any]:
    """The letter with what was confirmed of it, in the form of `labelled`: what the rules are measured against."""
    grounds: Sequence[Mapping[str, Any]] = confirmed.get("grounds", [])
    labels = {
        "decision": confirmed["decision"],
        "letter_date": _plain(confirmed["letter_date"]),
        "grounds": [{"code": ground["code"], "says": ground["quote"]} for ground in grounds],
        **({"reviewer": confirmed["reviewer"]} if confirmed.get("reviewer") else {}),
        **{
            field: list(dict.fromkeys(said for ground in grounds for said in ground.get(field, ())))
            for field in ("clauses", "criteria")
        },
        "unlabelled": list(_NOT_CONFIRMED),
    }
    return {"name": name, "pages": list(pages), "labels": labels}
