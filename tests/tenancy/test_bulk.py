"""Several requests in one: row by row or all or nothing, each through its own door."""

from typing import Any

import pytest
from django.db import OperationalError
from psycopg.errors import DeadlockDetected

from cases.models import Client
from claimback.audit.models import Entry
from tests.client import session_client


def add(name: str = "Ida Okafor") -> dict[str, Any]:
    """A row that adds a client."""
    return {"method": "POST", "path": "clients", "body": {"name": name}}


def sent(client: Any, *rows: dict[str, Any], **also: Any) -> Any:
    """The answer to these rows."""
    headers = {name: also.pop(name) for name in [*also] if name.startswith("HTTP_")}
    return client.post("bulk", {"operations": rows, **also}, **headers)


def names(client: Any) -> set[str]:
    """The firm's clients."""
    return {row["name"] for row in client.get("clients?page_size=200").json()["results"]}


def test_a_row_that_is_refused_leaves_the_others(api, law):
    client = api(law)
    answer = sent(client, add(), add(""), add("Lee Ames"), {"method": "GET", "path": "clients?kind=dragon"})
    assert answer.status_code == 200
    first, second, third, fourth = answer.json()["results"]
    assert (first["status"], first["etag"], first["body"]["name"]) == (201, '"1"', "Ida Okafor")
    assert (second["status"], second["etag"]) == (400, None)
    assert second["body"]["errors"][0]["pointer"] == "/name"
    assert (third["status"], fourth["status"]) == (201, 400)
    assert {"Ida Okafor", "Lee Ames"} <= names(client)


def test_all_or_nothing(api, law):
    client = api(law)
    answer = sent(client, add(), add("Lee Ames"), add(""), atomic=True)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "row_refused")
    assert [each["pointer"] for each in problem["errors"]] == ["/operations/2", "/operations/2/body/name"]
    assert not {"Ida Okafor", "Lee Ames"} & names(client)
    assert sent(client, add(), add("Lee Ames"), atomic=True).status_code == 200
    assert {"Ida Okafor", "Lee Ames"} <= names(client)


def test_each_row_is_held_to_its_version_its_role_and_its_history(api, law):
    made = api(law).post("clients", {"name": "Ida Okafor"}).json()
    path = f"clients/{made['id']}"
    change: dict[str, Any] = {"method": "PATCH", "path": path, "body": {"phone": "+1 512 555 0101"}}
    rows: list[dict[str, Any]] = [
        change,
        {**change, "if_match": '"1"'},
        {**change, "if_match": '"1"'},
        {"method": "GET", "path": path},
    ]
    results = sent(api(law), *rows).json()["results"]
    assert [row["status"] for row in results] == [428, 200, 412, 200]
    again = {**change, "body": {"phone": ""}, "if_match": results[3]["etag"]}
    assert sent(api(law), again).json()["results"][0]["body"]["version"] == 3
    results = sent(api(law, "billing"), {**change, "if_match": '"3"'}, rows[3]).json()["results"]
    assert [row["status"] for row in results] == [403, 200]
    with law.scope():
        acts = set(Entry.objects.filter(row_id=made["id"]).values_list("act", flat=True))
    assert acts == {"client.write"}


@pytest.mark.parametrize(
    ("row", "status", "code"),
    [
        ({"method": "POST", "path": "bulk", "body": {"operations": []}}, 400, "not_in_bulk"),
        ({"method": "POST", "path": "tokens", "body": {"name": "x"}}, 403, "not_in_bulk"),
        ({"method": "POST", "path": "clients/{id}/reveal", "body": {}}, 400, "not_in_bulk"),
        ({"method": "GET", "path": "files/signed"}, 400, "not_in_bulk"),
        ({"method": "GET", "path": "nothing/here"}, 404, "not_found"),
        ({"method": "GET", "path": "/api/v1/schema"}, 404, "not_found"),
        ({"method": "GET", "path": "../../../schema"}, 404, "not_found"),
        ({"method": "GET", "path": "clients?search=%C3%A9é\u2028"}, 200, None),
        ({"method": "GET", "path": "clients/é"}, 404, "not_found"),
        ({"method": "DELETE", "path": "clients"}, 405, "method_not_allowed"),
    ],
)
def test_no_row_goes_where_it_must_not(api, law, row, status, code):
    row = {**row, "path": row["path"].replace("{id}", "01900000-0000-7000-8000-000000000000")}
    (result,) = sent(api(law, "owner"), row).json()["results"]
    assert (result["status"], result["body"].get("code")) == (status, code)


def test_one_key_covers_the_whole(api, law):
    client = api(law)
    first = sent(client, add(), HTTP_IDEMPOTENCY_KEY="all of it")
    again = sent(client, add(), HTTP_IDEMPOTENCY_KEY="all of it")
    assert (again.json(), again["Idempotency-Replayed"]) == (first.json(), "true")
    assert sent(client, add("Lee"), HTTP_IDEMPOTENCY_KEY="all of it").status_code == 422
    with law.scope():
        assert Client.objects.filter(name="Ida Okafor").count() == 1


@pytest.mark.parametrize(
    "rows", [[], [{"method": "GET", "path": "firm"}] * 101, [{"method": "HEAD", "path": "firm"}]]
)
def test_a_whole_that_is_wrong_is_refused_whole(api, law, rows):
    assert sent(api(law), *rows).status_code == 400


def test_by_a_session_each_row_wants_its_token_of_the_form(db, law):
    client = session_client(law)
    assert sent(client, add(), add("Lee Ames")).status_code == 200
    assert {"Ida Okafor", "Lee Ames"} <= names(client)


def test_each_row_counts(api, law, settings):
    settings.RATE_LIMIT, settings.SECRET_KEY = 5, f"rows {settings.SECRET_KEY}"
    client = api(law, "billing")
    read = {"method": "GET", "path": "firm"}
    assert sent(client, read, read)["RateLimit"].startswith('"default";r=3')
    assert sent(client, *[read] * 4).status_code == 429


def test_a_deadlock_is_that_row_s_alone(api, law, monkeypatch):
    def locked(*args: Any, **kwargs: Any) -> None:
        raise OperationalError from DeadlockDetected()

    monkeypatch.setattr("cases.api.clients.client_add", locked)
    refused, read = sent(api(law), add(), {"method": "GET", "path": "firm"}).json()["results"]
    assert (refused["status"], refused["body"]["code"], read["status"]) == (409, "busy", 200)


def test_the_firm_is_told_once_all_is_over(api, law, monkeypatch):
    told: list[Any] = []
    monkeypatch.setattr(
        "claimback.tenancy.front_door.refusal_tell", lambda request, *a, **k: told.append(request.path_info)
    )
    rows = [{"method": "GET", "path": "clients/01900000-0000-7000-8000-000000000000"}, add("")]
    client = api(law)
    assert sent(client, *rows).status_code == 200
    assert told == [f"{client.firm_root}{rows[0]['path']}"]


def test_rows_are_read_by_their_ids(api, law):
    client = api(law)
    ids = [client.post("clients", {"name": f"Client {n}"}).json()["id"] for n in range(3)]
    absent = "01900000-0000-7000-8000-000000000000"
    found = client.get(f"clients?id={ids[0]},{ids[2]},{absent}&fields=name").json()["results"]
    assert [row["name"] for row in found] == ["Client 0", "Client 2"]
    assert client.get(f"clients?id={','.join([absent] * 201)}").status_code == 400
    assert client.get("clients?id=one").json()["errors"][0]["pointer"] == "/id"
