"""What a member read is in the history: a letter's text. Lists and overviews are not reads."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claimback.audit.models import Entry
from tests.client import firm_client
from tests.firms import TestFirm
from tests.letters.matter import Matter, open_matter


@pytest.fixture
def matter(db: None, law: TestFirm) -> Matter:
    """A case with a drafted letter."""
    with law.scope():
        made = open_matter(law)
        made.draft()
        return made


def reads(firm: TestFirm) -> list[tuple[Any, ...]]:
    with firm.scope():
        found = Entry.objects.filter(operation="read").order_by("at", "id")
        return list(found.values_list("table", "row_id", "case_id", "member_id", "act"))


def test_reading_a_letter_is_one_insert_and_is_kept(matter: Matter, law: TestFirm) -> None:
    client = firm_client(law, "viewer")
    letter = client.get("letters").json()["results"][0]
    assert reads(law) == []
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(f"letters/{letter['id']}")
    assert [q["sql"][:25] for q in asked if "audit_entry" in (q["sql"] or "")] == [
        'INSERT INTO "audit_entry"'
    ]
    [(table, row, case, member, act)] = reads(law)
    assert (table, str(row), case) == ("letters_letter", letter["id"], matter.case.id)
    assert (member, act) == (law.viewer.member_id, "letter.read")
    with law.scope():
        assert Entry.objects.get(operation="read").request_id == answer["X-Request-Id"]


def test_what_is_refused_is_not_read(matter: Matter, law: TestFirm, adjusters: TestFirm) -> None:
    letter = firm_client(law).get("letters").json()["results"][0]["id"]
    assert firm_client(law, "billing").get(f"letters/{letter}").status_code == 403
    assert firm_client(adjusters, "viewer").get(f"letters/{letter}").status_code == 404
    assert firm_client(law, "viewer").get(f"letters/{letter}?expand=nothing").status_code == 400
    assert (reads(law), reads(adjusters)) == ([], [])


@pytest.mark.parametrize("path", ["letters", "documents", "cases", "cases/{case}/overview", "clients"])
def test_lists_and_overviews_are_not_reads(matter: Matter, law: TestFirm, path: str) -> None:
    assert firm_client(law).get(path.format(case=matter.case.id)).status_code == 200
    assert reads(law) == []
