"""The date that lists of cases are ordered by: when something is due next. The docket above keeps it."""

from datetime import date
from uuid import UUID

from cases.models import Case


def case_set_next_deadline(*, case_id: UUID, on: date) -> None:
    """Note when something is due next on a case; `date.max` for nothing. The caller holds the case's lock.

    The case's version stays: it counts what members change, and a date that follows from the docket must not make
    their If-Match stale.
    """
    Case.objects.filter(id=case_id).exclude(next_deadline_on=on).update(next_deadline_on=on)
