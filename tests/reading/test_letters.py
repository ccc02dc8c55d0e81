"""Letters of every line read whole: what must be found, and that nothing is found where nothing is denied."""

from pathlib import Path
from typing import Any

import pytest
import yaml

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
