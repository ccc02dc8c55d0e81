"""What the assistant adds to a reading: only where it is allowed, only in the letter's words, and never in its way."""

import json
import logging
import re

import pytest
from django.test import Client

from cases.models import Ground
from cases.services.documents import document_add
from claimback.accounts.models import User
from claimback.audit.models import Entry
from claimback.kernel.errors import Conflict, Forbidden, Invalid
from claimback.storage.services import file_store
from claimback.tenancy.scanner import due_rows
from letters.assistant.interface import AssistantUnavailable
from letters.models import AssistantPermission, Reading
from letters.services import assistance
from letters.services.assistant_permissions import assistant_permission_give, assistant_permission_withdraw
from letters.services.readings import reading_request
from letters.tasks import read_document
from tests.client import session_client
from tests.letters.matter import open_case
from tests.reading_here import find_text
from tests.signing_in import signed_in

LETTER = (
    "March 3, 2026\n\nDear Rosa Example:\n\nWe deny your claim because the stay was not medically necessary.\n\n"
    "Your papers reached our desk on a day when our door was\nshut for good.\n"
)
QUOTE = "Your papers reached our desk on a day when our door was shut for good."
LATE = {"code": "timely_filing", "quote": QUOTE, "page": 1}


class Scripted:
    """An assistant that answers as it is told to, and keeps what it was asked."""

    def __init__(self) -> None:
        self.answer: str | AssistantUnavailable = json.dumps([LATE])
        self.asked: list[str] = []

    def propose(self, prompt):
        self.asked.append(prompt.material)
        if isinstance(self.answer, AssistantUnavailable):
            raise self.answer
        return self.answer


@pytest.fixture
def model(settings, monkeypatch):
    """The installation has an assistant."""
    settings.ASSISTANT, settings.ASSISTANT_MODEL = "openai", "small"
    settings.ASSISTANT_URL = "http://127.0.0.1:9/v1"
    scripted = Scripted()
    monkeypatch.setattr(assistance, "assistant", lambda: scripted)
    return scripted


@pytest.fixture
def allowed(db, law, model):
    """The firm lets it read."""
    with law.scope():
        return assistant_permission_give(actor=law.owner, destination="127.0.0.1:9, model small")


def read(law, text=LETTER):
    with law.scope():
        case = open_case(law)
        file = file_store(actor=law.attorney, name="denial.txt", data=text.encode(), media_type="text/plain")
        document = document_add(
            actor=law.attorney, case_id=case.id, file_id=file.id, title="Denial", kind="denial_letter"
        )
        reading = reading_request(actor=law.staff, document_id=document.id)
    find_text(law.id, reading.file_id)
    read_document(str(law.id), str(reading.id))
    return again(law, reading)


def again(law, reading):
    with law.scope():
        return Reading.objects.select_related("document__case").get(id=reading.id)


def test_a_proposal_stands_beside_the_findings_and_is_asked_for_once(law, model, allowed) -> None:
    reading = read(law)
    assert (reading.state, reading.assistance_state) == ("read", "answered")
    (proposed,) = reading.proposed
    start = LETTER.index("Your papers")
    assert proposed == {
        "by": "assistant",
        "code": "timely_filing",
        "quote": LETTER[start : proposed["end"]],
        "page": 1,
        "start": start,
        "end": start + len(QUOTE),
    }
    assert "\n" in proposed["quote"], "as the page has it, not as it was answered"
    assert [ground["code"] for ground in reading.findings["grounds"]] == ["medical_necessity"]
    (sent,) = map(json.loads, model.asked)
    assert sent["found"][0]["code"] == "medical_necessity"
    read_document(str(law.id), str(reading.id))
    assert len(model.asked) == 1
    assert again(law, reading).proposed == [proposed]
    with law.scope():
        kept = Entry.objects.filter(row_id=reading.id).order_by("at", "id").values_list("after", flat=True)
        changes = [after["assistance_state"] for after in kept if after and "assistance_state" in after]
    assert changes[-3:] == ["waiting", "asked", "answered"]


def test_nobody_is_asked_by_default(law, db, model, settings) -> None:
    """Neither by an installation that names no assistant, nor by a firm that allowed none."""
    assert read(law).assistance_state == "none"
    settings.ASSISTANT = "off"
    with law.scope(), pytest.raises(Conflict):
        assistant_permission_give(actor=law.owner, destination="")
    with law.scope():
        AssistantPermission.objects.create(destination="", given_by_id=law.owner.member_id)
    assert read(law).assistance_state == "none"
    assert model.asked == []


def test_a_letter_that_denies_nothing_is_sent_to_nobody(law, model, allowed) -> None:
    reading = read(law, "March 3, 2026\n\nYour request is approved. The brace is covered in full.\n")
    assert (reading.state, reading.assistance_state, model.asked) == ("read", "none", [])


@pytest.mark.parametrize(
    "changes", [{"ASSISTANT_MODEL": "other"}, {"ASSISTANT_URL": "https://far.example/v1"}]
)
def test_a_permission_is_for_one_destination(law, model, allowed, settings, changes) -> None:
    for name, value in changes.items():
        setattr(settings, name, value)
    assert read(law).assistance_state == "none"
    assert model.asked == []


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        *((AssistantUnavailable(why), why) for why in ("timeout", "failed", "refused")),
        ("Rosa Example was denied because", "unintelligible"),
    ],
)
def test_a_reading_is_whole_without_an_answer(law, model, allowed, caplog, answer, why) -> None:
    model.answer = answer
    with caplog.at_level(logging.DEBUG):
        reading = read(law)
    assert (reading.state, reading.assistance_state, reading.assistance_answer["why"]) == (
        "read",
        "unavailable",
        why,
    )
    assert (reading.findings["decision"]["value"], reading.proposed) == ("denied", [])
    assert f"The assistant was not available: {why}" in caplog.text
    assert "Rosa" not in caplog.text


def test_what_is_too_long_is_not_sent_in_part(law, model, allowed, monkeypatch) -> None:
    monkeypatch.setattr(assistance, "LETTER_LIMIT", 100)
    assert read(law).assistance_answer["why"] == "too_long"
    assert model.asked == []


def test_a_worker_that_died_before_asking_is_followed_by_another_and_after_it_by_none(
    law, model, allowed
) -> None:
    reading = read(law)
    with law.scope():
        Reading.objects.filter(id=reading.id).update(assistance_state="waiting", assistance_answer=None)
    assert due_rows("waiting_readings", limit=10) == [(law.id, reading.id)]
    with law.scope():
        assert assistance.assistance_begin(reading_id=reading.id) is not None
        assert assistance.assistance_begin(reading_id=reading.id) is None
    assert due_rows("waiting_readings", limit=10) == []
    read_document(str(law.id), str(reading.id))
    assert (again(law, reading).assistance_state, len(model.asked)) == ("asked", 1)


def test_a_permission_that_was_withdrawn_meanwhile_stops_the_question(law, model, allowed) -> None:
    reading = read(law)
    with law.scope():
        Reading.objects.filter(id=reading.id).update(assistance_state="waiting", assistance_answer=None)
        assistant_permission_withdraw(actor=law.owner, permission_id=allowed.id, version=1)
        with pytest.raises(Conflict):
            assistant_permission_withdraw(actor=law.owner, permission_id=allowed.id, version=2)
    read_document(str(law.id), str(reading.id))
    assert (again(law, reading).assistance_state, len(model.asked)) == ("none", 1)


def test_an_owner_allows_it_for_the_destination_that_they_name(law, model, db, settings) -> None:
    present = "127.0.0.1:9, model small"
    with law.scope():
        with pytest.raises(Forbidden):
            assistant_permission_give(actor=law.attorney, destination=present)
        with pytest.raises(Invalid):
            assistant_permission_give(actor=law.owner, destination="somewhere else")
        first = assistant_permission_give(actor=law.owner, destination=present)
        with pytest.raises(Conflict):
            assistant_permission_give(actor=law.owner, destination=present)
        settings.ASSISTANT_MODEL = "other"
        second = assistant_permission_give(actor=law.owner, destination="127.0.0.1:9, model other")
        first.refresh_from_db()
        assert (first.withdrawn_at is None, second.withdrawn_at) == (False, None)


def test_a_member_accepts_what_was_proposed(api, law, model, allowed) -> None:
    owner = api(law, "owner")
    assert owner.get("assistant").json() == {"destination": allowed.destination, "permitted": True}
    reading = read(law)
    staff = api(law, "case_staff")
    seen = staff.get(f"readings/{reading.id}")
    told = seen.json()
    assert told["assistance_state"] == "answered"
    (proposed,) = told["assistance_answer"]["grounds"]
    marked = staff.get(f"readings/{reading.id}/pages/1").json()["marks"]
    assert [mark["start"] for mark in marked if mark["finding"] == "/assistance/0"] == [proposed["start"]]
    place = {name: proposed[name] for name in ("code", "quote", "page", "start", "end")}
    body = {"decision": "denied", "letter_date": "2026-03-03", "grounds": [place]}
    answer = staff.post(f"readings/{reading.id}/confirm", body, HTTP_IF_MATCH=seen["ETag"])
    assert answer.status_code == 200, answer.content
    became = {one["field"]: one["act"] for one in answer.json()["corrections"]}
    assert (became["/assistance/0"], became["/grounds/0"]) == ("kept", "removed")
    with law.scope():
        assert list(Ground.objects.values_list("code", flat=True)) == ["timely_filing"]


def test_the_desk_marks_what_the_assistant_proposes(law, model, allowed) -> None:
    reading = read(law)
    client = Client()
    signed_in(client, User.objects.get(id=law.members["case_staff"].user_id))
    page = client.get(f"/firms/{law.slug}/admin/letters/reading/{reading.id}/change/").content.decode()
    assert "What the assistant proposes" in page
    desk = client.get(f"/firms/{law.slug}/admin/letters/reading/{reading.id}/confirm/").content.decode()
    card = desk[desk.index('data-finding="/assistance/0"') :]
    assert "Proposed by the assistant" in card[:400]
    assert re.search(r'name="ground-0-keep"[^>]* checked\b', desk)
    assert not re.search(r'name="ground-1-keep"[^>]* checked(\s|>)', desk), "not before a member says so"


def test_an_owner_allows_it_over_http_by_a_fresh_proof(api, law, db, settings) -> None:
    settings.ASSISTANT, settings.ASSISTANT_MODEL = "openai", "small"
    settings.ASSISTANT_URL = "https://models.example/v1"
    said = {"destination": "models.example, model small"}
    refused = api(law, "owner").post("assistant-permissions", said)
    assert (refused.status_code, refused.json()["code"]) == (403, "session_required")
    owner = session_client(law, "owner")
    other = owner.post("assistant-permissions", {"destination": "elsewhere.example"})
    assert [problem["pointer"] for problem in other.json()["errors"]] == ["/destination"]
    given = owner.post("assistant-permissions", said)
    assert (given.status_code, given.json()["destination"]) == (201, said["destination"]), given.content
