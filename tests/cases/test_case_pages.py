"""Paging of cases: no gap and no repetition, in every ordering, among equal dates and those without one."""

import pytest

from cases.api.cases import CASES
from tests.factories import CaseFactory, ClientFactory, InsurerFactory


@pytest.fixture
def forty(in_law):
    CaseFactory.create_batch(40, client=ClientFactory(), insurer=InsurerFactory())
    return in_law


def pages(client, **query):
    cursor = ""
    while cursor is not None:
        page = client.get("cases", query | ({"cursor": cursor} if cursor else {})).json()
        yield page["results"]
        cursor = page["next_cursor"]


@pytest.mark.parametrize("ordering", [way + name for name in CASES.orderings for way in ("", "-")])
def test_pages_follow_each_other_in_every_ordering(api, forty, ordering):
    client = api(forty)
    found = [row for page in pages(client, ordering=ordering, page_size="7") for row in page]
    assert len({row["id"] for row in found}) == len(found) == 40
    column = ordering.removeprefix("-")
    keys = [(row[column] or "9999-12-31", row["id"]) for row in found]
    assert keys == sorted(keys, reverse=ordering.startswith("-"))


def test_a_cursor_is_bound_to_its_list_and_firm(api, forty, adjusters):
    cursor = api(forty).get("cases", {"page_size": "3"}).json()["next_cursor"]
    for client, path in ((api(adjusters, "owner"), "cases"), (api(forty), "clients")):
        answer = client.get(path, {"cursor": cursor})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/cursor")
