"""Letters of every line read whole: what must be found, and that nothing is found where nothing is denied."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from letters.reading.decision import ADVERSE
from letters.reading.denial import read_denial
from letters.reading.findings import Reading
from letters.reading.pages import Page, pages_of

LETTERS: list[dict[str, Any]] = yaml.load(
    (Path(__file__).parent / "letters.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
)


def read(text: str) -> Reading:
    return read_denial(pages_of("letter.txt", text.encode()))


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter["name"])
def test_a_letter_says_what_it_says(letter: dict[str, Any]) -> None:
    reading, expected = read(letter["text"]), letter["expect"]

    assert reading.decision is not None
    assert reading.decision.value == expected["decision"]
    assert {ground.code for ground in reading.grounds} == set(expected["grounds"])
    for field, finding in (
        ("line", reading.line_of_business),
        ("plan_type", reading.plan_type),
        ("letter_date", reading.letter_date),
        ("insurer", reading.insurer),
        ("claimant", reading.claimant),
        ("reviewer", reading.reviewer),
    ):
        if field in expected:
            assert finding is not None, field
            assert finding.value == expected[field], field
    assert {clause.quote for g in reading.grounds for clause in g.clauses} >= set(expected.get("clauses", ()))
    assert {criterion.quote for g in reading.grounds for criterion in g.criteria} >= set(
        expected.get("criteria", ())
    )
    if "references" in expected:
        found = {reference.kind: reference.at.quote for reference in reading.reference_numbers}
        assert found.items() >= expected["references"].items()
    if "rights" in expected:
        told = {right.kind: right.period for right in reading.rights}
        assert (
            expected["rights"].items()
            <= {
                kind: [period.n, period.unit, period.since] if period else None
                for kind, period in told.items()
            }.items()
        )


def test_there_are_enough_letters_of_both_kinds() -> None:
    denying = [letter for letter in LETTERS if letter["expect"]["grounds"]]
    assert len(denying) >= 15
    assert len(LETTERS) - len(denying) >= 8
    assert len({code for letter in denying for code in letter["expect"]["grounds"]}) >= 18


def test_a_letter_without_a_date_is_for_a_person_to_look_at() -> None:
    reading = read(
        "Quillen Health Plans, Inc.\n\nDear Mr. Rennick:\n\nYour claim for the scan of May 4, 2026 is denied."
    )

    assert reading.letter_date is None
    assert "letter_date" in {doubt.field for doubt in reading.needs_review}


def test_a_denial_without_a_recognised_reason_is_for_a_person_to_look_at() -> None:
    reading = read("Quillen Health Plans, Inc.\n\nMay 5, 2026\n\nDear Mr. Rennick:\n\nYour claim is denied.")

    assert reading.grounds == ()
    assert "grounds" in {doubt.field for doubt in reading.needs_review}


def test_a_quoted_law_is_not_the_insurers_reason() -> None:
    reading = read(
        "Quillen Health Plans, Inc.\n\nMay 5, 2026\n\nDear Mr. Rennick:\n\nYour claim is denied because the scan was "
        'not authorized in advance. The code says: "A service that is considered experimental or investigational by '
        'the commissioner is excluded from coverage."'
    )

    assert [ground.code for ground in reading.grounds] == ["prior_authorization"]


def test_two_periods_for_one_appeal_are_a_contradiction() -> None:
    reading = read(
        "Quillen Health Plans, Inc.\n\nMay 5, 2026\n\nYour claim is denied as a duplicate claim.\n\n"
        "You may appeal this decision within 180 days of receipt of this letter.\n\n"
        "Your written appeal must be sent within 60 days of receipt of this letter.\n"
    )

    assert [right.period.n for right in reading.rights if right.period] == [180]
    assert "rights" in {doubt.field for doubt in reading.needs_review}


def test_the_insurers_own_time_to_answer_is_not_the_claimants() -> None:
    reading = read(
        "Quillen Health Plans, Inc.\n\nMay 5, 2026\n\nYour claim is denied as a duplicate claim.\n\n"
        "You may appeal this decision. We will decide your appeal within 30 days of receipt.\n"
    )

    assert [(right.kind, right.period) for right in reading.rights] == [("internal_appeal", None)]


def test_a_printed_code_that_the_words_contradict_is_shown() -> None:
    reading = read(
        "Northgate Health Benefits, Inc.\nDate: August 8, 2026\n\nCode: CO-29\n\nYour claim is denied because the "
        "service was not medically necessary.\n"
    )

    assert [ground.code for ground in reading.grounds] == ["medical_necessity"]
    assert any("CO-29" in doubt.why for doubt in reading.needs_review)


def test_pages_are_counted_from_one_and_break_at_form_feeds() -> None:
    pages = pages_of(
        "letter.txt",
        b"May 5, 2026\n\x0cYour claim is denied as a duplicate claim.",
    )
    reading = read_denial(pages)

    assert reading.pages == 2
    assert [ground.at.page for ground in reading.grounds] == [2]
    assert reading.grounds[0].at.quote == "Your claim is denied as a duplicate claim."


def test_no_pages_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one page"):
        read_denial([])


def test_a_page_without_text_is_pointed_out() -> None:
    reading = read_denial([Page(1, "May 5, 2026\n\nYour claim is denied as a duplicate claim."), Page(2, "")])

    assert any(doubt.field == "pages" and "Page 2" in doubt.why for doubt in reading.needs_review)


HEAD = "Quillen Health Plans, Inc.\n\nJune 5, 2026\n\nRe: claim QH-26-1180\n\nDear Mr. Rennick:\n\n"


@pytest.mark.parametrize(
    ("said", "decided"),
    [
        ("On May 2 we denied the scan as not needed. We have reversed that decision. It is approved.", "approved"),
        ("We reversed our decision in part. The scan of May 2 is denied, as it was not needed.", "partially_denied"),
        ("We have neither accepted nor denied your claim. We reserve all rights under the policy meanwhile.", "none"),
        ("Under a full reservation of rights, we have neither accepted nor denied the claim.", "reservation_of_rights"),
        ("You may ask us to correct your records. We may deny this if they are complete.", "none"),
        ("Benefits for the period from May 3, 2026 through June 1, 2026 are denied.", "denied"),
        ("No payment will be issued for your claim, because the scan was not medically necessary.", "denied"),
        ("We are pleased to close your claim. A check for the rest is enclosed.", "approved"),
        ("Your member handbook tells more. The scan is denied as it was not medically necessary.", "denied"),
    ],
)  # fmt: skip
def test_a_letter_decides_what_its_words_decide(said: str, decided: str) -> None:
    reading = read(HEAD + said)

    assert reading.decision is not None
    assert reading.decision.value == decided
    assert decided in ADVERSE or reading.grounds == ()


@pytest.mark.parametrize(
    ("owed", "denies"), [("$182.00     $0.00", False), ("$0.00     $182.00", True), ("$0.00     $0.00", True)]
)
def test_a_table_that_pays_every_line_denies_nothing(owed: str, denies: bool) -> None:
    reading = read(
        "Quillen Health\nExplanation of Benefits\n\nDate: March 12, 2026\nClaim number: QH-0326\n\n"
        "Date         Description      Charge     Plan discount   Plan paid   You owe\n"
        f"02/23/26     Lipid panel      $286.00    $104.00         {owed}\n\n"
        "The claim came after the time limit of your plan for filing and with no itemized bill.\n\n"
        "You may appeal within 180 days of the day you got this.\n"
    )

    assert bool(reading.grounds) is denies


@pytest.mark.parametrize(
    "right",
    [
        "The request must be postmarked or received within 90 calendar days of the date of this letter.",
        "Appeals must reach us not later than six months after the date of this letter.",
        "Filing an appeal does not lengthen the time to sue.",
        "On request we will furnish the documents and records that were not received with the claim.",
        "A corrected claim has to come within 120 days of the service or it will be denied as past the filing limit.",
    ],
)
def test_what_an_appeal_must_be_is_no_reason(right: str) -> None:
    reading = read(f"{HEAD}Your claim is denied because the scan was not medically necessary.\n\n{right}")

    assert [ground.code for ground in reading.grounds] == ["medical_necessity"]


def test_a_general_reason_in_words_of_its_own_stands_beside_a_special_one() -> None:
    reading = read(
        f"{HEAD}The claim is denied. The engineer found that the roof failed by age, rot and wear over many years.\n\n"
        "In addition, your policy excludes loss caused by business use of the building, and this exclusion applies."
    )

    assert {ground.code for ground in reading.grounds} == {"causation_or_wear", "policy_exclusion"}
