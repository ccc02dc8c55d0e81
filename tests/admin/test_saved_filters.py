"""A list's filter is saved from the list, stands above it by its name, and opens it again."""

import re
from html import unescape

import pytest

from claimback.firms.models import SavedFilter

ADD = "firms/savedfilter/add/"
LIST = "cases/case/?status__exact=open&o=-1"


def given(query="status__exact=open", at="admin/cases/case", **more):
    """What the form sends."""
    return {"name": "Open ones", "list_name": at, "query": query, **more}


def test_from_the_list_to_the_name_and_back(desk, law):
    mine, colleague = desk(law), desk(law, "billing")
    link = re.search(r'href="([^"]*savedfilter/add/[^"]*)"', mine.get(LIST).content.decode())
    assert link
    assert mine.get(unescape(link[1])).status_code == 200
    saved = mine.post(ADD, given("status__exact=open&o=-1&p=2", shared="on"))
    assert saved["Location"].endswith("/admin/cases/case/?status__exact=open&o=-1")
    page = mine.get(LIST).content.decode()
    assert ('aria-current="true"' in page, "savedfilter/add" in page) == (True, False)
    assert "Open ones" in colleague.get("cases/case/").content.decode()
    assert "Open ones" not in colleague.get("cases/task/").content.decode()
    with law.scope():
        row = SavedFilter.objects.get(name="Open ones")
    path = f"firms/savedfilter/{row.id}"
    assert "Rename" not in colleague.get(f"{path}/change/").content.decode()
    assert mine.post(f"{path}/remove/", {"version": 1}).status_code == 302
    assert "Open ones" not in colleague.get("cases/case/").content.decode()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (given("dragon=1"), "The list knows no filter dragon."),
        (given(at="admin/cases/dragon"), "There is no such list."),
        (given(at="cases"), "There is no such list."),
        (given("q=Okafor", shared="on"), "Keep it to yourself."),
    ],
)
def test_what_the_list_does_not_know_is_not_saved(desk, law, sent, words):
    answer = desk(law).post(ADD, sent)
    assert (answer.status_code, words in answer.content.decode()) == (200, True)
    with law.scope():
        assert not SavedFilter.objects.exists()
