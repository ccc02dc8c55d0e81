"""Filters of lists under a name: held to what the list knows, one's own or shared, removed and restored."""

from typing import Any

import pytest

from claimback.firms.models import SavedFilter
from claimback.firms.services.saved_filters import saved_filter_add
from claimback.firms.services.support import support_grant
from claimback.kernel.errors import Forbidden
from claimback.tenancy.models import Membership
from claimback.tenancy.selectors import firm_get
from claimback.tenancy.services import member_of


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


def test_a_viewer_keeps_filters_to_oneself(api, law):
    client = api(law, "viewer")
    made = save(client, {"status": "open"}, name="Open")
    assert made.status_code == 201
    assert seen(client) == ["Open"]
    assert seen(api(law)) == []
    assert save(client, {}, name="For all", shared=True).status_code == 403
    path = f"saved-filters/{made.json()['id']}"
    assert client.patch(path, {"shared": True}, HTTP_IF_MATCH='"1"').status_code == 403
    assert client.patch(path, {"name": "Those open"}, HTTP_IF_MATCH='"1"').status_code == 200
    assert seen(client) == ["Those open"]
    assert seen(api(law)) == []


def test_whoever_is_from_support_keeps_none(law, operator):
    with law.scope(law.owner):
        access = support_grant(actor=law.owner, email=operator.email, reason="A list is empty", hours=1)
        member = member_of(Membership.objects.get(id=access.member_id), firm_get())
        with pytest.raises(Forbidden):
            saved_filter_add(actor=member, list_name="cases", name="Mine", query={})
        assert not SavedFilter.objects.filter(member_id=access.member_id).exists()
