"""Identifiers over HTTP: masked where they are read, in the clear where they are written, revealed for a reason."""

import pytest

from cases.models import Client
from cases.services.insurers import insurer_add
from cases.services.walls import wall_place
from claimback.audit.models import Entry
from claimback.tenancy.models import IdempotencyKey
from claimback.vault.models import Reveal
from tests.cases.conftest import open_case
from tests.vault.conftest import BORN, GROUP_NUMBER, MEMBER_NUMBER, NUMBER, SSN, sealed_client, sealed_policy

WHY = {"reason": "The appeal form asks for it."}


@pytest.fixture
def known(db, law):
    with law.scope():
        client = sealed_client(law)
        return client, sealed_policy(law, client)


def test_written_in_full_read_masked(api, law):
    client = api(law, "case_staff")
    made = client.post("clients", {"name": "Ada Quill", "ssn": SSN, "date_of_birth": str(BORN), "tax_id": ""})
    assert made.status_code == 201, made.content
    body = made.json()
    assert (body["ssn"], body["date_of_birth"], body["tax_id"]) == (
        {"masked": "•••• 4321"},
        {"masked": "••••"},
        None,
    )
    changed = client.patch(
        f"clients/{body['id']}",
        {"ssn": "", "tax_id": "98-7650001"},
        headers={"If-Match": made["ETag"]},
    )
    assert (changed.json()["ssn"], changed.json()["tax_id"]) == (None, {"masked": "•••• 0001"})
    [listed] = client.get("clients").json()["results"]
    assert listed["tax_id"] == {"masked": "•••• 0001"}


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"ssn": "12345"}, "/ssn"),
        ({"ssn": "•••• 4321"}, "/ssn"),
        ({"ssn": {"masked": "•••• 4321"}}, "/ssn"),
        ({"tax_id": "9" * 12}, "/tax_id"),
        ({"date_of_birth": "2999-01-01"}, "/date_of_birth"),
        ({"date_of_birth": "yesterday"}, "/date_of_birth"),
    ],
)
def test_what_is_no_identifier_is_refused_by_name_and_not_repeated(api, law, body, pointer):
    answer = api(law, "case_staff").post("clients", {"name": "Ada Quill", **body})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)
    [value] = body.values()
    assert str(value) not in answer.content.decode()
    with law.scope():
        assert not Client.objects.exists()


def test_a_reveal_answers_what_was_asked_and_is_traced(api, law, known):
    client, policy = known
    doors = {
        f"clients/{client.id}/reveal": {"ssn": SSN, "date_of_birth": str(BORN)},
        f"policies/{policy.id}/reveal": {
            "number": NUMBER,
            "member_number": MEMBER_NUMBER,
            "group_number": GROUP_NUMBER,
        },
    }
    for path, expected in doors.items():
        answer = api(law, "case_staff").post(path, {"fields": list(expected), **WHY})
        assert (answer.status_code, answer.json()) == (200, expected)
        assert answer["Cache-Control"] == "no-store"
    with law.scope():
        traces = Reveal.objects.order_by("id")
        assert [(trace.table, trace.fields, trace.reason) for trace in traces] == [
            ("cases_client", ["ssn", "date_of_birth"], WHY["reason"]),
            ("cases_policy", ["number", "member_number", "group_number"], WHY["reason"]),
        ]
        entries = Entry.objects.filter(table="vault_reveal")
        assert {entry.act for entry in entries} == {"identifier.reveal"}
        assert {entry.member_id for entry in entries} == {law.staff.member_id}


def test_a_diagnosis_is_shown_masked_alone_and_revealed(api, law, known):
    with law.scope():
        insurer = insurer_add(actor=law.attorney, name="Southfield")
        case = open_case(law.attorney, known[0], insurer, diagnosis="Chronic lymphocytic leukaemia")
    client = api(law, "case_staff")
    assert client.get(f"cases/{case.id}").json()["diagnosis"] == {"masked": "••••"}
    assert "diagnosis" not in client.get("cases").json()["results"][0]
    answer = client.post(f"cases/{case.id}/reveal", {"fields": ["diagnosis"], **WHY})
    assert answer.json() == {"diagnosis": "Chronic lymphocytic leukaemia"}


@pytest.mark.parametrize("role", ["billing", "viewer", "client"])
def test_who_may_not_reveal_is_refused_and_nothing_is_left(api, law, known, role):
    answer = api(law, role).post(f"clients/{known[0].id}/reveal", {"fields": ["ssn"], **WHY})
    assert answer.status_code == 403
    assert SSN not in answer.content.decode()
    with law.scope():
        assert not Reveal.objects.exists()


def test_another_firm_s_client_and_one_behind_a_wall_are_absent(api, law, adjusters, known):
    client, policy = known
    absent = api(law, "case_staff").post(
        "clients/01980000-0000-7000-8000-000000000000/reveal", {"fields": ["ssn"], **WHY}
    )
    assert absent.status_code == 404
    with law.scope():
        case = open_case(law.attorney, client, insurer_add(actor=law.attorney, name="Southfield"))
        wall_place(
            actor=law.owner, case_id=case.id, member_id=law.staff.member_id, reason="Acted for the insurer."
        )
    for path, body in (
        (f"clients/{client.id}/reveal", {"fields": ["ssn"]}),
        (f"policies/{policy.id}/reveal", {"fields": ["number"]}),
        (f"cases/{case.id}/reveal", {"fields": ["diagnosis"]}),
    ):
        for firm in (law, adjusters):
            answer = api(firm, "case_staff").post(path, body | WHY)
            assert (answer.status_code, answer.content) == (404, absent.content), path
    with law.scope():
        assert not Reveal.objects.exists()


@pytest.mark.parametrize("body", [{}, {"fields": []}, {"fields": ["name"], **WHY}, {"fields": ["ssn"]}])
def test_a_reveal_says_which_and_why(api, law, known, body):
    assert api(law, "case_staff").post(f"clients/{known[0].id}/reveal", body).status_code == 400


def test_a_reveal_under_a_key_is_not_kept_to_be_repeated(api, law, known):
    client = api(law, "case_staff")
    path = f"clients/{known[0].id}/reveal"
    for _ in range(2):
        answer = client.post(path, {"fields": ["ssn"], **WHY}, HTTP_IDEMPOTENCY_KEY="once")
        assert answer.json() == {"ssn": SSN}
        assert "Idempotency-Replayed" not in answer
    with law.scope():
        assert not IdempotencyKey.objects.exists()
        assert Reveal.objects.count() == 2


def test_policies_are_found_by_a_whole_number_alone(api, law, known):
    policy = known[1]

    def found(**query):
        return [row["id"] for row in api(law, "viewer").get("policies", query).json()["results"]]

    assert found(number="zq 448 21 7765") == found(member_number=MEMBER_NUMBER) == [str(policy.id)]
    for query in ({"number": "7765"}, {"member_number": NUMBER}, {"search": "7765"}, {"number": "----"}):
        assert found(**query) == [], query
