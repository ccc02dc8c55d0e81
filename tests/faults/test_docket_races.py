"""Two at once on one case: the case's lock comes first, so that each clock is opened once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from cases.models import Event
from deadlines.selectors import alert_list, deadline_list
from deadlines.services.docket import docket_recompute
from tests.deadlines.matter import ZONE, ago, open_matter
from tests.firms import TestFirm


@pytest.fixture
def denied(committed_db: str, django_db_blocker: Any, law: TestFirm) -> Iterator[UUID]:
    """A committed case with a denial that no docket has seen yet."""
    with django_db_blocker.unblock():
        with law.scope():
            matter = open_matter(law)
            Event.objects.create(case=matter.case, kind="denial_received", on=ago(10), time_zone=ZONE)
        yield matter.case.id


def test_two_who_compute_one_docket_open_each_deadline_once(denied: UUID, law: TestFirm):
    start = Barrier(2)

    def compute() -> None:
        try:
            start.wait(10)
            with law.scope():
                docket_recompute(case_id=denied)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        for done in [both.submit(compute), both.submit(compute)]:
            done.result(20)
    with law.scope():
        rows = list(deadline_list().filter(case_id=denied))
        assert rows
        assert len({row.rule for row in rows}) == len(rows)
        assert {row.version for row in rows} == {1}
        assert alert_list().filter(deadline__rule="erisa-health-first-appeal").count() == 7
