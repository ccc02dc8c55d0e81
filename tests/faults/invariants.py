"""What must hold in a firm whatever was killed: each check returns the ways in which it does not.

They look at the database as the application's role, inside the firm's scope, at the store of documents, at the mails
that arrived, and at what the writers and the receiver of webhooks noted.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, transaction

from cases.selectors import case_list
from claimback.audit.chain import chain_links
from claimback.audit.models import Audited
from claimback.audit.verify import verify_chain
from claimback.kernel.clock import now
from claimback.storage import s3
from claimback.storage.models import KEPT, RECEIVED
from claimback.storage.selectors import file_rows
from claimback.tenancy.models import IdempotencyKey
from claimback.webhooks.selectors import endpoint_list
from deadlines.selectors import alert_list, deadline_list
from deadlines.services.docket import Recomputed, docket_recompute
from letters.selectors import dispatch_list
from tests.faults.acknowledged import KINDS, Ledger

SAID = 20
"""So many of each check's findings are told; the others are counted."""


@dataclass
class Evidence:
    """What is known beside the database: the writers' notes, the mails by their Message-ID's first part, and the
    changes of which the receiver of webhooks was told.
    """

    ledger: Ledger = field(default_factory=Ledger)
    mails: Counter[str] = field(default_factory=Counter)
    told: Collection[UUID] = ()
    without_docket: Collection[UUID] = ()
    """Cases whose deadlines were planted and follow from no event."""
    tables: Sequence[str] = field(default_factory=lambda: audited_tables())
    """Those whose rows are held against the history."""


Check = Callable[[Evidence], Iterator[str]]


def broken(evidence: Evidence) -> dict[str, list[str]]:
    """By the name of each check what it found, in the firm whose scope is open."""
    return {name: list(check(evidence)) for name, check in CHECKS.items()}


def told(found: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The findings for a report: "held", or how many and the first of them."""
    return {
        name: {"broken": len(faults), "such_as": list(faults[:SAID])} if faults else "held"
        for name, faults in found.items()
    }


def acknowledged_writes_are_there(evidence: Evidence) -> Iterator[str]:
    """Every write that was acknowledged is there, and holds what was sent."""
    for kind, (model, _) in KINDS.items():
        wanted = {noted.id: noted.holds for noted in evidence.ledger.acknowledged if noted.kind == kind}
        found = model._default_manager.in_bulk(wanted)
        for id, holds in wanted.items():
            if id not in found:
                yield f"{kind} {id} was acknowledged and is lost"
                continue
            for column, sent in holds.items():
                if str(stands := getattr(found[id], column)) != str(sent):
                    yield f"{kind} {id}: {column} is {stands!r} and was sent as {sent!r}"


def no_write_is_there_twice(evidence: Evidence) -> Iterator[str]:
    """However often a client asked, under one key: one row."""
    for kind, (model, column) in KINDS.items():
        rows = Counter(str(word) for word in model._default_manager.values_list(column, flat=True))
        for word in evidence.ledger.words[kind]:
            if rows[word] > 1:
                yield f"{kind} {word} is there {rows[word]} times"


def every_row_has_its_entry(evidence: Evidence) -> Iterator[str]:
    """Every row of an audited table was added by one entry of the history, and every entry's row is there."""
    with connection.cursor() as cursor:
        for table in evidence.tables:
            cursor.execute(
                f'SELECT t.id, count(e.id) FROM "{table}" t LEFT JOIN audit_entry e ON e.row_id = t.id'
                f" AND e.firm_id = t.firm_id AND e.\"table\" = '{table}' AND e.operation = 'insert'"
                " GROUP BY t.id HAVING count(e.id) <> 1"
            )
            for id, entries in cursor.fetchall():
                yield f"{table} {id} was added by {entries} entries of the history"
            cursor.execute(
                f"SELECT e.row_id FROM audit_entry e WHERE e.\"table\" = '{table}' AND e.operation = 'insert'"
                f' AND NOT EXISTS (SELECT FROM "{table}" t WHERE t.id = e.row_id)'
                " AND NOT EXISTS (SELECT FROM audit_entry d WHERE d.firm_id = e.firm_id AND d.row_id = e.row_id"
                " AND d.operation = 'delete')"
            )
            for (id,) in cursor.fetchall():
                yield f"{table} {id} has an entry and is not there"


def audited_tables() -> list[str]:
    """The tables of firms whose changes are entries of the history."""
    return sorted(
        model._meta.db_table
        for model in apps.get_models()
        if any(isinstance(constraint, Audited) for constraint in model._meta.constraints)
        and any(column.column == "firm_id" for column in model._meta.concrete_fields)
    )


def keys_have_their_answers(evidence: Evidence) -> Iterator[str]:
    """An Idempotency-Key is kept with its answer, in the transaction of what it did."""
    for key in IdempotencyKey.objects.filter(status=None).values_list("key", flat=True):
        yield f"the key {key} has no answer"


def changes_were_told_once(evidence: Evidence) -> Iterator[str]:
    """Of every contact that was logged one message is owed to each endpoint, and it arrived."""
    with connection.cursor() as cursor:
        for endpoint in endpoint_list().filter(disabled_at=None):
            cursor.execute(
                "SELECT e.id, array_agg(d.state) FILTER (WHERE d.id IS NOT NULL)"
                " FROM audit_entry e JOIN audit_seal s ON s.id = e.id AND s.firm_id = e.firm_id"
                " LEFT JOIN webhooks_delivery d ON d.firm_id = e.firm_id AND d.change_id = e.id"
                " AND d.endpoint_id = %s AND d.replays_id IS NULL"
                " WHERE e.\"table\" = 'cases_correspondence' AND e.operation = 'insert' AND e.at >= %s GROUP BY e.id",
                [endpoint.id, endpoint.created_at],
            )
            for id, states in cursor.fetchall():
                if states != ["sent"]:
                    yield f"change {id} is owed to {endpoint.url} as {states}"
                elif id not in evidence.told:
                    yield f"change {id} was settled as sent and never arrived"


def the_chain_holds(evidence: Evidence) -> Iterator[str]:
    """The history's chain, as `manage.py audit verify` checks it."""
    for problem in verify_chain(chain_links()).problems:
        yield f"{problem.kind} at {problem.number}: {problem.detail}"


def no_alert_is_unsettled(evidence: Evidence) -> Iterator[str]:
    """Nothing that was due is still to be sent."""
    for alert in alert_list().filter(state__in=["planned", "sending"], due_at__lte=now()):
        yield f"alert {alert.id} is {alert.state} after {alert.attempts} attempts: {alert.last_error}"


def no_letter_went_twice(evidence: Evidence) -> Iterator[str]:
    """A letter arrived at most once, just once where it is sent, never where it is known not to have gone."""
    wanted = {"sent": {1}, "in_transit": {1}, "delivered": {1}, "unknown": {0, 1}}
    for dispatch in dispatch_list().filter(channel="email"):
        if dispatch.state in ("queued", "claimed") or (
            dispatch.state == "unknown" and dispatch.next_attempt_at
        ):
            yield f"dispatch {dispatch.id} is {dispatch.state}: {dispatch.last_error}"
        if (copies := evidence.mails[str(dispatch.id)]) not in wanted.get(dispatch.state, {0}):
            yield f"dispatch {dispatch.id} is {dispatch.state} and arrived {copies} times"


def files_are_their_bytes(evidence: Evidence) -> Iterator[str]:
    """No file waits to be inspected, and every kept one's hash is that of its bytes in the store."""
    for file in file_rows().filter(state__in=[KEPT, RECEIVED]):
        if file.state == RECEIVED:
            yield f"file {file.id} waits to be inspected after {file.attempts} attempts"
        elif (found := s3.find(file.key)) is None:
            yield f"file {file.id} has no bytes in the store"
        else:
            digest = sha256(b"".join(s3.stream(file.key, found.etag))).hexdigest()
            if (digest, found.size) != (file.sha256, file.size):
                yield f"file {file.id} has other bytes in the store than were kept"


def ledgers_balance(evidence: Evidence) -> Iterator[str]:
    """The entries of every transaction add up to nought, its debits to its amount, and none is left out in a case."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.id, coalesce(sum(e.amount), 0), t.amount - coalesce(sum(e.amount) FILTER (WHERE e.amount > 0), 0)"
            " FROM cases_ledgertransaction t LEFT JOIN cases_ledgerentry e ON e.transaction_id = t.id"
            " GROUP BY t.id HAVING coalesce(sum(e.amount), 0) <> 0"
            " OR t.amount <> coalesce(sum(e.amount) FILTER (WHERE e.amount > 0), 0)"
        )
        for id, left, short in cursor.fetchall():
            yield f"transaction {id} leaves {left}, and its debits lack {short}"
        cursor.execute(
            "SELECT case_id, count(*), max(number) FROM cases_ledgertransaction GROUP BY case_id"
            " HAVING count(*) <> max(number)"
        )
        for id, count, last in cursor.fetchall():
            yield f"the ledger of case {id} has {count} transactions, the last of them number {last}"


def dockets_are_complete(evidence: Evidence) -> Iterator[str]:
    """Computed anew from its events, a case's docket is what is stored. Nothing is kept of the computing."""
    for id in case_list().exclude(id__in=evidence.without_docket).values_list("id", flat=True):
        before = _docket(id)
        with transaction.atomic():
            became = docket_recompute(case_id=id)
            after = _docket(id)
            transaction.set_rollback(True)
        if became != Recomputed():
            differs = [row for row in after if row not in before]
            yield f"the docket of case {id} is not what its events give: {became}, {differs}"
        elif before != after:
            yield f"the reminders of case {id} are not what its docket gives"


def _docket(case_id: UUID) -> list[Any]:
    rows = deadline_list().filter(case_id=case_id).order_by("id")
    deadlines = rows.values_list("id", "state", "due_on", "rule", "created_at")
    alerts = alert_list().filter(case_id=case_id).order_by("id").values_list("id", "state", "due_at")
    return [*deadlines, *alerts]


CHECKS: Mapping[str, Check] = {
    "no acknowledged write is lost": acknowledged_writes_are_there,
    "no write is done twice": no_write_is_there_twice,
    "no row without its entry": every_row_has_its_entry,
    "no key without its answer": keys_have_their_answers,
    "no change untold": changes_were_told_once,
    "the chain holds": the_chain_holds,
    "no alert unsettled": no_alert_is_unsettled,
    "no letter twice": no_letter_went_twice,
    "files are their bytes": files_are_their_bytes,
    "ledgers balance": ledgers_balance,
    "dockets are complete": dockets_are_complete,
}
