"""A letter held against what the law makes it say: every requirement, met and not met, and what makes one unclear."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from deadlines.law.notices import NoticeRequirement, load_notices
from letters.reading.denial import read_denial
from letters.reading.findings import NoticeCheck, Reading
from letters.reading.layout import Letter
from letters.reading.notice import Known
from letters.reading.notice_evidence import Evidence
from letters.reading.notice_place import jurisdiction_of
from letters.reading.notice_rules import notice_rules
from letters.reading.notice_stage import stage_of
from letters.reading.pages import Page

ROWS: dict[str, list[str]] = yaml.safe_load(
    (Path(__file__).parent / "notices.yaml").read_text(encoding="utf-8")
)
LAW = {requirement.id: requirement for requirement in load_notices()}
OPENINGS = {
    "denial": "Your claim is denied.",
    "final_denial": "We have upheld our denial of your claim on appeal. It is our final response.",
    "extension": "This is a notice of extension of our time to decide.",
    "information_request": "Please send us the following information.",
    "preliminary_review": "We have finished the preliminary review of your request for external review.",
    "review_decision": "This is the external review decision. Your claim is denied.",
}
HEAD = "Quillen Mutual, Inc.\n\nMay 5, 2026\n\nDear Mr. Rennick:\n\nDate of loss: March 1, 2026\n\n"


def read(text: str, stage: str = "denial", **known: Any) -> Reading:
    return read_denial([Page(1, f"{HEAD}{OPENINGS[stage]} {text}")], Known(**known))


def known_for(requirement: NoticeRequirement) -> dict[str, Any]:
    """A claim about which a letter owes it, and whose facts are known."""
    scope = requirement.applies[0]
    return {
        "line": scope.lines[0],
        "plan_type": scope.plan_types[0],
        "jurisdiction": None if requirement.jurisdiction == "US" else requirement.jurisdiction,
        "facts": {fact: values[0] for fact, values in requirement.when},
    }


def check(reading: Reading, own: str) -> NoticeCheck:
    return next(check for check in reading.notice_checks if check.id == own)


def test_every_requirement_has_its_detector_or_a_reason_why_no_text_shows_it() -> None:
    rules = notice_rules()

    assert {*rules.showings, *rules.untold, *rules.elsewhere} == set(LAW)
    assert ROWS.keys() == rules.showings.keys()
    assert {part for showing in rules.showings.values() for part in showing.parts} == set(
        rules.parts.values()
    )
    assert {part.needs for part in rules.parts.values() if part.needs} <= set(rules.parts)
    assert set(rules.holds) <= {requirement.provided for requirement in LAW.values()}


@pytest.mark.parametrize("own", ROWS)
def test_a_letter_that_says_it_and_one_that_does_not(own: str) -> None:
    requirement, (meets, lacks, *otherwise) = LAW[own], ROWS[own]
    stage = requirement.stages[0]

    met = check(read(meets, stage, **known_for(requirement)), own)
    assert (met.state, met.why, met.effect) == ("present", met.why, "")
    assert met.at is not None
    assert met.citation == requirement.citation

    not_met = check(read(lacks, stage, **known_for(requirement)), own)
    assert (not_met.state, not_met.why) == (otherwise[0] if otherwise else "absent", not_met.why)
    assert not_met.effect == requirement.effect
    assert not_met.checked == requirement.checked.grade


def test_every_part_is_shown_by_its_examples_and_not_by_its_counterexamples() -> None:
    wrong = []
    for part in notice_rules().parts.values():
        for fragment, state in [
            *((e, "told") for e in part.examples),
            *((e, "") for e in part.counterexamples),
        ]:
            pages = [Page(1, f"May 5, 2026\n\nDear Mr. Rennick:\n\n{fragment}")]
            answer = Evidence(Letter(pages), read_denial(pages)).answer(
                part, LAW["erisa-health-final-dispute-resolution"].verbatim
            )
            if (answer.state == "told") != bool(state):
                wrong.append((part.name, answer.state, fragment))
    assert wrong == []


# ---------------------------------------------------------------- what applies


ERISA: dict[str, Any] = {"line": "health", "plan_type": "erisa_self_funded"}


@pytest.mark.parametrize(
    ("known", "told"),
    [
        ({"line": "health"}, "type of plan"),
        ({"line": "disability"}, "type of plan"),
        ({"line": "property"}, "the state"),
        ({"line": "auto_first_party", "jurisdiction": "CA"}, None),
        (ERISA, None),
    ],
)
def test_what_must_be_known_first_is_asked_for_and_no_defect_is_called(
    known: dict[str, str], told: str | None
) -> None:
    reading = read("The scan was not medically necessary.", **known)

    asked = [doubt.why for doubt in reading.needs_review if doubt.field == "notice_checks"]
    assert bool(asked) == bool(told)
    assert all(told and told in why for why in asked)
    assert bool(reading.notice_checks) == (told is None)


def test_the_letters_own_plan_type_and_line_are_used() -> None:
    reading = read(
        "The scan was not medically necessary. Your medical plan is self-funded by your employer and subject to ERISA."
    )

    assert {"erisa-denial-reasons", "aca-denial-consumer-assistance"} <= {c.id for c in reading.notice_checks}


def test_a_letter_that_denies_nothing_owes_nothing_of_a_denial() -> None:
    pages = [Page(1, f"{HEAD}We have approved your request. The health plan will pay for the scan.")]

    assert read_denial(pages, Known(**ERISA)).notice_checks == ()


@pytest.mark.parametrize(
    ("text", "decision", "stage"),
    [
        ("Your claim is denied.", "denied", "denial"),
        ("Your claim is denied. You may appeal; the decision on appeal comes in 30 days.", "denied", "denial"),
        ("We have upheld our denial of your claim.", "denied", "final_denial"),
        ("This is our decision on your request for reconsideration. The claim is denied.", "denied", "final_denial"),
        ("We have reviewed your first-level appeal. The claim stays denied.", "denied", "final_denial"),
        ("Your appeal is denied.", "denied", "final_denial"),
        ("If your appeal is denied, you may sue.", "denied", "denial"),
        ("We need additional time to decide your claim.", "none", "extension"),
        ("Our investigation is continuing.", "none", "extension"),
        ("We are not yet able to accept or reject your claim.", "none", "extension"),
        ("Please send the following records.", "request_for_information", "information_request"),
        ("If you appeal, we may need additional time.", "none", None),
        ("This external review decision upholds the denial.", "denied", "review_decision"),
        ("Your request for external review is not eligible.", "denied", "preliminary_review"),
        ("You may ask for an external review decision.", "denied", "denial"),
        ("Thank you for your payment.", "none", None),
    ],
)  # fmt: skip
def test_the_stage_of_a_letter(text: str, decision: str, stage: str | None) -> None:
    assert stage_of(Letter([Page(1, f"{HEAD}{text}")]), decision) == stage


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("You may write to the California Department of Insurance.", "CA"),
        ("You may write to the New York State Department of Financial Services.", "NY"),
        ("The West Virginia Insurance Commissioner can help.", "WV"),
        ("See 28 TAC 21.203.", "TX"),
        ("California Department of Insurance; Texas Department of Insurance.", None),
        ("Our office is in Ohio.", "MD"),
    ],
)
def test_the_state_is_the_one_whose_regulator_or_law_is_named_else_the_claimants(
    text: str, state: str | None
) -> None:
    letter = Letter(
        [
            Page(
                1,
                "Quillen Mutual, Inc.\nP.O. Box 4\nFort Dunmore, OH 43999\n\nMay 5, 2026\n\nOda P. Rennick\n"
                f"2208 Alder Mill Road\nRockville, MD 20850\n\nDear Ms. Rennick:\n\n{text}",
            )
        ]
    )
    found = jurisdiction_of(letter, read_denial(letter.pages).claimant)

    assert (found.value if found else None) == state


def test_the_callers_state_goes_before_the_letters() -> None:
    text = "The roof damage was caused by wear and tear. Write to the Texas Department of Insurance."

    assert {c.id for c in read(text, line="property").notice_checks} == {"tx-denial-reasons"}
    known = read(text, line="property", jurisdiction="IL").notice_checks
    assert {c.id for c in known} == {"il-denial-explanation"}


def test_a_fact_on_which_it_hangs_makes_it_unclear_and_is_named() -> None:
    church = check(
        read("Call us with questions.", line="health", plan_type="church"), "erisa-denial-review-procedures"
    )
    assert church.state == "unclear"
    assert "Does the federal claims procedure govern the plan?” is yes" in church.why

    urgent = "This was an urgent care claim."
    own = "erisa-health-denial-expedited-review"
    assert check(read("Call us.", **ERISA), own).state == "unclear"
    assert check(read(urgent, **ERISA), own).state == "absent"
    later = read("Call us.", **ERISA, facts={"claim_kind": "post_service"})
    assert own not in {c.id for c in later.notice_checks}


def test_a_text_in_force_for_later_claims_only_hangs_on_the_claims_date() -> None:
    own = "erisa-disability-denial-criteria"
    known: dict[str, Any] = {"line": "disability", "plan_type": "erisa_insured"}

    assert (
        check(read("Call us.", **known), own).state == "absent"
    )  # The loss was after the text came into force.
    recent = read_denial([Page(1, "May 5, 2026\n\nYour claim is denied.")], Known(**known))
    assert check(recent, own).state == "absent"  # No claim is eight years in being decided.
    undated = read_denial(
        [Page(1, "May 5, 2026\n\nWe are terminating your disability benefits effective June 1.")],
        Known(**known),
    )
    assert check(undated, own).state == "unclear"
    assert "on or after 2018-04-02" in check(undated, own).why
    before = read_denial([Page(1, "May 5, 2016\n\nYour claim is denied.")], Known(**known))
    assert own not in {c.id for c in before.notice_checks}


def test_a_ground_for_which_nothing_is_asked_owes_nothing() -> None:
    own = "erisa-health-denial-clinical-judgment"

    assert own not in {c.id for c in read("It is a duplicate of a claim.", **ERISA).notice_checks}
    assert check(read("Call us.", **ERISA), own).state == "unclear"


# ---------------------------------------------------------------- what does not show it


@pytest.mark.parametrize(
    ("own", "text", "state", "why"),
    [
        ("erisa-denial-review-procedures", "You may appeal this decision.", "unclear", "the time in which to appeal"),
        ("erisa-denial-review-procedures", "See the enclosed appeal rights.", "unclear", "Said to be enclosed"),
        ("erisa-denial-review-procedures", "Enclosures: Notice of Appeal Rights", "unclear", "to be enclosed"),
        ("erisa-denial-review-procedures", "You enclosed a leaflet on how to file.", "absent", ""),
        ("erisa-denial-review-procedures", "Your appeal rights will be mailed separately.", "unclear", "elsewhere"),
        ("erisa-denial-review-procedures", "See the member handbook for your appeal rights.", "unclear", "elsewhere"),
        ("erisa-denial-review-procedures", "You have no right to appeal this decision.", "absent", ""),
        ("erisa-denial-review-procedures", "Providers may request reconsideration within 60 days.", "absent", ""),
        ("aca-denial-review-processes", "You are not eligible for an external review.", "absent", ""),
        ("aca-denial-language", "We do not offer interpreter services.", "unclear", "only if a tenth"),
        ("erisa-health-denial-criterion", "We will not tell you the criteria that we used, free or not.", "absent", ""),
        ("erisa-health-denial-criterion", "The criteria are not available on request.", "absent", ""),
        ("erisa-health-denial-criterion", "Federal law requires criteria to be free.", "unclear", "relied on"),
        ("erisa-health-denial-criterion", "You may ask for our criteria free of charge.", "present", ""),
        ("aca-denial-consumer-assistance", "Write to the Department of Insurance.", "unclear", "Perhaps meant"),
        ("aca-denial-consumer-assistance", "The Consumer Assistance Program can help.", "unclear", "how to reach it"),
        ("aca-denial-consumer-assistance", 'Law: "Names the Consumer Assistance Program, 614-555-0100."', "absent", ""),
        ("aca-denial-language", "<INSERT: interpreter services are available>", "unclear", "only if a tenth"),
        ("erisa-denial-provisions", "Your plan does not cover it.", "unclear", "Perhaps meant"),
        ("erisa-denial-reasons", "The scan took place in the morning of that Monday.", "unclear", "Perhaps meant"),
        ("erisa-denial-form", "You may appeal.", "unclear", "judgment"),
        ("aca-denial-claim-identified", "Dates of service: <DATE>", "absent", ""),
    ],
)  # fmt: skip
def test_what_shows_a_requirement_and_what_does_not(own: str, text: str, state: str, why: str) -> None:
    found = check(read(text, **ERISA), own)

    assert (found.state, found.why) == (state, found.why)
    assert why in found.why
    assert (found.at is None) == (
        state == "absent" or "only if a tenth" in why or "relied on" in why or own.endswith("form")
    )


def test_the_passage_of_a_check_is_the_letters_own_words() -> None:
    text = "Your rights are told in the attached notice\nof appeal rights. The criteria are free on request."
    page = f"{HEAD}Your claim is denied. {text}"
    reading = read_denial([Page(1, page)], Known(**ERISA))

    places = [c.at for c in reading.notice_checks if c.at]
    assert places
    assert all(page[at.start : at.end] == at.quote for at in places)


def test_what_is_said_to_be_enclosed_is_shown_by_the_words_that_say_so() -> None:
    text = "You may appeal this decision within 180 days. See the attached notice of your rights."
    found = check(read(text, **ERISA), "erisa-denial-review-procedures")

    assert found.why == (
        "Said to be enclosed, or to stand elsewhere: the right to sue under ERISA section 502(a)."
    )
    assert found.at is not None
    assert found.at.quote == "See the attached notice of your rights."


def test_the_defects_are_what_is_absent_and_say_what_they_may_be_worth() -> None:
    reading = read("", **ERISA)

    assert {defect.state for defect in reading.notice_defects} == {"absent"}
    strict = next(d for d in reading.notice_defects if d.id == "aca-denial-consumer-assistance")
    assert "exhaustion is deemed" in strict.effect
    assert check(read("", line="property", jurisdiction="CA"), "ca-denial-reasons").effect == ""
