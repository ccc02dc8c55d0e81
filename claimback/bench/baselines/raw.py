"""The limit: psycopg and orjson in a bare WSGI application, the same rows and bytes, and nothing guarding them.

Each thread keeps a connection and prepared statements; a firm is named by its id in the path and believed.

    GET  /<firm_id>/cases                         the list
    GET  /<firm_id>/cases/<id>                    the page of a case
    POST /<firm_id>/correspondence/<member_id>    an entry, its history and its outbox row, in one statement
"""

import os
import threading
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import orjson
import psycopg
from uuid_utils.compat import uuid7

_PAGE = 50
_CASE = """c.id, c.number, c.status, c.status_reason, c.client_id, cl.name AS client_name, i.name AS insurer_name,
    c.title, c.insurer_id, c.policy_id, c.line_of_business, c.plan_type, c.jurisdiction, c.time_zone, c.claim_number,
    c.claim_kind, c.loss_date, c.amount_disputed, c.lead_id, c.opened_on, c.next_deadline_on, c.version,
    c.created_at, c.updated_at, c.currency"""
_FROM = "FROM cases_case c JOIN cases_client cl ON cl.id = c.client_id JOIN cases_insurer i ON i.id = c.insurer_id"
_LIST = f"""SELECT {_CASE} {_FROM}
    WHERE c.firm_id = %s AND c.status = 'open' ORDER BY c.next_deadline_on, c.id LIMIT {_PAGE + 1}"""
# PostgreSQL makes the JSON of what hangs on a case: fewer rows cross the wire, and Python only joins the parts.
_DETAIL = f"""
SELECT (SELECT row_to_json(x)::text FROM (
        SELECT c.id, c.number, c.title, c.status, c.status_reason, c.client_id, cl.name AS client_name, c.insurer_id,
            i.name AS insurer_name, c.line_of_business, c.plan_type, c.jurisdiction, c.time_zone, c.claim_number,
            c.claim_kind, CASE WHEN c.amount_claimed IS NOT NULL THEN
                json_build_object('amount', c.amount_claimed::text, 'currency', c.currency) END AS amount_claimed,
            CASE WHEN c.amount_disputed IS NOT NULL THEN
                json_build_object('amount', c.amount_disputed::text, 'currency', c.currency) END AS amount_disputed,
            c.opened_on, NULLIF(c.next_deadline_on, '9999-12-31') AS next_deadline_on, c.updated_at, c.version) x),
    (SELECT coalesce(json_agg(x), '[]')::text FROM (
        SELECT id, role, name, organisation, email, phone FROM cases_party
        WHERE firm_id = c.firm_id AND case_id = c.id AND ended_at IS NULL ORDER BY id) x),
    (SELECT coalesce(json_agg(x), '[]')::text FROM (
        SELECT id, act, duty_of, due_on, due_at, safe_on, state, citation, checked FROM deadlines_deadline
        WHERE firm_id = c.firm_id AND case_id = c.id AND state IN ('open', 'missed') ORDER BY sort_on, id) x),
    (SELECT coalesce(json_agg(x), '[]')::text FROM (
        SELECT e.id, e.direction, e.channel, e.occurred_at, e.subject, e.body, e.counterpart, e.author_id,
            u.name AS author_name
        FROM cases_correspondence e JOIN tenancy_membership m ON m.id = e.author_id
        JOIN accounts_user u ON u.id = m.user_id
        WHERE e.firm_id = c.firm_id AND e.case_id = c.id ORDER BY e.occurred_at DESC, e.id DESC LIMIT 20) x)
{_FROM} WHERE c.firm_id = %(firm)s AND c.id = %(case)s
"""  # noqa: S608
_ENTRY = (
    *("id", "case_id", "author_id", "direction", "channel", "occurred_at", "ended_at", "subject", "body"),
    *(
        "counterpart",
        "counterpart_id",
        "call_reference",
        "questions",
        "document_id",
        "corrects_id",
        "version",
    ),
    *("created_at", "updated_at"),
)
_WRITE = f"""
WITH made AS (
    INSERT INTO bench.correspondence (firm_id, {", ".join(_ENTRY)})
    VALUES (%(firm)s, {", ".join(f"%({name})s" for name in _ENTRY)}) RETURNING *
), kept AS (
    INSERT INTO bench.audit (id, firm_id, at, member_id, act, request_id, "table", row_id, operation, after)
    SELECT %(entry)s, firm_id, created_at, author_id, 'correspondence.write', '', 'correspondence', id, 'insert',
        to_jsonb(made)
    FROM made
)
INSERT INTO bench.outbox (id, firm_id, topic, payload, created_at)
SELECT %(outbox)s, firm_id, 'correspondence', jsonb_build_object('id', id, 'case_id', case_id), created_at FROM made
"""  # noqa: S608
_local = threading.local()


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Answer by the path alone."""
    firm_id, *rest = environ["PATH_INFO"].strip("/").split("/")
    status = "200 OK"
    if not firm_id:
        body = b"{}"
    elif environ["REQUEST_METHOD"] == "POST":
        status = "201 Created"
        body = _write(firm_id, rest[1], environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
    elif len(rest) == 1:
        body = _list(firm_id)
    else:
        body = _detail(firm_id, rest[1])
    start(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


def _cursor() -> psycopg.Cursor[Any]:
    cursor: psycopg.Cursor[Any] | None = getattr(_local, "cursor", None)
    if cursor is None:
        connection = psycopg.connect(os.environ["BENCH_DATABASE_URL"], autocommit=True, prepare_threshold=0)
        cursor = _local.cursor = connection.cursor(binary=True)
    return cursor


def _dumps(value: object) -> bytes:
    return orjson.dumps(value, default=_other, option=orjson.OPT_UTC_Z)


def _other(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError


def _names(cursor: psycopg.Cursor[Any]) -> list[str]:
    return [column.name for column in cursor.description or ()]


def _shaped(names: list[str], values: tuple[Any, ...]) -> dict[str, Any]:
    """A case as it goes out: an amount with its currency, and no date for the last day of the calendar."""
    case = dict(zip(names, values, strict=True))
    amount, currency = case["amount_disputed"], case.pop("currency")
    case["amount_disputed"] = None if amount is None else {"amount": str(amount), "currency": currency}
    if case["next_deadline_on"] == date.max:
        case["next_deadline_on"] = None
    return case


def _list(firm_id: str) -> bytes:
    cursor = _cursor()
    found = cursor.execute(_LIST, [firm_id]).fetchall()
    names = _names(cursor)
    results = [_shaped(names, values) for values in found[:_PAGE]]
    last = results[-1]
    edge = [last["next_deadline_on"], last["id"]]
    after = urlsafe_b64encode(_dumps(edge)).decode() if len(found) > _PAGE else None
    return _dumps({"results": results, "next_cursor": after})


def _detail(firm_id: str, id: str) -> bytes:
    found = _cursor().execute(_DETAIL, {"firm": firm_id, "case": id}).fetchone()
    assert found is not None
    return b'{"case":%b,"parties":%b,"open_deadlines":%b,"latest_correspondence":%b}' % tuple(
        part.encode() for part in found
    )


def _write(firm_id: str, member_id: str, sent: bytes) -> bytes:
    entry = orjson.loads(sent)
    id, at = uuid7(), datetime.now(UTC)  # noqa: TID251 - the limit has no clock of its own
    row = {
        "id": id,
        **entry,
        "questions": "[]",
        "document_id": None,
        "corrects_id": None,
        "author_id": member_id,
        "version": 1,
        "created_at": at,
        "updated_at": at,
    }
    _cursor().execute(_WRITE, {**row, "firm": firm_id, "entry": uuid7(), "outbox": uuid7()})
    return _dumps(row | {"questions": []})
