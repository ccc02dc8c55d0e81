"""What a letter's author gives: particulars, the recipient, the entry of the log that it confirms."""

import pytest

from cases.services.correspondence import correspondence_log
from claimback.kernel.clock import now
from letters.models import Letter

GIVEN = {"points": ["The appeal is with a reviewer."], "correct_by": "2026-12-01"}


@pytest.fixture
def entry(matter):
    with matter.firm.scope():
        return correspondence_log(
            actor=matter.firm.staff,
            case_id=matter.case.id,
            direction="out",
            channel="phone",
            occurred_at=now(),
            body="Asked who reviews.",
            counterpart="Corinne Vance",
            call_reference="C-1",
        )


def test_a_letter_asks_its_author_and_takes_what_is_given(api, law, matter, entry):
    staff = api(law, "case_staff")
    listed = {row["id"]: row for row in staff.get("letter-templates").json()["results"]}["call_confirmation"]
    assert [(row["name"], row["type"], row["required"]) for row in listed["particulars"]] == [
        ("points", "lines", True),
        ("correct_by", "date", True),
    ]
    wanted = {
        "case_id": str(matter.case.id),
        "template": "call_confirmation",
        "correspondence_id": str(entry.id),
    }
    for particulars, pointer in [
        ({"mood": "grave"}, "/particulars/mood"),
        ({"correct_by": "soon"}, "/particulars/correct_by"),
        ({"points": "one"}, "/particulars/points"),
    ]:
        refused = staff.post("letters", {**wanted, "particulars": particulars})
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, pointer)
    made = staff.post("letters", {**wanted, "recipient": {"salutation": "Dear colleagues:"}})
    letter = made.json()
    remedies = {hole["path"]: hole["remedy"] for hole in letter["holes"]}
    assert remedies["particular.correct_by"].startswith("Enter the day by which")
    assert letter["recipient"]["salutation"] == "Dear colleagues:"
    assert letter["recipient"]["name"] == "Example Health Plan"
    door = f"letters/{letter['id']}/refresh"
    full = staff.post(door, {"particulars": GIVEN, "redraft": True}, HTTP_IF_MATCH=made["ETag"])
    assert full.json()["particulars"] == GIVEN
    assert full.json()["holes"] == []
    text = str(full.json()["blocks"])
    assert "Corinne Vance" in text
    assert "December 1, 2026" in text
    less = staff.post(
        door,
        {"particulars": {"correct_by": None}, "recipient": {"salutation": ""}},
        HTTP_IF_MATCH=full["ETag"],
    ).json()
    assert less["particulars"] == {"points": GIVEN["points"]}
    assert less["recipient"]["salutation"] == "To the claims department:"
    assert [hole["path"] for hole in less["holes"]] == ["particular.correct_by"]


def test_a_letter_names_no_row_of_another_case(api, law, matter, entry):
    absent = "01900000-0000-7000-8000-000000000000"
    staff = api(law, "case_staff")
    for field in ("correspondence_id", "promise_id", "recipient_party_id"):
        body = {"case_id": str(matter.case.id), "template": "call_confirmation", field: absent}
        answer = staff.post("letters", body)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, f"/{field}")
    with matter.firm.scope():
        assert not Letter.objects.exists()
