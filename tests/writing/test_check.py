"""Each thing that the check before approval finds, one by one, in a letter that is otherwise in order."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from letters.writing.check import check_letter
from letters.writing.draft import Block, Draft, draft_letter
from letters.writing.facts import GroundFacts, LetterFacts, PolicyFacts
from letters.writing.findings import CheckReport, report_to_json
from letters.writing.mentions import exhibit_numbers, find_dates
from letters.writing.vocabulary import long_date
from tests.writing.cases import FULL

TODAY = date(2026, 8, 3)
APPEAL = draft_letter("internal_appeal", FULL)
REQUEST = draft_letter("claim_file_request", FULL)


def saying(text: str, draft: Draft = APPEAL) -> Draft:
    """The draft with one more paragraph of somebody's own words."""
    return replace(draft, paragraphs=(*draft.paragraphs, Block(kind="text", text=text)))


def swapped(old: str, new: str, draft: Draft = APPEAL) -> Draft:
    """The draft with words of its text exchanged wherever they stand."""
    blocks = tuple(
        replace(
            b,
            text=b.text.replace(old, new),
            source=b.source.replace(old, new) if b.source else None,
            items=tuple(item.replace(old, new) for item in b.items),
        )
        for b in draft.paragraphs
    )
    return replace(draft, subject=draft.subject.replace(old, new), paragraphs=blocks)


def without(keep: Callable[[Block], bool]) -> Draft:
    return replace(APPEAL, paragraphs=tuple(block for block in APPEAL.paragraphs if keep(block)))


def ground(**changes: Any) -> LetterFacts:
    """The full case with its second ground changed."""
    changed: GroundFacts = replace(FULL.grounds[1], **changes)
    return replace(FULL, grounds=(FULL.grounds[0], changed))


def in_case(**changes: Any) -> LetterFacts:
    return replace(FULL, case=replace(FULL.case, **changes))


def on_clock(**changes: Any) -> LetterFacts:
    return replace(FULL, deadline=replace(FULL.deadline, **changes))


def codes(report: CheckReport, severity: str) -> set[str]:
    return {finding.code for finding in report.findings if finding.severity == severity}


def test_a_letter_in_order_may_be_approved() -> None:
    for draft in (APPEAL, REQUEST):
        report = check_letter(draft, FULL, on=TODAY)
        assert report.may_be_approved
        assert codes(report, "warns") == {"citation_not_read"}


BLOCKS = {
    "hole_in_text": (saying("The plan received it on [MISSING: denial.received_on]."), FULL),
    "denial_date_absent": (swapped("June 12, 2026", "that day"), FULL),
    "denial_number_absent": (swapped("ABD-55-10293", "your file"), FULL),
    "ground_open": (APPEAL, ground(state="drafted")),
    "ground_not_answered": (without(lambda b: b.ground != 2 or b.kind != "text"), FULL),
    "quote_altered": (swapped("is considered investigational", "is thought investigational"), FULL),
    "exhibit_unknown": (saying("See Exhibit 4."), FULL),
    "exhibit_unmentioned": (swapped("Exhibit 3", "It"), FULL),
    "quote_not_recorded": (
        replace(APPEAL, paragraphs=(*APPEAL.paragraphs, Block(kind="quote", text="So."))),
        FULL,
    ),
    "cannot_arrive_in_time": (APPEAL, on_clock(due_on=date(2026, 8, 7))),
    "outcome_absent": (swapped("reverse the denial in full", "think again"), FULL),
    "item_absent": (swapped("The complete claim file", "Some of the file"), FULL),
    "placeholder_left": (saying("Dear [insert name], the amount is TBD."), FULL),
    "citation_unknown": (saying("29 CFR 2560.503-1(z)(9) says so."), FULL),
    "citation_not_applicable": (saying("5 CFR 890.105(b)(1) applies."), FULL),
    "date_impossible": (saying("Surgery was set for February 30, 2026."), FULL),
    "denial_date_differs": (saying("This answers the denial dated June 21, 2026."), FULL),
    "number_differs": (saying("Please quote claim number 26-0419-7732."), FULL),
    "number_not_in_case": (saying("Her group number is LR-20418."), in_case(group_number=None)),
    "client_not_named": (swapped("Dana Whitfield", "The claimant"), FULL),
    "character_not_printable": (saying("Thank you \N{GRINNING FACE}"), FULL),
}


@pytest.mark.parametrize("code", BLOCKS)
def test_what_forbids_approval(code: str) -> None:
    draft, facts = BLOCKS[code]
    report = check_letter(draft, facts, on=TODAY)
    assert codes(report, "blocks") == {code}
    assert not report.may_be_approved


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"waived_reason": "Not pursued."}, "waived_by"),
        ({"waived_reason": "Not pursued.", "waived_by": "Miriam Castellanos"}, "waived_licence"),
        ({"waived_by": "Miriam Castellanos"}, "waived_reason"),
        ({"waived_by": " ", "waived_reason": "Not pursued."}, "waived_by"),
    ],
)
def test_a_waiver_needs_its_reason_and_its_name(changes: dict, expected: str) -> None:
    facts = replace(ground(state="waived", **changes), exhibits=FULL.exhibits[:2])
    report = check_letter(draft_letter("internal_appeal", facts), facts, on=TODAY)
    messages = [finding.message for finding in report.findings if finding.code == "waiver_incomplete"]
    assert f"waived without its {expected}." in messages[0]
    assert not report.may_be_approved


def test_a_complete_waiver_may_be_approved() -> None:
    facts = ground(
        state="waived",
        waived_reason="Not pursued.",
        waived_by="Miriam Castellanos",
        waived_licence="TX 00000142",
    )
    facts = replace(facts, exhibits=FULL.exhibits[:2])
    assert check_letter(draft_letter("internal_appeal", facts), facts, on=TODAY).may_be_approved


WARNS = {
    "ground_without_evidence": (APPEAL, ground(exhibits=()), TODAY),
    "exhibit_list_absent": (without(lambda b: b.kind != "exhibit_table"), FULL, TODAY),
    "date_not_in_case": (saying("She was admitted on March 2, 2026."), FULL, TODAY),
    "name_differs": (saying("Ms. Whitfeld agrees."), FULL, TODAY),
    "tone": (saying("This is outrageous."), FULL, TODAY),
    "letter_date_differs": (APPEAL, FULL, date(2026, 8, 4)),
    "deadline_passed": (APPEAL, on_clock(due_on=date(2026, 8, 2)), TODAY),
    "transit_time_short": (APPEAL, on_clock(due_on=date(2026, 8, 9)), TODAY),
    "evidence_without_exhibit": (saying("The records show six weeks of therapy."), FULL, TODAY),
    "quotation_not_recorded": (saying("It says “the plan pays for nothing whatever here”."), FULL, TODAY),
    "amount_not_in_case": (saying("The bill is $1,250.00."), FULL, TODAY),
    "address_not_in_case": (saying("Write to P.O. Box 77, Toledo, Ohio 43601."), FULL, TODAY),
    "phone_not_in_case": (saying("Call (512) 555-0199."), FULL, TODAY),
    "recipient_differs": (
        APPEAL,
        replace(FULL, recipient=replace(FULL.recipient, name="Southgate Mutual")),
        TODAY,
    ),
    "recipient_address_differs": (
        APPEAL,
        replace(FULL, recipient=replace(FULL.recipient, address_lines=("1 Elsewhere",))),
        TODAY,
    ),
    "deadline_unchecked": (APPEAL, on_clock(checked="unchecked"), TODAY),
}


@pytest.mark.parametrize("code", WARNS)
def test_what_the_approving_member_must_weigh(code: str) -> None:
    draft, facts, on = WARNS[code]
    report = check_letter(draft, facts, on=on)
    assert code in codes(report, "warns")
    assert report.may_be_approved


@pytest.mark.parametrize("text", ["We beg you!", "PAY THE CLAIM NOW", "Obviously the plan is wrong."])
def test_tone_is_warned_about(text: str) -> None:
    assert "tone" in codes(check_letter(saying(text), FULL, on=TODAY), "warns")


def test_the_insurers_own_words_are_not_ours() -> None:
    quote = "Under § 99.1 this outrageous request, dated March 1, 2020, is denied!"
    facts = ground(quote=quote)
    report = check_letter(draft_letter("internal_appeal", facts), facts, on=TODAY)
    assert report.may_be_approved
    assert codes(report, "warns") == {"citation_not_read"}


def test_a_deadline_met_by_sending_needs_no_transit_time() -> None:
    facts = on_clock(satisfied_by="sent", due_on=date(2026, 8, 4))
    assert check_letter(APPEAL, facts, on=TODAY).may_be_approved


@pytest.mark.parametrize(
    ("sent_by", "due_on", "blocked", "warned"),
    [
        ("By certified mail, return receipt requested", date(2026, 8, 7), True, False),
        ("By certified mail, return receipt requested", date(2026, 8, 10), False, False),
        ("By fax and certified mail", date(2026, 8, 9), False, True),
        ("By overnight courier", date(2026, 8, 4), False, True),
        ("By facsimile", date(2026, 8, 3), False, False),
        ("By raven", date(2026, 8, 20), False, False),
        (None, date(2026, 8, 9), False, True),
    ],
)
def test_a_letter_that_must_be_received_goes_by_a_way_that_is_fast_enough(
    sent_by: str | None, due_on: date, blocked: bool, warned: bool
) -> None:
    safe_on = date(2026, 8, 2) if sent_by is None else date(2026, 8, 30)
    facts = replace(on_clock(due_on=due_on, safe_on=safe_on), sent_by=sent_by)
    draft = swapped("December 14, 2026", long_date(due_on))
    report = check_letter(draft, facts, on=TODAY)
    assert ("cannot_arrive_in_time" in codes(report, "blocks")) is blocked
    assert ("transit_time_short" in codes(report, "warns")) is warned
    assert report.may_be_approved is not blocked


def test_the_words_of_the_policy_may_be_quoted_wherever_they_are_recorded() -> None:
    words = "Coverage is for care that a physician orders."
    facts = replace(FULL, policy=PolicyFacts(recorded_words=(words,)))
    draft = replace(APPEAL, paragraphs=(*APPEAL.paragraphs, Block(kind="quote", text=words)))
    assert check_letter(draft, facts, on=TODAY).may_be_approved
    assert not check_letter(draft, FULL, on=TODAY).may_be_approved


def test_an_authority_is_held_to_its_dates() -> None:
    text = saying("29 CFR 2575.502c-1 sets the amount.", REQUEST)
    report = check_letter(text, FULL, on=date(1997, 1, 1))
    assert "citation_not_in_force" in codes(report, "blocks")


def test_a_section_sign_of_the_policys_own_clause_is_no_citation_of_law() -> None:
    facts = ground(clause="§ 6.2 of the plan")
    assert check_letter(saying("As § 6.2 says."), facts, on=TODAY).may_be_approved
    assert not check_letter(saying("As § 6.3 says."), facts, on=TODAY).may_be_approved


def test_the_number_of_the_insurers_criterion_is_no_number_of_the_case() -> None:
    facts = ground(criteria="Northgate Medical Policy No. MP-3.117")
    assert check_letter(
        saying("It applies Northgate Medical Policy No. MP-3.117."), facts, on=TODAY
    ).may_be_approved
    assert not check_letter(
        saying("It applies Medical Policy No. MP-4.001."), facts, on=TODAY
    ).may_be_approved


def test_a_word_that_begins_like_a_number_is_none() -> None:
    assert check_letter(
        saying("The notice with the reference NOA-26 came later."), FULL, on=TODAY
    ).may_be_approved


def test_a_physicians_letter_of_another_date_is_not_taken_for_the_denial() -> None:
    report = check_letter(saying("The decision ignores the report of July 2, 2026."), FULL, on=TODAY)
    assert report.may_be_approved


def test_a_finding_names_its_block_and_the_report_is_json() -> None:
    report = check_letter(saying("See Exhibit 4."), FULL, on=TODAY)
    data = json.loads(json.dumps(report_to_json(report)))
    assert data["may_be_approved"] is False
    assert data["checked_on"] == "2026-08-03"
    found = next(finding for finding in data["findings"] if finding["code"] == "exhibit_unknown")
    assert found == {
        "severity": "blocks",
        "code": "exhibit_unknown",
        "message": "Exhibit 4 is mentioned and is not attached. Attach it, or correct the number.",
        "block": len(APPEAL.paragraphs),
    }


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Exhibit 3", [3]),
        ("exhibits 1, 2 and 4", [1, 2, 4]),
        ("Exhibits 2 to 4", [2, 3, 4]),
        ("Exs. 1–3, and 7", [1, 2, 3, 7]),
        ("Exhibit A", []),
        ("the exhibition of 12", []),
    ],
)
def test_exhibit_numbers(text: str, numbers: list[int]) -> None:
    assert list(exhibit_numbers(text)) == numbers


@pytest.mark.parametrize(
    "text", ["June 5, 2026", "5 June 2026", "Jun. 5, 2026", "6/5/2026", "2026-06-05", "June 5 2026"]
)
def test_dates_are_read_in_each_style(text: str) -> None:
    assert [found.day for found in find_dates(f"on {text}.")] == [date(2026, 6, 5)]


@pytest.mark.parametrize(("state", "blocked"), [("TX", True), ("GA", False)])
def test_law_of_another_state_forbids_approval(state: str, blocked: bool) -> None:
    facts = in_case(line_of_business="property", plan_type="personal", jurisdiction=state)
    report = check_letter(saying("Ga. Comp. R. & Regs. 120-2-52-.03(3) sets the time."), facts, on=TODAY)
    assert ("citation_of_another_state" in codes(report, "blocks")) is blocked
