"""What a firm's history tells of refusals."""

from typing import Any

from claimback.audit.models import Entry
from claimback.audit.services import REFUSED
from tests.firms import TestFirm


def refusals(firm: TestFirm) -> list[Entry]:
    """Those that the firm was told of, the first first."""
    with firm.scope():
        return list(Entry.objects.filter(operation=REFUSED).order_by("at", "id"))


def said(firm: TestFirm) -> list[tuple[Any, ...]]:
    """Of each: what was being done, with which code it was refused, and whom."""
    return [(entry.act, (entry.after or {})["code"], entry.member_id) for entry in refusals(firm)]
