"""What was found in a letter as a person reads it: groups of findings, what is doubtful first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.vocabulary import GROUND_CODES, LINES_OF_BUSINESS, PLAN_TYPES
from claimback.tenancy.admin_show import words
from letters.assistant.interface import UNAVAILABLE
from letters.models import Reading
from letters.reading.marks import FACTS

_CODES: Final = {**GROUND_CODES, **LINES_OF_BUSINESS, **PLAN_TYPES}
_STANDING: Final = {
    "waiting": gettext_lazy("The assistant has yet to be asked."),
    "asked": gettext_lazy("The assistant was asked, and has not answered."),
    "answered": gettext_lazy("The assistant proposes nothing that the rules did not find."),
    "unavailable": gettext_lazy("The assistant was not available; the reading is whole without it."),
}
SURE: Final = 0.7
"""A finding that the rules are less sure of is shown as doubtful."""

FEW: Final = 60
"""Findings of one kind that are shown: a claim file of hundreds of pages has thousands of sums."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One finding: where in the findings it is, what it says, and the passage that it stands on."""

    finding: str
    name: str
    value: str = ""
    quote: str = ""
    page: int | None = None
    note: str = ""
    kind: str = "fact"
    badge: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one kind; `empty` is said where there are none, and a group without it is then left out."""

    title: str
    found: list[Shown]
    empty: str = ""
    folded: bool = False
    left_out: int = 0


def doubtful(reading: Reading) -> Group:
    """What a person must look at before anything else."""
    found = reading.findings or {}
    at_odds = found.get("contradictions", [])
    said = {one["why"] for one in at_odds}
    shown = [
        Shown(
            f"/contradictions/{n}",
            _("Contradiction"),
            one["why"],
            page=one["passages"][0]["page"],
            note=_(" against ").join(f"“{' '.join(at['quote'].split())}”" for at in one["passages"]),
            kind="doubt",
        )
        for n, one in enumerate(at_odds)
    ]
    shown += [
        _shown(f"/needs_review/{n}", words(doubt["field"]).capitalize(), doubt["why"], doubt, kind="doubt")
        for n, doubt in enumerate(found.get("needs_review", []))
        if doubt["why"] not in said
    ]
    shown += _at_odds_with_case(reading, found)
    return Group(
        _("Look at this first"), shown, _("Nothing stands out. Read the marked passages all the same.")
    )


def _at_odds_with_case(reading: Reading, found: Mapping[str, Any]) -> list[Shown]:
    """Where the letter seems to be about another kind of claim than the case."""
    case = reading.document.case
    shown = []
    for name, ours in (("line_of_business", case.line_of_business), ("plan_type", case.plan_type)):
        theirs = found.get(name)
        if theirs and ours and theirs["value"] != ours:
            why = _("The letter looks like %(theirs)s; the case says %(ours)s.") % {
                "theirs": _said(theirs["value"]),
                "ours": _said(ours),
            }
            shown.append(_shown(f"/{name}", words(name).capitalize(), why, theirs, kind="doubt"))
    return shown


def facts(found: Mapping[str, Any]) -> Group:
    """The letter's own particulars."""
    shown = [
        _shown(f"/{name}", words(name).capitalize(), _said(found[name]["value"]), found[name])
        for name in FACTS
        if found.get(name)
    ]
    return Group(
        _("The letter"), shown, _("Nothing was found. Record the denial by hand, or set the reading aside.")
    )


def grounds(found: Mapping[str, Any]) -> Group:
    """The reasons, in the insurer's order."""
    shown = [
        _shown(
            f"/grounds/{n}",
            _("Ground %(n)s") % {"n": n + 1},
            _said(ground["code"]),
            ground,
            note=_cited(ground),
            kind="ground",
        )
        for n, ground in enumerate(found["grounds"])
    ]
    return Group(_("Grounds"), shown, _("No reason was found."))


def assistance(reading: Reading) -> list[Group]:
    """What the assistant proposes, or what became of the question; nothing where it was not asked."""
    if reading.assistance_state == "none":
        return []
    shown = [
        Shown(
            f"/assistance/{n}",
            "",
            _said(ground["code"]),
            ground["quote"],
            ground["page"],
            _("It is no ground before you accept it."),
            "doubt",
            _("Proposed by the assistant"),
        )
        for n, ground in enumerate(reading.proposed)
    ]
    why = _(UNAVAILABLE.get((reading.assistance_answer or {}).get("why", ""), ""))
    return [
        Group(_("What the assistant proposes"), shown, f"{_STANDING[reading.assistance_state]} {why}".strip())
    ]


def others(found: Mapping[str, Any]) -> list[Group]:
    """What else the letter says: rights, evidence, people, days, numbers, sums, printed codes."""
    return [
        group
        for group in (
            _group(_("Rights that it tells of"), found, "rights", words, _right, kind="right"),
            _group(_("Evidence it relied on"), found, "evidence_relied_on", kind="evidence"),
            _group(_("Evidence it says is missing"), found, "evidence_missing", kind="evidence"),
            _group(_("Reviewed by a company or a program"), found, "review_vendors", value=_value, key=""),
            _group(_("Printed codes"), found, "reason_codes", str.upper, _code, key="system", folded=True),
            _group(_("People"), found, "people", words, _person, key="role", folded=True),
            _group(_("Days"), found, "dates", words, _days, folded=True),
            _group(_("Numbers"), found, "reference_numbers", words, _value, folded=True),
            _group(_("Sums"), found, "amounts", words, _sum, folded=True),
        )
        if group.found
    ]


def _group(
    title: str,
    found: Mapping[str, Any],
    name: str,
    named: Callable[[str], str] = words,
    value: Callable[[Mapping[str, Any]], str] | None = None,
    *,
    key: str = "kind",
    kind: str = "fact",
    folded: bool = False,
) -> Group:
    shown = [
        _shown(
            f"/{name}/{n}",
            named(str(one.get(key, ""))).capitalize() if key else "",
            value(one) if value else "",
            one,
            kind=kind,
        )
        for n, one in enumerate(found.get(name, []))
    ]
    return Group(title, shown[:FEW], folded=folded, left_out=len(shown[FEW:]))


def _shown(
    finding: str, name: str, value: str, place: Mapping[str, Any], *, note: str = "", kind: str = "fact"
) -> Shown:
    unsure = place.get("confidence", 1) < SURE
    notes = [part for part in (note, _("The rules are not sure of this.") if unsure else "") if part]
    return Shown(finding, name, value, place.get("quote", ""), place.get("page"), " ".join(notes), kind)


def _said(code: str) -> str:
    return _(_CODES.get(code, "")) or words(code)


def _cited(ground: Mapping[str, Any]) -> str:
    cited = [" ".join(span["quote"].split()) for span in (*ground["clauses"], *ground["criteria"])]
    return _("Cites %(cited)s.") % {"cited": "; ".join(cited)} if cited else ""


def _value(one: Mapping[str, Any]) -> str:
    return str(one["value"])


def _right(right: Mapping[str, Any]) -> str:
    parts = []
    if right["period"]:
        period = right["period"]
        parts.append(
            _("%(n)s %(unit)s from %(start)s")
            % {"n": period["n"], "unit": words(period["unit"]), "start": words(period["from"])}
        )
    if right["stated_date"]:
        parts.append(_("until %(stated_date)s") % {"stated_date": right["stated_date"]})
    if right["address"]:
        address = ", ".join(right["address"]["quote"].split("\n"))
        parts.append(_("to %(address)s") % {"address": address})
    return ", ".join(parts)


def _code(code: Mapping[str, Any]) -> str:
    return f"{code['code']}: {_said(code['ground'])}" if code["ground"] else str(code["code"])


def _person(person: Mapping[str, Any]) -> str:
    return ", ".join(filter(None, (person[name] for name in ("name", "credentials", "title", "specialty"))))


def _days(dated: Mapping[str, Any]) -> str:
    return (
        dated["first"]
        if dated["first"] == dated["last"]
        else _("%(first)s to %(last)s") % {"first": dated["first"], "last": dated["last"]}
    )


def _sum(amount: Mapping[str, Any]) -> str:
    return f"{amount['amount']} {amount['currency']}"


def all_groups(reading: Reading) -> Sequence[Group]:
    """All that was found, for who reads and confirms nothing."""
    found = reading.findings
    if not found:
        return ()
    return [doubtful(reading), facts(found), grounds(found), *assistance(reading), *others(found)]
