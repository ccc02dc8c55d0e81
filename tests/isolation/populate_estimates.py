"""Estimates of the case that has everything: ours and the insurer's, with a pair of lines made by hand."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from cases.selectors import document_list, party_list
from cases.selectors.money import estimate_line_list
from cases.services.estimate_lines import lines_pair
from cases.services.estimates import estimate_add
from claimback.kernel.money import money
from claimback.tenancy.member import Member
from tests.days import come_everywhere


def populate_estimates(actor: Member, case_id: UUID) -> None:
    """Ours, which replaced an earlier one, against the insurer's."""
    line: dict[str, Any] = {
        "room": "Kitchen",
        "description": "Drywall",
        "quantity": Decimal(10),
        "unit": "SF",
    }
    common: dict[str, Any] = {"actor": actor, "case_id": case_id, "dated_on": come_everywhere()}
    first = estimate_add(
        side="ours",
        title="First",
        lines=[line | {"unit_price": Decimal(3)}],
        document_id=document_list().filter(case_id=case_id)[0].id,
        party_id=party_list().filter(case_id=case_id)[0].id,
        **common,
    )
    ours = estimate_add(
        side="ours",
        title="Second",
        lines=[line | {"unit_price": Decimal(4)}],
        former_id=first.id,
        reason="A new price list",
        stated_rcv=money("40.01", "USD"),
        **common,
    )
    theirs = estimate_add(side="insurer", title="Theirs", lines=[line | {"unit_price": Decimal(2)}], **common)
    lines = {row.estimate_id: row.id for row in estimate_line_list().filter(case_id=case_id)}
    lines_pair(actor=actor, our_line_id=lines[ours.id], their_line_id=lines[theirs.id], how="paired")
