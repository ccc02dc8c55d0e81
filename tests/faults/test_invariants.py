"""Each invariant is proved to fail where its fault is planted, and to hold where nothing is wrong."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from ipaddress import ip_network
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from cases.models import Case, Correspondence, Event, LedgerEntry
from cases.services.correspondence import correspondence_log
from cases.services.ledger import ledger_receive
from claimback.kernel.clock import now, today
from claimback.kernel.ids import new_id
from claimback.storage.models import StoredFile
from claimback.storage.services import file_store
from claimback.tenancy.models import IdempotencyKey
from claimback.webhooks.models import Delivery
from claimback.webhooks.services.endpoints import endpoint_add
from claimback.webhooks.services.telling import changes_owe
from deadlines.models import Alert
from letters.models import Dispatch
from letters.services.letters import letter_draft
from tests.deadlines.matter import ZONE, ago, open_matter
from tests.faults.acknowledged import Ledger
from tests.faults.invariants import CHECKS, Evidence, broken
from tests.firms import TestFirm
from tests.webhooks.conftest import seal


class Whole:
    """A firm in which all holds, and what is known of it."""

    def __init__(self, firm: TestFirm) -> None:
        matter = open_matter(firm)
        matter.record("denial_received", ago(10))
        self.firm, self.case, self.deadline = firm, matter.case, matter.row("erisa-health-first-appeal")
        seal()
        endpoint = endpoint_add(
            actor=firm.owner, url="http://127.0.0.1:9/hook", kinds=["correspondence.added"]
        )
        self.logged = self.log("Asked for the file.")
        self.receipt = ledger_receive(
            actor=firm.attorney,
            case_id=self.case.id,
            kind="receipt",
            on=today(ZONE),
            amount=Decimal(10),
            counterpart="Example Mutual",
        )
        self.file = file_store(actor=firm.attorney, name="note.txt", data=b"A note.", media_type="text/plain")
        self.dispatch = _dispatch(firm, self.case)
        seal()
        changes_owe(firm_id=firm.id, endpoint_id=endpoint.id)
        Delivery.objects.update(state="sent", settled_at=now())
        self.evidence = Evidence(
            Ledger(),
            Counter([str(self.dispatch.id)]),
            set(Delivery.objects.values_list("change_id", flat=True)),
            tables=["cases_correspondence", "cases_ledgertransaction", "cases_ledgerentry"],
        )
        self.evidence.ledger.ask("correspondence", self.logged.body)
        self.evidence.ledger.acknowledge("correspondence", str(self.logged.id), body=self.logged.body)

    def log(self, body: str) -> Correspondence:
        """One more contact."""
        return correspondence_log(
            actor=self.firm.attorney,
            case_id=self.case.id,
            direction="out",
            channel="phone",
            occurred_at=now(),
            body=body,
        )


def _dispatch(firm: TestFirm, case: Case) -> Dispatch:
    letter = letter_draft(actor=firm.attorney, case_id=case.id, template="claim_file_request")
    return Dispatch.objects.create(
        letter=letter, channel="email", state="sent", sent_by_id=firm.attorney.member_id, vendor="smtp"
    )


def _entry(**columns: Any) -> None:
    """An entry of the history beside the chain; the rights of the application's role allow no more."""
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO audit_entry (id, firm_id, at, act, request_id, "table", row_id, operation)'
            " VALUES (%(id)s, %(firm)s, now(), '', '', %(table)s, %(row)s, 'insert')",
            {"id": new_id(), **columns},
        )


def _lose_a_write(whole: Whole) -> None:
    whole.evidence.ledger.acknowledge("event", str(new_id()))


def _change_a_write(whole: Whole) -> None:
    whole.evidence.ledger.acknowledge("correspondence", str(whole.logged.id), body="Something else.")


def _write_twice(whole: Whole) -> None:
    whole.log(whole.logged.body)


def _enter_twice(whole: Whole) -> None:
    _entry(firm=whole.firm.id, table="cases_correspondence", row=whole.logged.id)


def _enter_what_is_not_there(whole: Whole) -> None:
    _entry(firm=whole.firm.id, table="cases_correspondence", row=new_id())


def _keep_no_answer(whole: Whole) -> None:
    IdempotencyKey.objects.create(member_id=new_id(), key="k", request_digest=b"d" * 32)


def _owe_nothing(whole: Whole) -> None:
    whole.log("Of this nobody is told.")
    seal()


def _settle_what_never_arrived(whole: Whole) -> None:
    whole.evidence.told = ()


def _forget_a_seal(whole: Whole) -> None:
    whole.log("No commit has sealed this.")


def _leave_an_alert(whole: Whole) -> None:
    Alert.objects.filter(deadline=whole.deadline).update(state="sending", due_at=ago_instant())


def _send_twice(whole: Whole) -> None:
    whole.evidence.mails[str(whole.dispatch.id)] += 1


def _leave_a_letter(whole: Whole) -> None:
    Dispatch.objects.update(state="claimed", claimed_at=now())


def _change_bytes(whole: Whole) -> None:
    StoredFile.objects.update(sha256="0" * 64)


def _lose_bytes(whole: Whole) -> None:
    StoredFile.objects.update(key=f"firms/{whole.firm.id}/files/{new_id()}")


def _leave_a_file(whole: Whole) -> None:
    StoredFile.objects.update(state="received")


def _unbalance(whole: Whole) -> None:
    LedgerEntry.objects.create(
        case=whole.case, transaction=whole.receipt, position=9, account="trust", amount=1
    )


def _record_past_the_docket(whole: Whole) -> None:
    Event.objects.create(case=whole.case, kind="denial_received", on=ago(9), time_zone=ZONE)


def _lose_a_reminder(whole: Whole) -> None:
    first: UUID = Alert.objects.filter(deadline=whole.deadline).values_list("id", flat=True)[0]
    Alert.objects.filter(id=first).update(state="void")


def ago_instant() -> Any:
    return now() - timedelta(hours=1)


PLANTED: list[tuple[str, Callable[[Whole], None]]] = [
    ("no acknowledged write is lost", _lose_a_write),
    ("no acknowledged write is lost", _change_a_write),
    ("no write is done twice", _write_twice),
    ("no row without its entry", _enter_twice),
    ("no row without its entry", _enter_what_is_not_there),
    ("no key without its answer", _keep_no_answer),
    ("no change untold", _owe_nothing),
    ("no change untold", _settle_what_never_arrived),
    ("the chain holds", _forget_a_seal),
    ("no alert unsettled", _leave_an_alert),
    ("no letter twice", _send_twice),
    ("no letter twice", _leave_a_letter),
    ("files are their bytes", _change_bytes),
    ("files are their bytes", _lose_bytes),
    ("files are their bytes", _leave_a_file),
    ("ledgers balance", _unbalance),
    ("dockets are complete", _record_past_the_docket),
    ("dockets are complete", _lose_a_reminder),
]


@pytest.mark.slow  # a case is made once, and looked through once for each fault
def test_every_invariant_falls_where_its_fault_is_planted(in_law: TestFirm, settings: Any) -> None:
    settings.WEBHOOK_NETWORKS = [ip_network("127.0.0.1/32")]
    whole = Whole(in_law)
    assert {name: faults for name, faults in broken(whole.evidence).items() if faults} == {}
    for name, plant in PLANTED:
        evidence, noted = whole.evidence, list(whole.evidence.ledger.acknowledged)
        whole.evidence = replace(evidence, mails=evidence.mails.copy())
        mark = transaction.savepoint()
        plant(whole)
        assert list(CHECKS[name](whole.evidence)), (name, plant.__name__)
        transaction.savepoint_rollback(mark)
        whole.evidence, evidence.ledger.acknowledged = evidence, noted
    assert {name for name, _ in PLANTED} == set(CHECKS)
