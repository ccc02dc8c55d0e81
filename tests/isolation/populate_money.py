"""The money of the case that has everything."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from cases.services.appraisal import appraisal_demand
from cases.services.appraisal_items import appraisal_item_add
from cases.services.appraisers import appraiser_name
from cases.services.conflicts import conflict_clear, latest_check
from cases.services.costs import cost_add
from cases.services.fee_invoices import fee_invoice_issue, time_entry_add
from cases.services.fees import fee_agreement_record
from cases.services.ledger import ledger_receive
from cases.services.liens import lien_assert, lien_move
from cases.services.parties import party_add
from cases.services.statements import statement_draft
from claimback.tenancy.member import Member
from tests.days import come_everywhere
from tests.isolation.populate_damages import populate_damages


def populate_money(actor: Member, case_id: UUID) -> None:
    """What is to be paid out of what the insurer pays."""
    day = come_everywhere() - timedelta(days=2)
    lien = lien_assert(
        actor=actor,
        case_id=case_id,
        kind="hospital",
        holder="Example General",
        asserted_on=day,
        asserted_amount=Decimal(900),
    )
    cost_add(
        actor=actor,
        case_id=case_id,
        what="Records",
        vendor="Example General",
        incurred_on=day,
        amount=Decimal("41.50"),
    )
    ledger_receive(
        actor=actor,
        case_id=case_id,
        kind="receipt",
        on=day,
        amount=Decimal(5000),
        counterpart="Example Mutual",
    )
    populate_damages(actor, case_id)
    agreement = fee_agreement_record(
        actor=actor,
        case_id=case_id,
        kind="contingency",
        represented_by="attorney",
        member_id=actor.member_id,
        signed_by="Ada Quill",
        signed_on=day,
        percent=Decimal("33.33"),
    )
    time_entry_add(
        actor=actor, case_id=case_id, on=day, minutes=30, what="Read the policy", rate=Decimal(250)
    )
    fee_invoice_issue(
        actor=actor, agreement_id=agreement.id, recovered=Decimal(900), recovered_on=come_everywhere()
    )
    lien_move(actor=actor, lien_id=lien.id, version=None, to="held_back", on=day)
    statement_draft(actor=actor, case_id=case_id)
    _appraisal(actor, case_id, day)


def _appraisal(actor: Member, case_id: UUID, day: date) -> None:
    """An appraisal with who sits and what is in dispute."""
    appraisal = appraisal_demand(
        actor=actor, case_id=case_id, demanded_by="ours", demanded_on=day, proof_grade="delivered"
    )
    person = party_add(actor=actor, case_id=case_id, role="appraiser", name="Wren Sampleton")
    check = latest_check(case_id)
    if check is not None and check.state == "undecided":
        conflict_clear(actor=actor, check_id=check.id, version=None, reason="Nobody of ours")
    appraiser_name(
        actor=actor,
        appraisal_id=appraisal.id,
        seat="our_appraiser",
        party_id=person.id,
        named_on=day,
        relation="none",
    )
    appraisal_item_add(
        actor=actor, appraisal_id=appraisal.id, title="Roof", ours=Decimal(900), theirs=Decimal(300)
    )
