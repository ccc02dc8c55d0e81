"""Mail that did not get through: the address is noted, a person is asked to put it right, what it carried goes on."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from cases.selectors import for_change, task_list
from cases.services.tasks import TaskSource, task_open
from claimback.kernel.clock import now, today
from claimback.notify.models import OBLIGATION_EDGES, PLANNED, REFUSED_WHY, SENT
from claimback.notify.obligations import ERROR_LIMIT, retry_delay
from claimback.notify.selectors import refused_address_list
from claimback.notify.services import address_refuse
from claimback.tenancy.scanner import rows_named
from claimback.tenancy.scope import firm_scope
from claimback.tenancy.selectors import member_list
from deadlines.models import Alert
from deadlines.selectors import alert_list
from deadlines.services.circles import Circles

ACT: Final = "deadlines.mail_came_back"
KIND: Final = "mail_came_back"

log = logging.getLogger(__name__)


def mail_came_back(*, mail_id: UUID, address: str, why: str, said: str) -> int:
    """A provider tells that a mail did not reach `address`: what it carried goes to somebody else.

    Opens its own scopes. Told again, it does nothing: by then the alerts went elsewhere. Returns how many go on.
    """
    by_firm: dict[UUID, list[UUID]] = defaultdict(list)
    for firm_id, alert_id in rows_named("alerts_of_mail", mail_id):
        by_firm[firm_id].append(alert_id)
    if not by_firm:
        log.info("A provider told of a mail that carried no reminder.", extra={"ids": {"mail": mail_id}})
    return sum(
        _go_on(firm_id, ids, address=address.lower(), why=why, said=said) for firm_id, ids in by_firm.items()
    )


def address_gave_up(*, address: str, why: str, said: str, alerts: Sequence[Alert]) -> None:
    """Note that an address takes no mail, and open one task to put it right, on the most urgent of these cases."""
    row = address_refuse(address=address, why=why, said=said)
    list(for_change(refused_address_list().filter(id=row.id)))  # two who find it at once open one task
    source = TaskSource("refused_address", row.id)
    if task_list().filter(kind=KIND, **source.columns).exists():
        return
    case = min(alerts, key=lambda alert: (alert.deadline.sort_on, alert.id)).case
    theirs = set(member_list().filter(user__email__iexact=address).values_list("id", flat=True))
    others = [owner for owner in Circles(case).owners if owner not in theirs]
    task_open(
        actor=None,
        case_id=case.id,
        kind=KIND,
        title=f"Reminders to {address} do not arrive"[:200],
        detail=f"{REFUSED_WHY[why]}. Until the address is put right and lifted under Refused addresses, reminders"
        " go to the next person up, or to the docketing address.",
        due_on=today(case.time_zone),
        assigned_id=others[0] if others else None,
        source=source,
    )


def _go_on(firm_id: UUID, ids: Sequence[UUID], *, address: str, why: str, said: str) -> int:
    with firm_scope(firm_id, act=ACT):
        carried = for_change(alert_list().filter(id__in=ids, state=SENT)).select_related("case", "deadline")
        rows = list(carried.order_by("id"))
        reached = [row for row in rows if address in (row.sent_to.lower(), row.copied_to.lower())]
        if not reached:
            return 0
        address_gave_up(address=address, why=why, said=said, alerts=reached)
        again = [row for row in reached if row.sent_to.lower() == address and row.acknowledged_at is None]
        for row in again:
            row.change(
                state=OBLIGATION_EDGES.advance(row.state, PLANNED),
                next_attempt_at=now() + (retry_delay(row.attempts) if row.attempts > 1 else timedelta(0)),
                settled_at=None,
                escalate_at=None,
                last_error=f"{REFUSED_WHY[why]}. {said}"[:ERROR_LIMIT],
            )
        return len(again)
