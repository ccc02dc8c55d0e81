"""What became of proposals, field by field, and the passages that are marked in a letter."""

from datetime import date

import pytest

from letters.reading.corrections import corrections, labelled_letter, proposed
from letters.reading.marks import marks, pages_to_see

FIRST = {"code": "medical_necessity", "quote": "not necessary", "page": 1, "start": 10, "end": 23}
SECOND = {"code": "coding_or_billing", "quote": "wrong code", "page": 2, "start": 0, "end": 10}
EVIDENCE = {"quote": "the\nrecords", "page": 1, "start": 40, "end": 51}
FOUND = {
    "decision": {"value": "denied", "quote": "denied", "page": 1, "start": 0, "end": 6, "confidence": 1},
    "letter_date": {"value": "2026-03-03", "quote": "3/3", "page": 1, "start": 60, "end": 63, "confidence": 1},
    "reviewer": None,
    "reference_numbers": [
        {"kind": "member_id", "value": "M1", "page": 1, "start": 70, "end": 72},
        {"kind": "claim", "value": "C7", "page": 1, "start": 80, "end": 82},
    ],
    "grounds": [
        FIRST | {"clauses": [EVIDENCE], "criteria": [], "evidence_relied_on": [], "evidence_missing": []},
        SECOND | {"clauses": [], "criteria": [], "evidence_relied_on": [EVIDENCE], "evidence_missing": []},
    ],
    "evidence_relied_on": [EVIDENCE],
    "contradictions": [{"kind": "period", "why": "Two.", "passages": [EVIDENCE, SECOND]}],
    "notice_checks": [{"requirement": "Says why.", "place": None}, {"requirement": "A date.", "place": EVIDENCE}],
    "needs_review": [{"field": "pages", "why": "No place."}],
    "people": [{"role": "reviewer", "specialty": "Orthopedics", **EVIDENCE}],
}  # fmt: skip


def confirmed(**changes):
    """All of the proposals as they are."""
    return proposed(FOUND) | {"letter_date": date(2026, 3, 3)} | changes


def acts(**changes):
    return {each["field"]: each["act"] for each in corrections(FOUND, confirmed(**changes))}


ALL_KEPT = dict.fromkeys(["/decision", "/letter_date", "/reference", "/grounds/0", "/grounds/1"], "kept")


def test_a_proposal_takes_what_its_section_says_and_else_the_letter():
    said = proposed(FOUND)
    assert (said["decision"], said["reference"], said["reviewer"]) == ("denied", "C7", "")
    assert [ground["insurer_evidence"] for ground in said["grounds"]] == [["the records"], ["the records"]]
    assert said["grounds"][0]["clauses"] == ["the records"]
    assert said["grounds"][1]["reviewer_specialty"] == "Orthopedics"


@pytest.mark.parametrize(
    ("changes", "differences"),
    [
        ({}, {}),
        ({"decision": "terminated"}, {"/decision": "changed"}),
        ({"reference": ""}, {"/reference": "removed"}),
        ({"reviewer": "Dr. Vance"}, {"/reviewer": "added"}),
        ({"received_on": date(2026, 3, 9), "level": 0}, {"/received_on": "added"}),
        ({"level": 1, "is_final": True}, {"/level": "added", "/is_final": "added"}),
        ({"grounds": proposed(FOUND)["grounds"][1:]}, {"/grounds/0": "removed"}),
        ({"grounds": []}, {"/grounds/0": "removed", "/grounds/1": "removed"}),
    ],
)
def test_what_was_kept_changed_added_and_removed(changes, differences):
    assert acts(**changes) == ALL_KEPT | differences


def test_a_ground_is_the_same_one_while_it_overlaps_and_another_elsewhere():
    first, second = proposed(FOUND)["grounds"]
    shorter = first | {"quote": "not", "end": 13}
    elsewhere = second | {"page": 3}
    found = corrections(FOUND, confirmed(grounds=[elsewhere, shorter]))
    of_grounds = [(each["field"], each["act"]) for each in found if "grounds" in each["field"]]
    assert of_grounds == [("/grounds/0", "changed"), ("/grounds/1", "removed"), ("/grounds/0", "added")]
    assert found[-1]["confirmed"]["page"] == 3
    assert found[-1]["proposed"] is None


def test_what_was_confirmed_is_a_labelled_letter_that_leaves_the_rest_open():
    letter = labelled_letter("one", ["page"], confirmed(reviewer="Dr. Vance"))
    assert letter["labels"]["grounds"][0] == {"code": "medical_necessity", "says": "not necessary"}
    assert letter["labels"]["letter_date"] == "2026-03-03"
    assert letter["labels"]["reviewer"] == "Dr. Vance"
    assert {"rights", "notice", "plan_type"} <= set(letter["labels"]["unlabelled"])


def test_every_passage_is_marked_with_its_finding_and_what_has_no_place_is_not():
    made = [(mark.finding, mark.kind, mark.page, mark.start) for mark in marks(FOUND)]
    assert made[:2] == [("/decision", "fact", 1, 0), ("/grounds/0", "ground", 1, 10)]
    assert ("/contradictions/0", "doubt", 2, 0) in made
    assert ("/notice_checks/1", "notice", 1, 40) in made
    assert not [made_of for made_of in made if made_of[0] in ("/notice_checks/0", "/needs_review/0")]
    assert {mark.label for mark in marks(FOUND) if mark.finding == "/grounds/1"} == {
        "Ground 2: coding or billing"
    }


def test_of_a_long_file_the_pages_are_seen_on_which_something_was_found():
    assert pages_to_see(FOUND, 3) == [1, 2, 3]
    assert pages_to_see(FOUND, 400) == [1, 2]
