"""Gathering what a letter knows from the rows of its case. Nothing is guessed: what no row says stays None."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, cast
from uuid import UUID

from cases.models import Case, Denial, Evidence, Ground, Policy
from cases.models.case import NO_DATE
from cases.selectors import provision_list
from claimback.kernel.errors import Conflict
from claimback.tenancy.licences import ADJUSTER, BAR, licence_holds
from claimback.tenancy.member import Member
from claimback.tenancy.selectors import firm_get, licence_list, member_get
from claimback.vault.services.reveals import sealed_use
from deadlines.models import Deadline
from letters.models import Letter
from letters.selectors import clock_behind, exhibits_of, grounds_of
from letters.services.choices import Choices
from letters.services.claim_facts import (
    breach_facts,
    call_facts,
    claim_file_facts,
    promise_facts,
    provider_facts,
    regulator_facts,
)
from letters.services.firm_templates import template_behind
from letters.services.meaning import meaning_of
from letters.services.recipients import lines_of, recipient_facts
from letters.writing.catalogue import templates
from letters.writing.facts import (
    Amount,
    CaseFacts,
    Checked,
    ClaimFileFacts,
    ClientFacts,
    DeadlineFacts,
    DenialFacts,
    ExhibitFacts,
    FirmFacts,
    GroundFacts,
    GroundState,
    LetterFacts,
    LossFacts,
    PolicyFacts,
    ProviderFacts,
    RegulatorFacts,
    SatisfiedBy,
    SignerFacts,
)
from letters.writing.template import Template, scopes_of

_SEALED: Final = ("number", "member_number", "group_number")


def facts_gather(
    letter: Letter, choices: Choices, *, opened_by: Member | None = None, purpose: str = ""
) -> tuple[LetterFacts, Deadline | None]:
    """The facts of the letter's case as the rows say them now, and the deadline that the letter reckons with.

    Sealed numbers are masked, unless they are opened on behalf of a member for a purpose that stays on the record.
    Raises Invalid for a decision that the template has no meaning for, Conflict for a number that does not open.
    """
    case, denial, template = letter.case, letter.denial, _plan(letter)
    meaning = meaning_of(letter.template, denial.level if denial else 0)
    deadline = clock_behind(case.id, meaning.clock, letter.denial_id) if meaning.clock else None
    named = scopes_of(template)
    grounds = grounds_of(denial.id) if denial and "grounds" in named else []
    answering = denial.id if denial and "exhibits" in template.required else None
    exhibits = exhibits_of(case.id, answering, choices.evidence_ids)
    sealed = _SEALED if "policy" in named else _SEALED[1:]
    numbers, address = _numbers(letter, sealed, opened_by, purpose), _address(case, meaning.addresses)
    promise = letter.promise
    entry = letter.correspondence or (promise.correspondence if promise else None)
    facts = LetterFacts(
        firm=_firm(),
        signer=_signer(letter),
        recipient=recipient_facts(template, case, address, choices.addressee, letter.recipient_party),
        client=_client(case),
        policy=_policy(case, numbers),
        loss=LossFacts(on=case.loss_date),
        case=_case(case, address, numbers),
        denial=_denial(denial),
        grounds=tuple(_ground(ground, case.policy, choices.letter_date) for ground in grounds),
        exhibits=tuple(_exhibit(evidence) for evidence in exhibits),
        deadline=_deadline(deadline),
        call=call_facts(entry, case),
        promise=promise_facts(promise, case),
        provider=provider_facts(case) if "provider" in named else ProviderFacts(),
        claim_file=claim_file_facts(case) if "claim_file" in named else ClaimFileFacts(),
        breaches=breach_facts(case) if "breaches" in named else (),
        regulator=regulator_facts(case) if "regulator" in named else RegulatorFacts(),
        letter_date=choices.letter_date,
        outcome_asked=choices.outcome_asked or None,
        items_requested=tuple(choices.items_requested),
        sent_by=choices.sent_by or None,
        particulars=choices.particulars,
    )
    return facts, deadline


def _plan(letter: Letter) -> Template:
    """The template that says what to gather; for a variant that holds no more, what it is a variant of."""
    try:
        return template_behind(letter)
    except Conflict:
        return templates()[letter.template]


def _firm() -> FirmFacts:
    firm = firm_get()
    return FirmFacts(
        name=firm.name,
        address_lines=lines_of(firm.address),
        phone=firm.phone or None,
        email=firm.docket_email or None,
    )


def _signer(letter: Letter) -> SignerFacts:
    if letter.signer_id is None:
        return SignerFacts()
    member = member_get(letter.signer_id)
    return SignerFacts(name=member.user.name, title=member.title or None)


def _numbers(
    letter: Letter, wanted: Sequence[str], opened_by: Member | None, purpose: str
) -> dict[str, str | None]:
    """The numbers by which the insurer knows the client: masked, or in full with a trace of who needed them."""
    policy = letter.case.policy
    shown: dict[str, str | None] = dict.fromkeys(_SEALED)
    if policy is None:
        return shown
    held = {name: getattr(policy, name) for name in wanted}
    shown |= {name: str(value) for name, value in held.items() if value is not None}
    fields = [name for name, value in shown.items() if value]
    if opened_by is None or not fields:
        return shown
    opened = sealed_use(actor=opened_by, row=policy, fields=fields, purpose=f"{purpose} {letter.id}")
    return shown | {name: str(value) for name, value in opened.items()}


def _client(case: Case) -> ClientFacts:
    client = case.client
    return ClientFacts(
        address_lines=lines_of(client.address), phone=client.phone or None, email=client.email or None
    )


def _policy(case: Case, numbers: Mapping[str, str | None]) -> PolicyFacts:
    if case.policy is None:
        return PolicyFacts()
    return PolicyFacts(
        number=numbers["number"],
        effective_from=case.policy.effective_from,
        effective_to=case.policy.effective_to,
        recorded_words=tuple(
            provision_list()
            .filter(policy_id=case.policy.id)
            .order_by("created_at")
            .values_list("quote", flat=True)
        ),
    )


def _amount(value: Decimal | None, currency: str) -> Amount | None:
    return None if value is None else Amount(value, currency)


def _case(case: Case, address: tuple[str, ...], numbers: Mapping[str, str | None]) -> CaseFacts:
    policy = case.policy
    return CaseFacts(
        case_number=case.number,
        client_name=case.client.name,
        insurer_name=case.insurer.name,
        insurer_address_lines=address,
        plan_name=(policy.name or None) if policy else None,
        line_of_business=case.line_of_business,
        plan_type=case.plan_type or None,
        member_id=numbers["member_number"],
        group_number=numbers["group_number"],
        claim_number=case.claim_number or None,
        claim_kind=case.claim_kind or None,
        jurisdiction=case.jurisdiction,
        amount_claimed=_amount(case.amount_claimed, case.currency),
        amount_disputed=_amount(case.amount_disputed, case.currency),
        next_deadline_on=None if case.next_deadline_on == NO_DATE else case.next_deadline_on,
    )


def _address(case: Case, purposes: tuple[str, ...]) -> tuple[str, ...]:
    """The lines of the insurer's address for the first of `purposes` that it has one for."""
    known: dict[str, str] = {}
    for address in case.insurer.addresses.order_by("created_at"):
        known.setdefault(address.purpose, address.lines)
    return next((lines_of(known[purpose]) for purpose in purposes if purpose in known), ())


def _denial(denial: Denial | None) -> DenialFacts:
    if denial is None:
        return DenialFacts()
    return DenialFacts(
        letter_date=denial.letter_date,
        received_on=denial.received_on,
        decision=denial.decision,
        reference=denial.reference or None,
    )


def _licence_of(member_id: UUID, on: date) -> str | None:
    """The licence by which a member may waive a ground: any that is in force on that day."""
    held = list(licence_list().filter(member_id=member_id).order_by("issued_on", "id"))
    found = next(filter(None, (licence_holds(held, kind, "", on) for kind in (BAR, ADJUSTER))), None)
    return str(found) if found else None


def _ground(ground: Ground, policy: Policy | None, on: date) -> GroundFacts:
    rebuttal = next(iter(ground.rebuttals.all()), None)
    stated: dict[str, Any] = {
        "number": ground.number,
        "code": ground.code,
        "quote": ground.quote,
        "page": ground.page,
        "clause": _joined(ground.clauses),
        "criteria": _joined(ground.criteria),
        "insurer_evidence": _joined(ground.insurer_evidence),
        "policy_words": _policy_words(ground, policy),
    }
    if rebuttal is None:
        return GroundFacts(**stated)
    return GroundFacts(
        **stated,
        argument=rebuttal.argument or None,
        exhibits=tuple(sorted(use.evidence.exhibit_number for use in rebuttal.evidence_uses.all())),
        authorities=tuple(rebuttal.authorities),
        state=cast(GroundState, rebuttal.state),
        waived_reason=rebuttal.waived_reason or None,
        waived_by=str(rebuttal.waived_by) if rebuttal.waived_by else None,
        waived_licence=_licence_of(rebuttal.waived_by_id, on) if rebuttal.waived_by_id else None,
    )


def _policy_words(ground: Ground, policy: Policy | None) -> str | None:
    """The words of the provisions that the insurer's clauses name by their labels, where the policy's are recorded."""
    if policy is None:
        return None
    clauses = [_folded(clause) for clause in ground.clauses]
    found = [
        provision.quote
        for provision in policy.provisions.order_by("created_at")
        if any(_names(clause, _folded(provision.label)) for clause in clauses)
    ]
    return "\n\n".join(found) or None


def _names(clause: str, label: str) -> bool:
    """Whether a clause names a label, and not one that only begins like it: Section 7.2 is not Section 7.2(c)."""
    return re.search(rf"(?<!\w){re.escape(label)}(?![\w(]|\.\w)", clause) is not None


def _exhibit(evidence: Evidence) -> ExhibitFacts:
    document = evidence.document
    return ExhibitFacts(
        number=evidence.exhibit_number,
        title=document.title,
        kind=document.kind,
        dated_on=document.dated_on,
        pages=document.file.pages,
        sha256=document.file.sha256 or None,
        proves=evidence.proves or None,
    )


def _deadline(deadline: Deadline | None) -> DeadlineFacts:
    if deadline is None:
        return DeadlineFacts()
    return DeadlineFacts(
        rule=deadline.rule,
        due_on=deadline.due_on,
        safe_on=deadline.safe_on,
        citation=deadline.citation,
        checked=cast(Checked, deadline.checked),
        satisfied_by=cast(SatisfiedBy, deadline.satisfied_by) if deadline.satisfied_by else None,
    )


def _joined(parts: Iterable[str]) -> str | None:
    return "; ".join(part.strip().rstrip(".") for part in parts if part.strip()) or None


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
