"""What a letter knows about its case: frozen, plain values, gathered by the caller.

No lookups and no defaults of substance live here. `None` (or an empty tuple) means that the case does not record the
fact; the draft then shows a hole in its place and can't be approved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import Literal

GroundState = Literal["open", "drafted", "answered", "waived"]
"""How far the answer to a ground has come; a letter may go out only when each is answered or waived."""

SatisfiedBy = Literal["sent", "received"]
"""What meets a deadline: handing the letter to the carrier by then, or the insurer having it by then."""

Checked = Literal["primary", "secondary", "unchecked"]
"""How a rule of law was checked: its own wording, someone else's account of it, or not at all."""


Language = Literal["en", "es"]
"""In which a letter is written. The law and what an insurer wrote stay in English."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money; `currency` is its ISO code."""

    amount: Decimal
    currency: str = "USD"


TableRow = Mapping[str, "str | Amount"]
"""One row of a particular of rows: its cells by the names of the columns."""

ParticularValue = str | bool | date | time | Decimal | Amount | tuple[str, ...] | tuple[TableRow, ...]
"""What the author gives for one particular of a template; which type is which kind's is in `particulars`."""


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
class RecipientFacts:
    """To whom the letter goes. `salutation` is the whole line, such as ``Dear Dr. Ferreira:``."""

    name: str | None = None
    address_lines: tuple[str, ...] = ()
    salutation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientFacts:
    """How the client is reached; the name is the case's."""

    address_lines: tuple[str, ...] = ()
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyFacts:
    """The contract, besides what the case says of it: its number, the days between which it runs, and the
    words of it that are recorded."""

    number: str | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    recorded_words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LossFacts:
    """The loss, or the accident, that the claim is about."""

    on: date | None = None


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
    claim_kind: str | None = None
    jurisdiction: str | None = None
    amount_claimed: Amount | None = None
    amount_disputed: Amount | None = None
    next_deadline_on: date | None = None


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
    waived_licence: str | None = None


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
class CallFacts:
    """The contact of the log that the letter confirms: when (in the case's time zone), with whom, what was said."""

    on: date | None = None
    at: time | None = None
    representative: str | None = None
    representative_id: str | None = None
    reference: str | None = None
    said: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseFacts:
    """What a representative said would happen, and by when; `made_on` is known where the log holds the contact."""

    text: str | None = None
    due_on: date | None = None
    made_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderFacts:
    """The provider or contractor whose care or work the claim is about, as a party of the case."""

    name: str | None = None
    organisation: str | None = None
    specialty: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFileFacts:
    """The demands for the claim file: since when, what is still owed, and the duty that has been broken longest.

    `days_late` are calendar days after `due_on`; `consequence` is what the law attaches to it, in our words.
    """

    requested_on: date | None = None
    last_requested_on: date | None = None
    times_requested: int | None = None
    items_missing: tuple[str, ...] = ()
    due_on: date | None = None
    days_late: int | None = None
    consequence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachFacts:
    """One duty that was not done in time: by when, how late in calendar days, and what the law gives for it.

    `owed` is what its remedies come to so far, None where the law gives no sum or something is needed to reckon it.
    """

    number: int
    rule: str | None = None
    act: str | None = None
    citation: str | None = None
    due_on: date | None = None
    days_late: int | None = None
    consequence: str | None = None
    cured_on: date | None = None
    owed: Amount | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegulatorFacts:
    """Who regulates the claim's line of business in the case's state, and where external review is asked for there.

    What goes with the request are noun phrases: those of every request, and those that an expedited
    one, and one about experimental care, need besides.
    """

    name: str | None = None
    website: str | None = None
    phone: str | None = None
    external_review_filed_at: str | None = None
    external_review_enclosures: tuple[str, ...] = ()
    external_review_expedited_enclosures: tuple[str, ...] = ()
    external_review_experimental_enclosures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFacts:
    """Everything one letter may say, and nothing else. `particulars` are what its author gave, by name."""

    firm: FirmFacts = FirmFacts()
    signer: SignerFacts = SignerFacts()
    recipient: RecipientFacts = RecipientFacts()
    client: ClientFacts = ClientFacts()
    policy: PolicyFacts = PolicyFacts()
    loss: LossFacts = LossFacts()
    case: CaseFacts = CaseFacts()
    denial: DenialFacts = DenialFacts()
    grounds: tuple[GroundFacts, ...] = ()
    exhibits: tuple[ExhibitFacts, ...] = ()
    deadline: DeadlineFacts = DeadlineFacts()
    call: CallFacts = CallFacts()
    promise: PromiseFacts = PromiseFacts()
    provider: ProviderFacts = ProviderFacts()
    claim_file: ClaimFileFacts = ClaimFileFacts()
    breaches: tuple[BreachFacts, ...] = ()
    regulator: RegulatorFacts = RegulatorFacts()
    letter_date: date | None = None
    outcome_asked: str | None = None
    items_requested: tuple[str, ...] = ()
    sent_by: str | None = None
    particulars: Mapping[str, ParticularValue] = field(default_factory=dict)
