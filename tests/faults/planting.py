"""What the fire finds when it breaks out: cases to write on, letters to send, reminders that are due."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from cases.models import Case
from cases.services.denials import denial_record
from claimback.kernel.clock import now
from claimback.storage.selectors import file_rows
from claimback.webhooks.selectors import delivery_list, endpoint_list, latest_number
from claimback.webhooks.services.endpoints import endpoint_add
from deadlines.selectors import alert_list
from letters.models import Dispatch
from letters.selectors import dispatch_list
from letters.services.approval import letter_approve
from letters.services.letters import letter_draft, letter_submit
from tests.deadlines.matter import ago, open_matter
from tests.faults.fire import plant
from tests.faults.writers import Job
from tests.firms import TestFirm
from tests.letters.matter import open_case

_T = TypeVar("_T")

SHARES = (("correspondence", 12), ("ledger", 5), ("event", 3))
"""Of twenty writes over the API, so many are of this kind."""

ALERT_CASES = 21


@dataclass
class Planted:
    """The writers' jobs by their kind, the reminders, and the cases whose deadlines follow from no event."""

    jobs: dict[str, list[Job]]
    alerts: list[UUID]
    without_docket: set[UUID]

    def slices(self, count: int) -> Iterator[tuple[list[Job], list[UUID]]]:
        """All of it in so many portions, each with its share of every kind."""
        for n in range(count):
            part = [job for jobs in self.jobs.values() for job in _part(jobs, n, count)]
            yield part, list(_part(self.alerts, n, count))


def _part(of: Sequence[_T], n: int, count: int) -> Sequence[_T]:
    return of[len(of) * n // count : len(of) * (n + 1) // count]


def plant_all(
    firm: TestFirm, *, alerts: int, uploads: int, letters: int, writes: int, receiver: str
) -> Planted:
    """Make it all in the firm, and an endpoint that is told of every contact that is logged. The alerts wait."""
    with firm.scope(firm.owner):
        endpoint_add(actor=firm.owner, url=receiver, kinds=["correspondence.added"])
    cases = [_case(firm) for _ in range(max(4, writes // 200))]
    kinds = [kind for kind, share in SHARES for _ in range(share)]
    jobs = {
        "write": [Job(kinds[n % len(kinds)], str(cases[n % len(cases)])) for n in range(writes)],
        "upload": [Job("upload", str(cases[n % len(cases)])) for n in range(uploads)],
        "letter": [_letter(firm) for _ in range(letters)],
    }
    with firm.scope():
        before = set(_cases())
    later = now() + timedelta(days=1)
    due = plant(firm, alerts, cases=ALERT_CASES, alone=10, tried_at=later) if alerts else []
    with firm.scope():
        return Planted(jobs, due, set(_cases()) - before)


def let_go(firm: TestFirm, alerts: Sequence[UUID]) -> None:
    """These reminders wait no longer."""
    past = now() - timedelta(seconds=1)
    with firm.scope():
        alert_list().filter(id__in=alerts).update(next_attempt_at=past)


def _cases() -> list[UUID]:
    return list(Case.objects.values_list("id", flat=True))


def _case(firm: TestFirm) -> UUID:
    with firm.scope():
        matter = open_matter(firm)
        matter.record("denial_received", ago(10))
        return matter.case.id


def _letter(firm: TestFirm) -> Job:
    """A letter that the attorney approved."""
    with firm.scope():
        case = open_case(firm)
        denial = denial_record(
            actor=firm.attorney,
            case_id=case.id,
            decision="denied",
            letter_date=ago(25),
            received_on=ago(20),
            received_proof="signed_for",
            grounds=[],
        )
        letter = letter_draft(
            actor=firm.attorney,
            case_id=case.id,
            denial_id=denial.id,
            template="claim_file_request",
            items_requested=["The complete claim file"],
        )
        letter = letter_submit(actor=firm.attorney, letter_id=letter.id, version=letter.version)
        letter = letter_approve(actor=firm.attorney, letter_id=letter.id, version=letter.version)
        return Job("letter", str(letter.id), letter.version)


def run_out_waits(firm: TestFirm) -> None:
    """What waits for its next attempt is due: time that nobody sits out."""
    past = now() - timedelta(seconds=1)
    with firm.scope():
        alert_list().filter(state="planned", due_at__lte=now(), next_attempt_at__gt=past).update(
            next_attempt_at=past
        )
        dispatch_list().filter(next_attempt_at__gt=past).update(next_attempt_at=past)
        delivery_list().filter(state="planned", next_attempt_at__gt=past).update(next_attempt_at=past)


def run_out_leases(firm: TestFirm) -> None:
    """What a worker held is free: only once no worker lives."""
    past = now() - timedelta(seconds=1)
    with firm.scope():
        alert_list().filter(state="sending").update(lease_until=past)
        delivery_list().filter(state="sending").update(lease_until=past)
        Dispatch.objects.filter(state="claimed").update(claimed_at=now() - timedelta(hours=1))
        file_rows().filter(state="received").update(leased_until=None)


def unsettled(firm: TestFirm) -> dict[str, int]:
    """How much of each kind of work is still to be done."""
    with firm.scope():
        counts = {
            "alerts": alert_list().filter(state__in=["planned", "sending"], due_at__lte=now()).count(),
            "letters": dispatch_list().filter(state__in=["queued", "claimed"]).count()
            + dispatch_list().filter(state="unknown", next_attempt_at__isnull=False).count(),
            "files": file_rows().filter(state="received").count(),
            "messages": delivery_list().filter(state__in=["planned", "sending"]).count() + _untold(),
        }
    return {what: count for what, count in counts.items() if count}


def _untold() -> int:
    """Endpoints for which the history was not looked through to its end."""
    last = latest_number()
    return sum(1 for each in endpoint_list().filter(disabled_at=None) if each.told_until < last)
