"""The rates that the law's interest follows, as the firm looked them up."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from cases.selectors import locked
from cases.services.checks import check_fields
from cases.vocabulary import JURISDICTIONS
from claimback.kernel.errors import Conflict, invalid
from claimback.kernel.etag import check_version
from claimback.tenancy.member import Member
from deadlines.models import ReferenceRate
from deadlines.selectors import rate_list

MOST_PERCENT = Decimal(100)


def rate_add(
    *, actor: Member, reference: str, jurisdiction: str, percent: Decimal, from_on: date, source: str
) -> ReferenceRate:
    """Note a rate from the day on which it is in force. Raises Invalid, Conflict for one noted already, Forbidden."""
    actor.require("deadline.write")
    row = ReferenceRate(
        reference=reference, jurisdiction=jurisdiction, percent=percent, from_on=from_on, source=source
    )
    _check(row)
    return _saved(row, {})


def rate_change(*, actor: Member, rate_id: UUID, version: int | None, **changes: Any) -> ReferenceRate:
    """Correct a rate read at `version`: its `percent`, `from_on` or `source`.

    Raises Invalid, Conflict, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("deadline.write")
    row = locked(rate_list(), rate_id)
    check_version(row.version, version)
    for name, value in changes.items():
        setattr(row, name, value)
    _check(row)
    return _saved(row, changes)


def _check(row: ReferenceRate) -> None:
    if row.jurisdiction not in JURISDICTIONS:
        raise invalid("jurisdiction", "Give the postal code of a state or territory, such as TX, or US.")
    if not 0 <= row.percent <= MOST_PERCENT:
        raise invalid("percent", f"Give a rate from 0 to {MOST_PERCENT} per cent a year.")
    check_fields(row)


def _saved(row: ReferenceRate, changes: dict[str, Any]) -> ReferenceRate:
    try:
        with transaction.atomic():
            if changes:
                row.change(**changes)
            else:
                row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(
            f"A rate of {row.jurisdiction} from {row.from_on} is noted already. Correct that."
        ) from None
    return row
