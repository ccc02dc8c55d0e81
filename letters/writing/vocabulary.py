"""The names by which templates call facts, how a fact reads in a sentence, and what to do when it is missing.

A path is written ``denial.letter_date``, or ``grounds[].quote`` for a fact of every row. Nothing is computed here from
law or from the clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import get_args, get_type_hints

from letters.writing.facts import GroundFacts, LetterFacts

HOLE_PATTERN = re.compile(r"\[MISSING: ([^\]\n]{1,120})\]")

REMEDIES: Mapping[str, str] = MappingProxyType(
    {
        "firm.name": "Enter the firm's name in the firm's settings.",
        "firm.address_lines": "Enter the firm's postal address in the firm's settings.",
        "firm.phone": "Enter the firm's telephone number in the firm's settings.",
        "firm.email": "Enter the firm's e-mail address in the firm's settings.",
        "signer.name": "Choose the member who signs the letter.",
        "signer.title": "Enter the signing member's title.",
        "signer.licence": "Record the signing member's licence: number, state and expiry.",
        "case.case_number": "Give the case its number.",
        "case.client_name": "Record the client's full name.",
        "case.insurer_name": "Name the insurer on the case.",
        "case.insurer_address_lines": "Record the insurer's address for appeals.",
        "case.plan_name": "Record the name of the plan or policy.",
        "case.line_of_business": "Record the case's line of business.",
        "case.plan_type": "Record the plan type: it decides which law applies.",
        "case.member_id": "Record the client's member number as the insurer's card shows it.",
        "case.group_number": "Record the group number.",
        "case.claim_number": "Record the claim number that the denial letter gives.",
        "case.jurisdiction": "Record the state whose law governs the policy.",
        "denial.letter_date": "Record the date printed on the denial letter.",
        "denial.received_on": "Record the day the denial was received, and how that is known.",
        "denial.decision": "Record what the insurer decided.",
        "denial.reference": "Record the reference number of the denial letter.",
        "deadline.rule": "Link the letter to the deadline that it meets.",
        "deadline.due_on": "Link the letter to an open deadline with a due date. For a second appeal the plan sets it: "
        "record the plan's own period on the policy, as its duty second_level_appeal.",
        "deadline.safe_on": "Link the letter to an open deadline with a safe date.",
        "deadline.citation": "Link the letter to a deadline whose rule has a citation.",
        "deadline.checked": "Link the letter to a deadline whose rule shows how it was checked.",
        "deadline.satisfied_by": "Record whether the deadline is met by sending or by receipt.",
        "letter_date": "Set the date of the letter.",
        "outcome_asked": "State the exact outcome that the letter asks for.",
        "items_requested": "List the documents that the letter demands.",
        "sent_by": "Choose how the letter is sent.",
        "language": "Choose the language of the letter.",
        "grounds": "Record the grounds of the denial.",
        "grounds[].number": "Number the grounds of the denial.",
        "grounds[].code": "Give the ground its code.",
        "grounds[].quote": "Quote the ground word for word from the denial letter.",
        "grounds[].page": "Record the page of the denial letter that states the ground.",
        "grounds[].clause": "Record the clause that the insurer relied on.",
        "grounds[].criteria": "Record the criteria that the insurer relied on.",
        "grounds[].insurer_evidence": "Record the evidence that the insurer relied on.",
        "grounds[].policy_words": "Quote the policy's words on this point.",
        "grounds[].argument": "Write why the ground is wrong, or waive it with a reason.",
        "grounds[].exhibits": "Put evidence against the ground, or correct the exhibit number.",
        "grounds[].authorities": "Choose an authority from the catalogue.",
        "grounds[].state": "Answer the ground, or waive it with a reason.",
        "grounds[].waived_reason": "Record why the ground is waived.",
        "grounds[].waived_by": "Record which licensed member waived the ground.",
        "exhibits": "Attach the exhibits.",
        "exhibits[].number": "Number the exhibits.",
        "exhibits[].title": "Give the exhibit a title.",
        "exhibits[].kind": "Record what kind of document the exhibit is.",
        "exhibits[].dated_on": "Record the date of the exhibit.",
        "exhibits[].pages": "Record how many pages the exhibit has.",
        "exhibits[].sha256": "Store the exhibit's file, so that its hash is known.",
        "exhibits[].proves": "Record what the exhibit proves.",
    }
)

GROUND_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "medical_necessity": "Medical necessity",
        "experimental_investigational": "Experimental or investigational",
        "level_of_care": "Level of care",
        "prior_authorization": "Prior authorization",
        "out_of_network": "Out of network",
        "not_covered_benefit": "Benefit said not to be covered",
        "policy_exclusion": "Policy exclusion",
        "step_therapy_or_formulary": "Step therapy or formulary",
        "coding_or_billing": "Coding or billing",
        "duplicate": "Duplicate claim",
        "missing_information": "Missing information",
        "timely_filing": "Timely filing",
        "eligibility_or_lapse": "Eligibility or lapse",
        "coordination_of_benefits": "Coordination of benefits",
        "preexisting_condition": "Pre-existing condition",
        "misrepresentation_or_rescission": "Misrepresentation or rescission",
        "disability_definition_not_met": "Definition of disability",
        "causation_or_wear": "Causation or wear",
        "late_notice": "Late notice",
        "failure_of_conditions": "Conditions of the policy",
        "vacancy_or_occupancy": "Vacancy or occupancy",
        "limits_or_valuation": "Limits or valuation",
        "liability_disputed": "Liability disputed",
        "fraud_or_siu": "Special investigation",
        "other": "Other reason",
    }
)

DECISION_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "denied": "denied the claim",
        "partially_denied": "denied the claim in part",
        "terminated": "terminated benefits",
        "reduced": "reduced benefits",
        "rescinded": "rescinded coverage",
        "reservation_of_rights": "reserved its rights",
        "underpaid": "paid less than is owed",
        "request_for_information": "asked for further information",
    }
)

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def hole(path: str) -> str:
    """The visible mark that stands in a letter where the fact at `path` is missing."""
    return f"[MISSING: {path}]"


@cache
def known_paths() -> frozenset[str]:
    """Every path a template may name, read off the dataclasses themselves."""
    return frozenset(_paths(LetterFacts, ""))


def _paths(kind: type, prefix: str) -> Iterator[str]:
    hints = get_type_hints(kind)
    for field in fields(kind):
        hint = hints[field.name]
        path = prefix + field.name
        rows = [arg for arg in get_args(hint) if is_dataclass(arg) and isinstance(arg, type)]
        if is_dataclass(hint) and isinstance(hint, type):
            yield from _paths(hint, f"{path}.")
            continue
        yield path
        if rows:
            yield from _paths(rows[0], f"{path}[].")


def look_up(facts: object, path: str) -> object:
    """The value at a plain path (no ``[]``) in `facts`. Raises `KeyError` for a name that is not a fact."""
    value = facts
    for name in path.split("."):
        if not is_dataclass(value) or name not in {field.name for field in fields(value)}:
            raise KeyError(path)
        value = getattr(value, name)
    return value


def is_known(value: object) -> bool:
    """Whether the case records a fact: not None, not empty, not blank."""
    if isinstance(value, str):
        return bool(value.strip())
    return value is not None and value != ()


def missing_paths(facts: LetterFacts, required: tuple[str, ...]) -> tuple[str, ...]:
    """The concrete paths among `required` that `facts` leaves out, in the order they are required.

    ``grounds[].quote`` becomes ``grounds[2].quote`` for the ground numbered 2. A waived ground is not written about, so
    its facts are not asked for.
    """
    missing: list[str] = []
    for path in required:
        rows_name, is_rows, leaf = path.partition("[].")
        if not is_rows:
            if not is_known(look_up(facts, path)):
                missing.append(path)
            continue
        for row in getattr(facts, rows_name):
            waived = isinstance(row, GroundFacts) and row.state == "waived"
            if not waived and not is_known(look_up(row, leaf)):
                missing.append(f"{rows_name}[{row.number}].{leaf}")
    return tuple(missing)


def remedy_of(path: str) -> str:
    """What a person does about a missing fact; `path` may name one row, as in ``grounds[2].quote``."""
    return REMEDIES[re.sub(r"\[\d+\]", "[]", path)]


def long_date(day: date) -> str:
    """A date as an American letter writes it: ``November 3, 2026``. Independent of the machine's locale."""
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def in_words(value: object) -> str:
    """A known fact as it reads in a sentence."""
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, tuple):
        return ", ".join(in_words(part) for part in value)
    return str(value).strip()
