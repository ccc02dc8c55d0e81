"""A case to try the docket on, and short ways to feed it and to look at it."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from cases.models import Case, Event
from cases.selectors import case_list
from cases.services.cases import case_open
from cases.services.clients import client_add
from cases.services.events import event_record
from cases.services.insurers import insurer_add
from cases.services.policies import policy_add
from claimback.kernel.clock import today
from deadlines.models import Alert, Deadline
from deadlines.selectors import alert_list, deadline_list
from deadlines.services.facts import fact_state
from tests.firms import TestFirm

ZONE = "America/Chicago"


@dataclass
class Matter:
    """A case with its firm."""

    firm: TestFirm
    case: Case

    def record(self, kind: str, on: date, proof: str = "", **more: Any) -> Event:
        """Record an event by the service, as the attorney."""
        return event_record(
            actor=self.firm.attorney, case_id=self.case.id, kind=kind, on=on, proof_grade=proof, **more
        )

    def rows(self, rule: str) -> list[Deadline]:
        """Every deadline of a rule, the oldest first."""
        return list(deadline_list().filter(case_id=self.case.id, rule=rule).order_by("id"))

    def row(self, rule: str) -> Deadline:
        """The one deadline of a rule."""
        (found,) = self.rows(rule)
        return found

    def alerts(self, deadline: Deadline) -> list[Alert]:
        """Its alerts, the earliest first."""
        return list(alert_list().filter(deadline=deadline).order_by("due_at", "id"))

    def next_deadline_on(self) -> date:
        """As the list of cases has it."""
        return case_list().get(id=self.case.id).next_deadline_on

    def versions(self) -> dict[UUID, int]:
        """The version of every row of the docket."""
        rows = [*deadline_list().filter(case_id=self.case.id), *alert_list()]
        return {row.id: row.version for row in rows}


def ago(days: int) -> date:
    """A day in the past, where the case's law holds."""
    return today(ZONE) - timedelta(days=days)


def open_matter(
    firm: TestFirm, *, claim_kind: str = "pre_service", levels: int | None = 1, **more: Any
) -> Matter:
    """Open a case inside the firm's scope."""
    actor = firm.attorney
    client = client_add(actor=actor, name="Ada Quill", time_zone=ZONE)
    insurer = insurer_add(actor=actor, name="Example Health Plan")
    shared: dict[str, Any] = {
        "client_id": client.id,
        "insurer_id": insurer.id,
        "line_of_business": "health",
        "plan_type": "erisa_self_funded",
        "jurisdiction": "TX",
    }
    policy = policy_add(actor=actor, appeal_levels=levels, **shared)
    case = case_open(
        actor=actor,
        title="Infusion refused",
        claim_kind=claim_kind,
        **{"lead_id": actor.member_id, "policy_id": policy.id} | shared | more,
    )
    return Matter(firm, case)


def open_storm(firm: TestFirm) -> Matter:
    """A property claim in Texas that the insurer has not paid for a hundred days, in the firm's scope."""
    matter = open_matter(
        firm,
        line_of_business="property",
        plan_type="personal",
        claim_kind="",
        loss_date=ago(130),
        amount_disputed=Decimal("73000.00"),
    )
    for name in ("weather_catastrophe", "arson_suspected"):
        fact_state(actor=firm.attorney, case_id=matter.case.id, name=name, value=False)
    matter.record("claim_received", ago(110), "delivered")
    matter.record("information_received", ago(100), "delivered")
    return matter
