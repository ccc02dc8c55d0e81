"""How well the rules read the labelled letters, held above floors; and that the measuring itself is right."""

import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from letters.labelled_folder import labelled_letters
from letters.reading.corrections import labelled_letter
from letters.reading.evaluate import Evaluation, Tally, calibration, evaluate
from letters.reading.evaluation_table import evaluation_json, evaluation_text
from tests.reading.test_letterset import letterset

DENIAL = """\
- name: one
  text: |
    Quillen Health Plans, Inc.

    June 2, 2026

    Dear Mr. Rennick:

    Your claim is denied because the scan was not medically necessary.

    You may appeal this decision within 60 days from the date of this notice.
  labels:
    decision: denied
    line: health
    letter_date: "2026-06-02"
    insurer: Quillen Health Plans, Inc.
    claimant: Rennick
    grounds: [{code: GROUND, says: was not medically necessary}]
    rights: {internal_appeal: [60, days, letter_date]}
"""


FLOORS = {
    "grounds": 0.90,
    "letter_date": 0.98,
    "appeal": 0.95,
    "decision": 0.88,
    "line": 0.86,
    "plan_type": 0.90,
    "sender": 0.87,
    "claimant": 0.94,
    "references": 0.95,
    "clauses": 0.90,
    "criteria": 0.95,
    "evidence_relied_on": 0.95,
    "evidence_missing": 0.95,
    "contradictions": 0.90,
    "review_vendors": 0.90,
}


@pytest.mark.slow  # reads every letter of the set, once
def test_the_set_is_read_above_the_floors() -> None:
    evaluations = evaluate(letterset())
    evaluation = evaluations.get("all") or evaluations["develop"]
    reached = (
        {name: count.share for name, count in evaluation.values.items()}
        | {name: tally.f1 for name, tally in evaluation.tallies.items()}
        | {"grounds": evaluation.grounds.f1, "appeal": evaluation.appeal.share}
    )

    assert {name: reached[name] for name, floor in FLOORS.items() if reached[name] < floor} == {}
    assert evaluation.spans.share == 1
    assert evaluation.no_denial.of >= 150
    assert evaluation.no_denial.right == evaluation.no_denial.of


def one(folder: Path, ground: str) -> Evaluation:
    (folder / "one.yaml").write_text(DENIAL.replace("GROUND", ground), encoding="utf-8")
    (evaluation,) = evaluate(labelled_letters(folder), clock=iter((1.0, 1.5)).__next__).values()
    return evaluation


def test_a_letter_read_as_labelled_is_right_throughout(tmp_path: Path) -> None:
    evaluation = one(tmp_path, "medical_necessity")

    assert evaluation.mistakes == []
    assert evaluation.grounds == Tally(right=1)
    assert (evaluation.quotes.share, evaluation.appeal.share, evaluation.spans.share) == (1, 1, 1)
    assert evaluation.letters_per_second == 2
    assert {count.share for count in evaluation.values.values()} == {1}


def test_another_ground_is_missed_and_invented_and_told_as_confusion(tmp_path: Path) -> None:
    evaluation = one(tmp_path, "late_notice")

    assert evaluation.grounds == Tally(missed=1, invented=1)
    assert dict(evaluation.confusion) == {("late_notice", "medical_necessity"): 1}
    assert evaluation.mistakes == ["one: ground: late_notice read as medical_necessity"]
    assert "late_notice                      × medical_necessity: 1" in evaluation_text("x", evaluation)


def test_calibration_is_the_distance_of_what_is_said_from_what_is_right() -> None:
    rows, brier, error = calibration([(0.9, True), (0.9, True), (0.9, False), (0.5, True)])

    assert [(row.n, round(row.confidence, 2), round(row.right, 2)) for row in rows] == [
        (1, 0.5, 1),
        (3, 0.9, 0.67),
    ]
    assert brier == pytest.approx((0.01 + 0.01 + 0.81 + 0.25) / 4)
    assert error == pytest.approx((0.5 + 3 * (0.9 - 2 / 3)) / 4)
    assert calibration([]) == ([], 0, 0)


def test_research_labels_are_read_with_their_coarser_grounds(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text(
        "Ode Health Plan, Inc.\n\nMay 5, 2026\n\nThe claim is denied. Cosmetic services are excluded by your health "
        "plan.\n\nYou have the right to appeal within 120 days of the date of this notice.\n"
    )
    row = {
        "file": "a.txt", "family": "own", "document_type": "denial_letter", "line_of_business": "health_commercial",
        "denial_grounds": ["not_covered_exclusion"], "letter_date": "2026-05-05", "appeal_days": 120,
        "appeal_days_run_from": "date of notice", "reference_numbers": [], "stated_deadline_date": None,
    }  # fmt: skip
    (tmp_path / "labels.jsonl").write_text(json.dumps(row))

    evaluation = evaluate(labelled_letters(tmp_path))["own"]

    assert evaluation.grounds == Tally(right=1)
    assert evaluation.appeal.right == 1
    assert set(evaluation.values) >= {"line", "letter_date"}
    assert not {"insurer", "decision"} & set(evaluation.values)


def test_what_a_member_confirmed_is_a_letter_to_measure_with(tmp_path: Path) -> None:
    pages = ["Quillen Health Plans, Inc.\n\nMay 5, 2026\n\nYour claim is denied as a duplicate claim.\n"]
    ground = {"code": "duplicate", "quote": "Your claim is denied as a duplicate claim."}
    confirmed = {"decision": "denied", "letter_date": date(2026, 5, 5), "grounds": [ground]}
    (tmp_path / "labels.jsonl").write_text(json.dumps(labelled_letter("one", pages, confirmed)))

    (evaluation,) = evaluate(labelled_letters(tmp_path)).values()

    assert evaluation.mistakes == []
    assert (evaluation.grounds, evaluation.quotes.right) == (Tally(right=1), 1)


def test_the_command_prints_tables_and_json(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(DENIAL.replace("GROUND", "medical_necessity"), encoding="utf-8")
    table, data = StringIO(), StringIO()

    call_command("reading", "evaluate", str(tmp_path), stdout=table)
    call_command("reading", "evaluate", str(tmp_path), "--json", stdout=data)

    told = json.loads(data.getvalue())[tmp_path.name]
    assert "F1 1.000" in table.getvalue()
    assert told["grounds"]["f1"] == 1
    assert told["appeal_period"] == {"share": 1, "right": 1, "of": 1}


def test_the_command_says_where_a_folder_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(DENIAL.replace("GROUND", "weather"), encoding="utf-8")

    with pytest.raises(CommandError, match=r"one\.yaml:1: weather is no ground"):
        call_command("reading", "evaluate", str(tmp_path))


def test_a_letter_that_cannot_be_read_is_a_mistake_and_not_an_end(tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").touch()
    (tmp_path / "one.yaml").write_text(
        "- {name: one, file: empty.pdf, labels: {decision: denied, grounds: [{code: other}]}}\n"
    )

    (evaluation,) = evaluate(labelled_letters(tmp_path)).values()

    assert evaluation.grounds == Tally(missed=1)
    assert evaluation_json(evaluation)["letters"] == 1
    assert any("file is empty" in mistake for mistake in evaluation.mistakes)
