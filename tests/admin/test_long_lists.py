"""Lists that are longer than anybody counts: their pages are found one after the other, and no count goes on."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.admin.people import InsurerAdmin
from cases.services.insurers import insurer_add
from claimback.kernel.counts import UpTo
from claimback.tenancy.admin_paging import BoundedPaginator

ROWS, BOUND, PAGE = 8, 4, 2


@pytest.fixture
def insurers(desk, law, monkeypatch):
    """The list of eight insurers, two on a page, counted to four: what asks for it and tells of its pages."""
    monkeypatch.setattr(BoundedPaginator, "most", BOUND)
    monkeypatch.setattr(InsurerAdmin, "list_per_page", PAGE)
    with law.scope():
        for n in range(ROWS):
            insurer_add(actor=law.owner, name=f"Northfield {n}")
    return desk(law, "owner")


def _told(browser, query):
    html = browser.get(f"cases/insurer/?{query}").content.decode()
    pages = {int(number) for number in re.findall(r'href="\?(?:[^"]*&amp;)?p=(\d+)[^"]*"', html)}
    return sorted(set(re.findall(r"Northfield \d", html))), pages, "4+" in html


def test_a_long_list_goes_on_page_by_page(insurers):
    assert _told(insurers, "") == (["Northfield 0", "Northfield 1"], {2, 3}, True)
    assert _told(insurers, "p=3") == (["Northfield 4", "Northfield 5"], {1, 2, 4}, True)
    assert _told(insurers, "p=4") == (["Northfield 6", "Northfield 7"], {1, 2, 3}, True)
    assert insurers.get("cases/insurer/?p=5").status_code == 302
    assert _told(insurers, "q=Northfield+7") == (["Northfield 7"], set(), False)


def test_no_statement_counts_beyond_the_bound(insurers):
    with CaptureQueriesContext(connection) as sent:
        insurers.get("cases/insurer/")
    counts = [each["sql"] for each in sent if "COUNT(" in each["sql"]]
    assert len(counts) == 1
    assert f"LIMIT {BOUND + 1}" in counts[0]


def test_a_count_says_that_there_are_more():
    assert [str(UpTo(n, 1000)) for n in (0, 999, 1000, 1001)] == ["0", "999", "1,000", "1,000+"]
    assert [UpTo(n, 5).more for n in (5, 6)] == [False, True]
