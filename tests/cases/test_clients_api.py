"""Clients over HTTP: the pattern that every resource follows."""

import pytest

from claimback.audit.models import Entry


@pytest.fixture
def client(api, law):
    return api(law)


def test_add_read_change(client, law):
    made = client.post("clients", {"name": "Ada Quill", "email": "ada@example.com"})
    assert made.status_code == 201, made.json()
    assert made["ETag"] == '"1"'
    path = f"clients/{made.json()['id']}"
    changed = client.patch(path, {"phone": "+1 512 555 0101"}, HTTP_IF_MATCH=made["ETag"])
    assert changed.status_code == 200
    assert changed.json() | {"phone": "+1 512 555 0101", "version": 2} == client.get(path).json()
    with law.scope():
        entries = list(Entry.objects.filter(row_id=made.json()["id"]).order_by("at"))
    assert [(e.operation, e.act) for e in entries] == [("insert", "client.write"), ("update", "client.write")]
    assert (entries[1].before, entries[1].after) == ({"phone": ""}, {"phone": "+1 512 555 0101"})
    assert entries[1].member_id == law.attorney.member_id


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [({}, 428, "precondition_required"), ({"HTTP_IF_MATCH": '"9"'}, 412, "precondition_failed")],
)
def test_a_change_names_the_version_it_was_made_against(client, headers, status, code):
    made = client.post("clients", {"name": "Ada Quill"}).json()
    answer = client.patch(f"clients/{made['id']}", {"name": "Other"}, **headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert client.get(f"clients/{made['id']}").json()["name"] == "Ada Quill"


def test_a_replay_gets_the_first_answer(client):
    first = client.post("clients", {"name": "Ada"}, HTTP_IDEMPOTENCY_KEY="k1")
    again = client.post("clients", {"name": "Ada"}, HTTP_IDEMPOTENCY_KEY="k1")
    other = client.post("clients", {"name": "Bob"}, HTTP_IDEMPOTENCY_KEY="k1")
    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert again.json() == first.json()
    assert again["ETag"] == first["ETag"]
    assert len(client.get("clients").json()["results"]) == 1


def test_pages_follow_each_other_without_gap_or_repetition(client):
    for number in range(7):
        client.post("clients", {"name": f"Client {number % 3}"})
    seen, cursor = [], ""
    while True:
        page = client.get(
            "clients", {"page_size": "2", "ordering": "-name", **({"cursor": cursor} if cursor else {})}
        )
        seen += [row["id"] for row in page.json()["results"]]
        cursor = page.json()["next_cursor"]
        if cursor is None:
            break
    everything = client.get("clients", {"ordering": "-name", "count": "true"}).json()
    assert seen == [row["id"] for row in everything["results"]]
    assert everything["count"] == 7


@pytest.mark.parametrize(
    "query",
    [
        {"nme": "x"},
        {"ordering": "email"},
        {"page_size": "0"},
        {"page_size": "x"},
        {"cursor": "bm9uc2Vuc2U"},
        {"fields": "secret"},
        {"expand": "firm"},
        {"kind": "robot"},
    ],
)
def test_a_query_that_cannot_be_read_is_refused_by_name(client, query):
    answer = client.get("clients", query)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == f"/{next(iter(query))}"


def test_another_firm_s_client_is_absent(client, api, law, adjusters):
    theirs = api(adjusters, "public_adjuster").post("clients", {"name": "Secret"}).json()
    absent = client.get("clients/01900000-0000-7000-8000-000000000000")
    answer = client.get(f"clients/{theirs['id']}")
    assert (answer.status_code, answer.content) == (404, absent.content)
    assert client.get("clients").json()["results"] == []


def test_another_firm_s_door_is_absent(client, adjusters):
    answer = client.get(f"/api/v1/firms/{adjusters.slug}/clients")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_forged_token_is_refused(client):
    client.credentials(HTTP_AUTHORIZATION="Bearer cb_forged")
    assert client.get("clients").status_code == 401


def test_a_viewer_may_not_write_and_nothing_happens(api, law):
    answer = api(law, "viewer").post("clients", {"name": "Ada"})
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert api(law).get("clients").json()["results"] == []


def test_the_front_door_takes_one_statement(client, django_assert_num_queries):
    with django_assert_num_queries(4):  # SAVEPOINT, enter, the rows, RELEASE
        assert client.get("clients").status_code == 200


@pytest.mark.parametrize(
    "body", [{"name": "A", "firm_id": "x"}, {"name": "A", "id": "x"}, {"name": ""}, {}, [1]]
)
def test_mass_assignment_and_bad_bodies_are_refused(client, body):
    assert client.post("clients", body).status_code == 400
