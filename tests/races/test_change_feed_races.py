"""The feed of changes while others commit: whoever goes on from where they were has missed nothing."""

from concurrent.futures import ThreadPoolExecutor, TimeoutError
from threading import Event
from uuid import UUID

import pytest
from django.db import connection

from claimback.webhooks.selectors import changes_after, latest_number
from tests.firms import TestFirm
from tests.letters.matter import open_case
from tests.webhooks.conftest import seal


def _cases_after(firm: TestFirm, number: int) -> tuple[list[UUID], int]:
    with firm.scope():
        part = changes_after(number, limit=200, wanted=lambda kind: kind.name == "case.added")
        return [change.object_id for change in part.found], part.until


def test_a_change_that_commits_late_is_not_passed_over(committed_db, law):
    with law.scope():
        start = latest_number()
    numbered, may_commit = Event(), Event()

    def slow() -> UUID:
        try:
            with law.scope():
                made = open_case(law).id
                seal()
                numbered.set()
                assert may_commit.wait(10)
            return made
        finally:
            connection.close()

    def quick() -> UUID:
        try:
            with law.scope():
                return open_case(law).id
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(slow)
        assert numbered.wait(10)
        second = pool.submit(quick)
        with pytest.raises(TimeoutError):  # it has no number yet that a reader could go past
            second.result(0.3)
        seen, until = _cases_after(law, start)
        assert seen == []
        may_commit.set()
        made = [first.result(10), second.result(10)]
    assert _cases_after(law, until)[0] == made
