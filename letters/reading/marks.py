"""What is marked in a letter: every passage of its findings, with the finding that it belongs to. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

GROUND, RIGHT, EVIDENCE, FACT, DOUBT, NOTICE = "ground", "right", "evidence", "fact", "doubt", "notice"
KINDS: Final = {
    GROUND: "a reason",
    RIGHT: "a right",
    EVIDENCE: "evidence",
    FACT: "a fact",
    DOUBT: "a doubt",
    NOTICE: "what the notice must say",
}
"""What a marked passage tells, in words."""

SHOWN_AT_ONCE: Final = 30
"""Pages of one letter that are drawn and shown together."""

FACTS: Final = (
    "decision",
    "letter_date",
    "insurer",
    "administrator",
    "claimant",
    "line_of_business",
    "plan_type",
    "reviewer",
)
"""The findings that a letter has one of, in the order in which a reader asks for them."""

_LISTS: Final = (
    ("grounds", GROUND),
    ("rights", RIGHT),
    ("evidence_relied_on", EVIDENCE),
    ("evidence_missing", EVIDENCE),
    ("reason_codes", FACT),
    ("people", FACT),
    ("dates", FACT),
    ("reference_numbers", FACT),
    ("amounts", FACT),
    ("review_vendors", FACT),
    ("contradictions", DOUBT),
    ("needs_review", DOUBT),
    ("assistance", DOUBT),
    ("notice_checks", NOTICE),
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage of a page and what it tells: `finding` points into the findings, such as `/grounds/0`."""

    finding: str
    kind: str
    label: str
    page: int
    start: int
    end: int


def marks(findings: Mapping[str, Any]) -> list[Mark]:
    """Every passage that a finding stands on, in the order of the letter; the wider one first where two begin alike.

    `findings` as `to_json` gives them; what an assistant proposes is marked too, under `assistance`. Passages may
    overlap: one sentence can be a reason and a right.
    """
    return sorted(_marks(findings), key=lambda mark: (mark.page, mark.start, -mark.end))


def pages_to_see(findings: Mapping[str, Any], count: int) -> list[int]:
    """The pages of a letter to look at: all of a short one, of a longer file those on which something was found."""
    if count <= SHOWN_AT_ONCE:
        return list(range(1, count + 1))
    return sorted({1} | {mark.page for mark in marks(findings) if mark.kind != NOTICE})[:SHOWN_AT_ONCE]


def _marks(findings: Mapping[str, Any]) -> Iterator[Mark]:
    for name in FACTS:
        if findings.get(name):
            yield _mark(f"/{name}", FACT, _words(name), findings[name])
    for name, kind in _LISTS:
        for number, found in enumerate(findings.get(name, [])):
            for place in _places(found):
                yield _mark(f"/{name}/{number}", kind, _label(name, number, found), place)


def _places(found: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Where a finding stands: a check of the notice may have no place, a contradiction has several."""
    places = found["passages"] if "passages" in found else [found.get("place", found)]
    return [place for place in places if place and "start" in place]


def _mark(finding: str, kind: str, label: str, place: Mapping[str, Any]) -> Mark:
    return Mark(finding, kind, label, place["page"], place["start"], place["end"])


def _label(name: str, number: int, found: Mapping[str, Any]) -> str:
    match name:
        case "grounds":
            return f"Ground {number + 1}: {_words(found['code'])}"
        case "evidence_relied_on":
            return "evidence relied on"
        case "evidence_missing":
            return "said to be missing"
        case "reason_codes":
            return f"code {found['code']}"
        case "review_vendors":
            return f"reviewed by {found['value']}"
        case "contradictions":
            return f"contradiction: {_words(found['kind'])}"
        case "needs_review":
            return f"to look at: {_words(found['field'])}"
        case "assistance":
            return f"proposed by the assistant: {_words(found['code'])}"
        case "notice_checks":
            return _words(found["requirement"])
    return _words(found.get("kind") or found.get("role") or name)


def _words(code: str) -> str:
    return code.replace("_", " ")
