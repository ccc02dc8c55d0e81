"""What a letter knows about its case: frozen, plain values, gathered by the caller.

No lookups and no defaults of substance live here. `None` (or an empty tuple) means that the case does not record the
fact; the draft then shows a hole in its place and can't be approved.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

GroundState = Literal["open", "drafted", "answered", "waived"]
"""How far the answer to a ground has come; a letter may go out only when each is answered or waived."""

SatisfiedBy = Literal["sent", "received"]
"""What meets a deadline: handing the letter to the carrier by then, or the insurer having it by then."""

Checked = Literal["primary", "secondary", "unchecked"]
"""How a rule of law was checked: its own wording, someone else's account of it, or not at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmFacts:
    """The firm whose letterhead the letter carries."""

    name: str | None = None
    address_lines: tuple[str, ...] = ()
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerFacts:
    """The member who signs; `licence` as it should read, such as ``Texas Bar No. 24000000``."""

    name: str | None = None
    title: str | None = None
    licence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """The case, its client, its insurer and the numbers by which the insurer knows the claim."""

    case_number: str | None = None
    client_name: str | None = None
    insurer_name: str | None = None
    insurer_address_lines: tuple[str, ...] = ()
    plan_name: str | None = None
    line_of_business: str | None = None
    plan_type: str | None = None
    member_id: str | None = None
    group_number: str | None = None
    claim_number: str | None = None
    jurisdiction: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DenialFacts:
    """The decision that the letter answers; `reference` is the number the denial letter gives itself."""

    letter_date: date | None = None
    received_on: date | None = None
    decision: str | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundFacts:
    """One row of the ground matrix.

    `quote` is verbatim from `page` of the denial; `clause` and `criteria` name what the insurer relied on, and
    `policy_words` quotes the clause. `exhibits` are exhibit numbers, `authorities` ids in the catalogue of authorities.
    """

    number: int
    code: str | None = None
    quote: str | None = None
    page: int | None = None
    clause: str | None = None
    criteria: str | None = None
    insurer_evidence: str | None = None
    policy_words: str | None = None
    argument: str | None = None
    exhibits: tuple[int, ...] = ()
    authorities: tuple[str, ...] = ()
    state: GroundState = "open"
    waived_reason: str | None = None
    waived_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExhibitFacts:
    """One numbered exhibit; `sha256` is the lower-case hex digest of its bytes, `proves` what it shows."""

    number: int
    title: str | None = None
    kind: str | None = None
    dated_on: date | None = None
    pages: int | None = None
    sha256: str | None = None
    proves: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineFacts:
    """The clock that this letter meets: its last day, the day it is safe to send, and the law behind it."""

    rule: str | None = None
    due_on: date | None = None
    safe_on: date | None = None
    citation: str | None = None
    checked: Checked | None = None
    satisfied_by: SatisfiedBy | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFacts:
    """Everything one letter may say, and nothing else."""

    firm: FirmFacts = FirmFacts()
    signer: SignerFacts = SignerFacts()
    case: CaseFacts = CaseFacts()
    denial: DenialFacts = DenialFacts()
    grounds: tuple[GroundFacts, ...] = ()
    exhibits: tuple[ExhibitFacts, ...] = ()
    deadline: DeadlineFacts = DeadlineFacts()
    letter_date: date | None = None
    outcome_asked: str | None = None
    items_requested: tuple[str, ...] = ()
    sent_by: str | None = None
    language: Literal["en"] = "en"
