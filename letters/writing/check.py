"""The check before approval: the final text of a letter against the facts of its case.

It reads the text as it now stands, after any editing, and never the template. Citations, dates, names, numbers and
tone are in `check_wording`, quotations and what rests on evidence in `check_support`; this module holds the letter
against the denial, its grounds, its exhibits and its clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date

from letters.writing.check_sums import check_sums
from letters.writing.check_support import check_quotations, check_support, recorded_words
from letters.writing.check_wording import check_wording
from letters.writing.draft import Draft
from letters.writing.facts import GroundFacts, LetterFacts
from letters.writing.findings import CheckReport, Finding, blocks, warns
from letters.writing.mentions import exhibit_numbers, find_dates
from letters.writing.particulars import Particular
from letters.writing.passages import Passage, passages, squeeze
from letters.writing.periods import check_periods
from letters.writing.remedies import fact_in_words, remedy_of
from letters.writing.transit import channel_of, faster_than
from letters.writing.vocabulary import HOLE_PATTERN, is_known, long_date, missing_paths


def check_letter(draft: Draft, facts: LetterFacts, *, on: date) -> CheckReport:
    """Everything that forbids or burdens the approval of `draft` on that day.

    A missing fact blocks by its path even when someone typed words over its hole: the case must record it. The report
    is ordered: holes, denial, grounds, exhibits, outcome, sums, periods, wording, deadline.
    """
    parts = passages(draft)
    own = tuple(part for part in parts if not part.quoted)
    plain = asdict(facts)
    words = recorded_words(plain)
    findings = (
        *facts_missing(draft, facts),
        *_holes(draft, facts, parts),
        *_denial(draft, facts, own),
        *_grounds(draft, facts),
        *check_quotations(draft, parts, facts, words),
        *_exhibits(draft, facts, own),
        *check_support(draft, own, facts, plain, words),
        *_outcome(draft, facts, own),
        *check_sums(draft, facts, own),
        *check_periods(draft.periods, facts),
        *check_wording(parts, facts, on=on, to_client=draft.recipient == "client"),
        *_deadline(draft, facts, on),
    )
    return CheckReport(template=draft.template, version=draft.version, checked_on=on, findings=findings)


def facts_missing(draft: Draft, facts: LetterFacts) -> Iterator[Finding]:
    """What the letter requires and the case does not record, path by path: each forbids the approval."""
    for path in missing_paths(facts, draft.required):
        yield blocks("fact_missing", _lacking(path, draft.particulars))


def _lacking(path: str, particulars: tuple[Particular, ...]) -> str:
    return f"{fact_in_words(path, particulars)} is missing ({path}). {remedy_of(path, particulars)}"


def _holes(draft: Draft, facts: LetterFacts, parts: tuple[Passage, ...]) -> Iterator[Finding]:
    missing = missing_paths(facts, draft.required)
    for part in parts:
        for match in HOLE_PATTERN.finditer(part.text):
            if match[1] not in missing:
                message = f"The text still shows {match[0]}. Assemble the draft again, or write the fact in its place."
                yield blocks("hole_in_text", message, part.block)


def _denial(draft: Draft, facts: LetterFacts, own: tuple[Passage, ...]) -> Iterator[Finding]:
    if "denial.letter_date" not in draft.required:
        return
    day = facts.denial.letter_date
    if day and not any(found.day == day for part in own for found in find_dates(part.text)):
        yield blocks(
            "denial_date_absent", f"The letter does not name the denial's date. Write {long_date(day)}."
        )
    number = facts.denial.reference or facts.case.claim_number
    if number and not any(squeeze(number) in part.text for part in own):
        yield blocks(
            "denial_number_absent", f"The letter does not give the denial's number. Write {squeeze(number)}."
        )


def _grounds(draft: Draft, facts: LetterFacts) -> Iterator[Finding]:
    if "grounds" not in draft.required:
        return
    for ground in facts.grounds:
        name = f"Ground {ground.number}"
        if ground.state == "waived":
            for fact, path in (
                (ground.waived_reason, "waived_reason"),
                (ground.waived_by, "waived_by"),
                (ground.waived_licence, "waived_licence"),
            ):
                if not is_known(fact):
                    remedy = remedy_of(f"grounds[].{path}")
                    yield blocks("waiver_incomplete", f"{name} is waived without its {path}. {remedy}")
        elif ground.state != "answered":
            yield blocks("ground_open", f"{name} is {ground.state}. {remedy_of('grounds[].state')}")
        elif not _answers(draft, ground):
            message = f"{name} is not answered in the text. Quote the ground and answer it, or assemble anew."
            yield blocks("ground_not_answered", message)
        elif not ground.exhibits:
            yield warns(
                "ground_without_evidence",
                f"{name} rests on no exhibit. Put evidence against it if there is any.",
            )


def _answers(draft: Draft, ground: GroundFacts) -> bool:
    mine = [block for block in draft.paragraphs if block.ground == ground.number and block.text.strip()]
    return {"quote", "text"} <= {block.kind for block in mine}


def _exhibits(draft: Draft, facts: LetterFacts, own: tuple[Passage, ...]) -> Iterator[Finding]:
    numbers = {exhibit.number for exhibit in facts.exhibits}
    mentioned: set[int] = set()
    for part in own:
        named = set(exhibit_numbers(part.text))
        mentioned |= named
        for number in sorted(named - numbers):
            message = f"Exhibit {number} is mentioned and is not attached. Attach it, or correct the number."
            yield blocks("exhibit_unknown", message, part.block)
    listed = any(block.kind == "exhibit_table" for block in draft.paragraphs)
    for number in sorted(numbers - mentioned):
        message = f"Exhibit {number} is attached and never mentioned. Say what it proves, or leave it out."
        yield blocks("exhibit_unmentioned", message)
    if mentioned and not listed:
        yield warns(
            "exhibit_list_absent", "The letter mentions exhibits and lists none. Put the exhibit list back."
        )


def _outcome(draft: Draft, facts: LetterFacts, own: tuple[Passage, ...]) -> Iterator[Finding]:
    stated = " ".join(part.text for part in own)
    outcome = facts.outcome_asked
    if "outcome_asked" in draft.required and outcome and squeeze(outcome).rstrip(".") not in stated:
        message = "The outcome asked for is not in the text as the case records it. State it, or correct the record."
        yield blocks("outcome_absent", message)
    if "items_requested" in draft.required:
        for item in facts.items_requested:
            if squeeze(item).rstrip(".") not in stated:
                message = f"The text does not demand {squeeze(item)!r}. Add it, or drop it from the list."
                yield blocks("item_absent", message)


def _deadline(draft: Draft, facts: LetterFacts, on: date) -> Iterator[Finding]:
    deadline = facts.deadline
    if facts.letter_date and facts.letter_date != on:
        dates = f"dated {long_date(facts.letter_date)} and checked on {long_date(on)}"
        yield warns("letter_date_differs", f"The letter is {dates}. Date it the day it goes out.")
    if deadline.due_on is None:
        return
    due = long_date(deadline.due_on)
    if on > deadline.due_on:
        yield warns(
            "deadline_passed",
            f"The deadline was {due}. Decide whether the letter still goes out, and say why it is late.",
        )
    elif deadline.satisfied_by != "sent" and "deadline.due_on" in draft.required:
        yield from _arrival(deadline.due_on, facts, on)
    if deadline.checked == "unchecked":
        source = deadline.citation or "its source"
        message = f"The rule behind the deadline of {due} was not checked. Read {source} first."
        yield warns("deadline_unchecked", message)


def _arrival(due_on: date, facts: LetterFacts, on: date) -> Iterator[Finding]:
    """Whether a letter that goes out on that day, in the way that it names, can be where it must be in time."""
    due = long_date(due_on)
    channel = channel_of(facts.sent_by) if facts.sent_by else None
    if channel is None:
        if facts.deadline.safe_on is None or on > facts.deadline.safe_on:
            message = f"The letter must be received by {due}, and transit takes days. "
            yield warns(
                "transit_time_short", message + "Say how it is sent, and choose a way that is fast enough."
            )
        return
    arrival = channel.arrival(on)
    if arrival > due_on:
        message = (
            f"By {channel.name} the letter would arrive about {long_date(arrival)}, and it must be received by {due}. "
            f"Send it by {faster_than(channel, due_on, on)}."
        )
        yield blocks("cannot_arrive_in_time", message)
    elif (due_on - arrival).days < channel.margin:
        message = f"By {channel.name} the letter would arrive about {long_date(arrival)}, and {due} is its last day. "
        yield warns("transit_time_short", message + "Choose a faster channel, or a second one besides.")
