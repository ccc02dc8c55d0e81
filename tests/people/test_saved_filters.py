"""Filters of lists under a name: held to what the list knows, one's own or shared, removed and restored."""

from typing import Any

import pytest


def save(client: Any, query: dict[str, str], name: str = "Mine", at: str = "cases", **also: Any) -> Any:
    """The answer to saving this filter."""
    return client.post("saved-filters", {"list": at, "name": name, "query": query, **also})


def seen(client: Any, **query: str) -> list[str]:
    """The names of the filters that the client sees."""
    return [row["name"] for row in client.get("saved-filters", query).json()["results"]]


def test_what_is_saved_is_what_the_list_takes(api, law):
    client = api(law)
    query = {"status": "open,in_appeal", "ordering": "-opened_on", "search": "Okafor", "page_size": "20"}
    made = save(client, query)
    assert (made.status_code, made.json()["query"], made.json()["shared"]) == (201, query, False)
    assert client.get("cases", made.json()["query"]).status_code == 200
    assert save(client, {}, name="Mine").json()["errors"][0]["code"] == "taken"


@pytest.mark.parametrize(
    ("at", "query", "also", "pointer"),
    [
        ("cases", {"dragon": "1"}, {}, "/query/dragon"),
        ("cases", {"status": "lost"}, {}, "/query/status"),
        ("cases", {"ordering": "colour"}, {}, "/query/ordering"),
        ("cases", {"expand": "dragon"}, {}, "/query/expand"),
        ("cases", {"cursor": "x"}, {}, "/query/cursor"),
        ("cases", {"search": "Okafor"}, {"shared": True}, "/query/search"),
        ("events", {"case_id": "01900000-0000-7000-8000-000000000000"}, {"shared": True}, "/query/case_id"),
        ("dragons", {}, {}, "/list"),
        ("firm", {}, {}, "/list"),
        ("../../schema", {}, {}, "/list"),
        ("admin/cases/case", {}, {}, "/list"),
    ],
)
def test_what_the_list_would_refuse_is_not_saved(api, law, at, query, also, pointer):
    answer = save(api(law), query, at=at, **also)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)


def test_shared_ones_are_seen_by_whoever_may_read_the_list(api, law):
    client = api(law)
    save(client, {"status": "open"}, name="Open", shared=True)
    save(client, {}, name="My own")
    save(client, {}, name="Calls", at="correspondence", shared=True)
    assert seen(client) == ["Calls", "My own", "Open"]
    assert seen(api(law, "billing"), list="cases") == ["Open"]
    assert seen(api(law, "billing")) == ["Open"]
    assert save(api(law, "billing"), {}, at="correspondence").status_code == 400


def test_one_s_own_is_renamed_removed_and_restored(api, law):
    client = api(law)
    id = save(client, {"status": "open"}, name="Open", shared=True).json()["id"]
    path = f"saved-filters/{id}"
    assert client.get(path).json()["query"] == {"status": "open"}
    assert api(law, "owner").patch(path, {"name": "His"}, HTTP_IF_MATCH='"1"').status_code == 404
    assert client.patch(path, {"query": {"search": "x"}}, HTTP_IF_MATCH='"1"').status_code == 400
    assert client.patch(path, {"name": "Still open"}, HTTP_IF_MATCH='"1"').json()["name"] == "Still open"
    removed = client.post(f"{path}/remove", HTTP_IF_MATCH='"2"')
    assert removed.json()["removed_at"]
    assert (seen(client, live="true"), seen(api(law, "owner"))) == ([], [])
    assert client.patch(path, {"name": "Open"}, HTTP_IF_MATCH='"3"').status_code == 409
    assert client.post(f"{path}/remove", HTTP_IF_MATCH='"3"').status_code == 409
    assert client.post(f"{path}/restore", HTTP_IF_MATCH='"3"').json()["removed_at"] is None
    assert client.post(f"{path}/restore", HTTP_IF_MATCH='"4"').status_code == 409
    assert seen(api(law, "owner")) == ["Still open"]
