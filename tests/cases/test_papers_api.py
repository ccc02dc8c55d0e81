"""Documents, denials, rebuttals, the log and promises over HTTP: shapes, refusals by name, statements."""

import pytest

from cases.matrix import ANSWER
from cases.models import Correspondence, Denial
from cases.services.clients import client_add
from cases.services.evidence import evidence_put
from cases.services.insurers import insurer_add
from claimback.storage.selectors import access_rows
from claimback.storage.services import file_store
from tests.cases.conftest import open_case
from tests.cases.papers import GROUNDS, denial, document, exhibit
from tests.storage.uploads import pdf

CALL = {
    "direction": "out",
    "channel": "phone",
    "occurred_at": "2026-05-04T10:30:00-05:00",
    "body": "Asked for the file.",
}
DENIAL = {"decision": "denied", "letter_date": "2026-04-01", "received_on": "2026-04-06"}
ABSENT = "01900000-0000-7000-8000-000000000000"


def a_case(firm):
    actor = firm.owner
    insured, insurer = client_add(actor=actor, name="Ada"), insurer_add(actor=actor, name="Northfield")
    return open_case(actor, insured, insurer)


@pytest.fixture
def case(db, law):
    with law.scope():
        return a_case(law)


@pytest.fixture
def client(api, law):
    return api(law)


def test_a_document_is_added_shown_and_opened(client, law, case):
    with law.scope():
        file = file_store(actor=law.owner, name="denial.pdf", data=pdf(2), media_type="application/pdf")
    body = {"case_id": case.id, "file_id": file.id, "title": "Denial", "kind": "denial_letter"}
    made = client.post("documents", body)
    assert made.status_code == 201, made.json()
    assert made.json() | {"file_state": "kept", "pages": 2, "file_name": "denial.pdf"} == made.json()
    listed = client.get("documents", {"case_id": str(case.id)}).json()["results"]
    assert [row | {"same_bytes_as": []} for row in listed] == [made.json()]
    link = client.post(f"documents/{made.json()['id']}/link", {"purpose": "reading"})
    assert (link.status_code, link.json()["expires_in"]) == (201, 60)
    with law.scope():
        [access] = access_rows()
    assert (access.file_id, access.purpose, access.member_id) == (
        file.id,
        "reading",
        law.attorney.member_id,
    )


def test_a_denial_is_recorded_and_answered(client, law, case):
    made = client.post("denials", DENIAL | {"case_id": case.id, "grounds": GROUNDS})
    assert made.status_code == 201, made.json()
    [first, second] = client.get("grounds", {"denial_id": made.json()["id"]}).json()["results"]
    assert (first["number"], first["case_id"], first["quote"]) == (1, str(case.id), GROUNDS[0]["quote"])
    path = f"grounds/{first['id']}/rebuttal"
    read = client.get(path)
    assert (read.json()["state"], read["ETag"][:3]) == ("open", '"1.')
    assert client.patch(path, {"argument": "It is."}).status_code == 428
    written = client.patch(
        path, {"argument": "It is.", "authorities": ["29 CFR 2560.503-1(h)"]}, HTTP_IF_MATCH=read["ETag"]
    )
    assert (written.status_code, written.json()["state"]) == (200, "drafted")
    with law.scope():
        put = exhibit(law.owner, case.id)
    use = client.post(f"{path}/evidence", {"evidence_id": put.id})
    assert (use.status_code, use.json()["exhibit_number"], use.json()["ground_id"]) == (201, 1, first["id"])
    answered = client.post(f"{path}/answer", HTTP_IF_MATCH=written["ETag"])
    assert answered.json()["state"] == "answered"
    waived = client.post(f"grounds/{second['id']}/rebuttal/waive", {"reason": "Moot"}, HTTP_IF_MATCH='"1"')
    assert waived.json()["waived_by_id"] == str(law.attorney.member_id)
    matrix = client.get(f"denials/{made.json()['id']}/matrix").json()
    assert [(row["state"], {*ANSWER} & {*row["missing"]}) for row in matrix["grounds"]] == [
        ("answered", set()),
        ("waived", set()),
    ]
    assert matrix["grounds"][0]["evidence"][0]["document_title"] == "Doctor's letter"
    reopened = client.post(f"{path}/reopen", HTTP_IF_MATCH=answered["ETag"])
    assert reopened.json()["state"] == "drafted"
    against = f"evidence?ground_id={first['id']}"
    assert [row["exhibit_number"] for row in client.get(against).json()["results"]] == [1]
    off = client.post(
        f"rebuttal-evidence/{use.json()['id']}/take-off", {"reason": "Not his"}, HTTP_IF_MATCH=use["ETag"]
    )
    assert off.status_code == 200
    assert client.get(against).json()["results"] == []


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("denials", DENIAL | {"letter_date": None}, "/letter_date"),
        ("denials", {"decision": "denied"}, "/letter_date"),
        ("denials", DENIAL | {"received_on": "2026-03-01"}, "/received_on"),
        ("denials", DENIAL | {"grounds": [{"code": "other", "quote": ""}]}, "/grounds/0/quote"),
        ("denials", DENIAL | {"grounds": [{"code": "other", "quote": "x", "page": -1}]}, "/grounds/0/page"),
        ("denials", DENIAL | {"document_id": ABSENT}, "/document_id"),
        ("documents", {"file_id": ABSENT, "title": "x", "kind": "other"}, "/file_id"),
        ("evidence", {"document_id": ABSENT, "proves": "x"}, "/document_id"),
        ("correspondence", CALL | {"occurred_at": "2026-05-04T10:30:00"}, "/occurred_at"),
        ("correspondence", CALL | {"corrects_id": ABSENT}, "/corrects_id"),
        ("correspondence", CALL | {"questions": [{"question": ""}]}, "/questions/0/question"),
        ("correspondence", CALL | {"promises": [{"text": "x"}]}, "/promises/0/due_on"),
        ("promises", {"text": "x", "due_on": "soon"}, "/due_on"),
    ],
)
def test_what_is_wrong_is_named(client, law, case, path, body, pointer):
    answer = client.post(path, body | {"case_id": case.id})
    assert answer.status_code == 400, answer.json()
    assert pointer in [problem["pointer"] for problem in answer.json()["errors"]]
    with law.scope():
        assert not Denial.objects.exists()
        assert not Correspondence.objects.exists()


def test_a_letter_without_a_date_is_refused_with_the_remedy(client, case):
    [problem] = client.post("denials", {"decision": "denied", "case_id": case.id}).json()["errors"]
    assert problem["detail"].startswith("A denial needs the date of its letter: deadlines count from it.")


def test_another_firm_s_rows_are_like_absent_ones(client, api, law, adjusters, case):
    with adjusters.scope(adjusters.owner):
        theirs = a_case(adjusters)
        paper = document(adjusters.owner, theirs.id)
        put = exhibit(adjusters.owner, theirs.id)
        refusal = denial(adjusters.owner, theirs)
        ground = refusal.grounds.get(number=1)
        evidence_put(actor=adjusters.owner, ground_id=ground.id, evidence_id=put.id)
    for path in (
        f"documents/{paper.id}",
        f"evidence/{put.id}",
        f"denials/{refusal.id}",
        f"denials/{refusal.id}/matrix",
        f"grounds/{ground.id}",
        f"grounds/{ground.id}/rebuttal",
    ):
        absent = client.get(path.replace(path.split("/")[1], ABSENT))
        answer = client.get(path)
        assert (answer.status_code, answer.content) == (404, absent.content), path
    for path, body, field, theirs_id in (
        ("correspondence", CALL, "case_id", theirs.id),
        ("correspondence", CALL | {"case_id": case.id}, "document_id", paper.id),
        ("denials", DENIAL, "case_id", theirs.id),
        ("evidence", {"proves": "x", "case_id": case.id}, "document_id", paper.id),
        ("promises", {"text": "x", "due_on": "2026-05-05"}, "case_id", theirs.id),
        ("documents", {"case_id": case.id, "title": "x", "kind": "other"}, "file_id", paper.file_id),
    ):
        answer = client.post(path, body | {field: theirs_id})
        absent = client.post(path, body | {field: ABSENT})
        assert (answer.status_code, answer.content) == (400, absent.content), (path, field)
    for path in ("documents", "evidence", "denials", "grounds", "correspondence", "promises"):
        assert client.get(path).json()["results"] == []


def test_a_call_and_its_promises(client, case, law):
    made = client.post(
        "correspondence",
        CALL
        | {
            "case_id": case.id,
            "questions": [{"question": "When?", "answer": "In May."}],
            "promises": [{"text": "A file", "due_on": "2026-05-20"}],
        },
    )
    assert made.status_code == 201, made.json()
    entry = made.json()
    assert entry == client.get(f"correspondence/{entry['id']}").json()
    assert (entry["occurred_at"], entry["author_id"]) == (
        "2026-05-04T15:30:00Z",
        str(law.attorney.member_id),
    )
    assert (
        client.get(f"correspondence/{entry['id']}", {"expand": "author"}).json()["author"]["role"]
        == "attorney"
    )
    for verb in (client.patch, client.put, client.delete):
        assert verb(f"correspondence/{entry['id']}", {"body": "x"}).status_code == 405
    [promise] = client.get("promises", {"correspondence_id": entry["id"], "state": "open"}).json()["results"]
    settled = client.post(
        f"promises/{promise['id']}/settle",
        {"state": "broken", "on": "2026-05-21", "note": "Nothing came"},
        HTTP_IF_MATCH='"1"',
    )
    assert (settled.json()["state"], settled["ETag"]) == ("broken", '"2"')
    late = {"due_from": "2026-05-01", "due_to": "2026-05-31", "state": "broken,kept"}
    assert [row["id"] for row in client.get("promises", late).json()["results"]] == [promise["id"]]
    assert client.get("promises", {"due_from": "2026-06-01"}).json()["results"] == []


def test_a_log_entry_takes_few_statements(client, case, django_assert_num_queries):
    body = CALL | {"case_id": case.id}
    with django_assert_num_queries(4):  # SAVEPOINT, enter, the entry, RELEASE
        assert client.post("correspondence", body).status_code == 201


@pytest.mark.parametrize("rows", [2, 20])
def test_statements_do_not_grow_with_rows(client, law, case, django_assert_num_queries, rows):
    with law.scope():
        made = denial(law.owner, case, grounds=[GROUNDS[0]] * rows)
        for ground in made.grounds.all():
            put = exhibit(law.owner, case.id)
            evidence_put(actor=law.owner, ground_id=ground.id, evidence_id=put.id)
    for _ in range(rows):
        client.post(
            "correspondence", CALL | {"case_id": case.id, "promises": [{"text": "x", "due_on": "2026-05-05"}]}
        )
    with django_assert_num_queries(8):
        assert len(client.get(f"denials/{made.id}/matrix").json()["grounds"]) == rows
    for path in ("documents", "evidence", "denials", "grounds", "correspondence", "promises"):
        with django_assert_num_queries(4):
            assert client.get(path).status_code == 200
    with django_assert_num_queries(5):
        assert client.get("correspondence", {"expand": "author"}).status_code == 200
