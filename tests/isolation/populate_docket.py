"""What `populate` leaves on the docket of a case, beyond what its events open by themselves."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from cases.services.documents import document_add
from cases.services.events import event_record
from claimback.tenancy.member import Member
from deadlines.models import DocketPaperPart
from deadlines.services.dates import deadline_add, deadline_extend
from deadlines.services.papers import paper_request
from deadlines.services.rates import rate_add
from deadlines.services.rechecks import recheck_request
from deadlines.services.rung_decisions import litigation_cost_enter, rung_decide
from tests.cases.papers import file_row
from tests.days import come_everywhere


def populate_docket(actor: Member, case_id: UUID) -> None:
    """An event that was corrected, so that another date is proposed; a date that the plan missed; one of a court's; a
    rate, and a run.
    """
    day = come_everywhere()
    event_record(actor=actor, case_id=case_id, kind="treatment_codes_requested", on=day - timedelta(days=90))
    paper = document_add(
        actor=actor, case_id=case_id, file_id=file_row(actor).id, title="Order", kind="other"
    )
    court = deadline_add(
        actor=actor,
        case_id=case_id,
        act="file the brief",
        due_on=day + timedelta(days=20),
        source="Order of the court",
        document_id=paper.id,
    )
    deadline_extend(
        actor=actor,
        deadline_id=court.id,
        version=None,
        until=day + timedelta(days=30),
        granted_by="The court",
        reason="On motion",
        document_id=paper.id,
    )
    rate_add(
        actor=actor,
        reference="judgment",
        jurisdiction="TX",
        percent=Decimal("7.5"),
        from_on=day,
        source="The state's register",
    )
    first = event_record(
        actor=actor, case_id=case_id, kind="plan_documents_requested", on=day - timedelta(days=90)
    )
    event_record(
        actor=actor,
        case_id=case_id,
        kind="plan_documents_requested",
        on=day - timedelta(days=85),
        corrects_id=first.id,
    )
    for what in ("futile", "declined"):
        rung_decide(
            actor=actor, case_id=case_id, what=what, rung="supervisor", reason="Nobody there may decide"
        )
    litigation_cost_enter(
        actor=actor, case_id=case_id, amount=Decimal(80000), currency="USD", basis="Through trial", as_of=day
    )
    recheck_request(actor=actor, reason="A closure was announced", cause="calendar")
    form = paper_request(actor=actor, kind="control_form", case_id=case_id)
    DocketPaperPart(paper_id=form.id, number=1, file=file_row(actor), lines=1).save(force_insert=True)
