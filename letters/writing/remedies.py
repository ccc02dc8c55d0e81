"""What a person does about each fact that a letter may lack, by the fact's path. Wording only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from letters.writing.particulars import Particular
from letters.writing.sums import SUM

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
        "recipient.name": "Name the letter's recipient: record them on the case, or give the name with the letter.",
        "recipient.address_lines": "Record the recipient's postal address: the insurer's for appeals, the client's "
        "own; or give it with the letter.",
        "recipient.salutation": "Give the line that greets the recipient, such as Dear Dr. Ferreira:",
        "client.address_lines": "Record the client's postal address.",
        "client.phone": "Record the client's telephone number.",
        "client.email": "Record the client's e-mail address.",
        "policy.number": "Record the policy's number.",
        "policy.recorded_words": "Record the policy's provisions word for word.",
        "policy.effective_from": "Record the day from which the policy runs.",
        "policy.effective_to": "Record the last day of the policy.",
        "loss.on": "Record the date of the loss on the case.",
        "case.insurer_name": "Name the insurer on the case.",
        "case.insurer_address_lines": "Record the insurer's address for appeals.",
        "case.plan_name": "Record the name of the plan or policy.",
        "case.line_of_business": "Record the case's line of business.",
        "case.plan_type": "Record the plan type: it decides which law applies.",
        "case.member_id": "Record the client's member number as the insurer's card shows it.",
        "case.group_number": "Record the group number.",
        "case.claim_number": "Record the claim number that the denial letter gives.",
        "case.claim_kind": "Record the kind of claim: urgent, pre-service, post-service or concurrent.",
        "case.amount_claimed": "Record all that was asked of the insurer.",
        "case.amount_disputed": "Record what of it is denied or not paid.",
        "case.next_deadline_on": "The docket has no open deadline for this case: leave it out.",
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
        "call.on": "Choose the entry of the log that the letter confirms.",
        "call.at": "Choose the entry of the log that the letter confirms.",
        "call.representative": "Log the representative's name in the entry that the letter confirms.",
        "call.representative_id": "Log the representative's ID number in the entry that the letter confirms.",
        "call.reference": "Log the call's reference number in the entry that the letter confirms.",
        "call.said": "Log what was said in the entry that the letter confirms.",
        "promise.text": "Choose the promise that the letter confirms.",
        "promise.due_on": "Choose the promise that the letter confirms.",
        "promise.made_on": "Choose a promise that belongs to an entry of the log.",
        "provider.name": "Record the provider as a party of the case.",
        "provider.organisation": "Record the organisation of the provider.",
        "provider.specialty": "Record the specialty of the provider.",
        "provider.phone": "Record the telephone number of the provider.",
        "claim_file.requested_on": "Record the first demand for the claim file.",
        "claim_file.last_requested_on": "Record the last demand for the claim file.",
        "claim_file.times_requested": "Record the demands for the claim file.",
        "claim_file.items_missing": "Note on the claim file what was asked for and did not come.",
        "claim_file.due_on": "Record the demand for the claim file: its clock gives the day it was due.",
        "claim_file.days_late": "Record the demand for the claim file: its clock gives the days since it was due.",
        "claim_file.consequence": "The law that the demand rests on gives no penalty: leave it out.",
        "breaches": "No breach is on record: let the docket compute the duties of the insurer.",
        "breaches[].number": "Number the breaches.",
        "breaches[].rule": "Let the docket compute the duty that was broken.",
        "breaches[].act": "Let the docket compute the duty that was broken.",
        "breaches[].citation": "Let the docket compute the duty that was broken.",
        "breaches[].due_on": "Record the event that started the duty.",
        "breaches[].days_late": "Record the event that started the duty.",
        "breaches[].consequence": "The rule names no consequence: leave it out.",
        "breaches[].cured_on": "Record the day on which the duty was done after all.",
        "breaches[].owed": "Record the amounts and payments that the remedy hangs on.",
        "regulator.name": "Record the state whose law governs the policy: its regulator follows from it.",
        "regulator.website": "The catalogue of regulators has no website here: leave it out.",
        "regulator.phone": "The catalogue of regulators has no telephone number here: leave it out.",
        "regulator.external_review_filed_at": "Record the state whose law governs the policy.",
        "regulator.external_review_enclosures": "The catalogue of regulators names no enclosure here: leave it out.",
        "regulator.external_review_expedited_enclosures": (
            "The catalogue of regulators names no enclosure of an expedited request here: leave it out."
        ),
        "regulator.external_review_experimental_enclosures": (
            "The catalogue of regulators names no enclosure about experimental care here: leave it out."
        ),
        "letter_date": "Set the date of the letter.",
        "outcome_asked": "State the exact outcome that the letter asks for.",
        "items_requested": "List the documents that the letter demands.",
        "sent_by": "Choose how the letter is sent.",
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
        "grounds[].waived_licence": "Let a licensed member waive the ground, or record the licence of who waived it.",
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


def fact_in_words(path: str, particulars: Iterable[Particular] = ()) -> str:
    """A fact as a sentence names it: ``Denial: letter date``, ``Ground 2: argument``; a particular by its label."""
    asked = {particular.path: particular.label for particular in particulars}
    if path in asked:
        return asked[path]
    parts = [re.sub(r"s?\[(\d+)\]", r" \1", part).replace("[]", "") for part in path.split(".")]
    words = ": ".join(part.replace("_", " ") for part in parts)
    return words[:1].upper() + words[1:]


def remedy_of(path: str, particulars: Iterable[Particular] = ()) -> str:
    """What a person does about a missing fact; `path` may name one row, as in ``grounds[2].quote``.

    Raises KeyError for a path that is neither a fact of a case nor one of `particulars`.
    """
    if path.startswith(SUM):
        return "Give every amount that the sum is made of, in one currency, so that it comes to no less than nothing."
    asked = {particular.path: particular.remedy for particular in particulars}
    return asked[path] if path in asked else REMEDIES[re.sub(r"\[\d+\]", "[]", path)]
