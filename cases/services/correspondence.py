"""The log of contact: entries are added and never changed. A correction is a new entry that names the old one."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Final, TypedDict
from uuid import UUID

from django.db import connection
from django.db.models import CharField
from psycopg.types.json import Jsonb

from cases.events import PromiseMade
from cases.models import Correspondence, Promise
from cases.models.correspondence import DIRECTIONS
from cases.selectors import correspondence_list, document_list, referred
from cases.services.promises import promise_check
from cases.vocabulary import CHANNELS
from claimback.kernel.clock import now
from claimback.kernel.errors import invalid
from claimback.kernel.events import publish
from claimback.kernel.json import dumps
from claimback.kernel.reading import prepared_cursor
from claimback.tenancy.member import Member

CLOCKS_DIFFER: Final = timedelta(minutes=10)
"""How far ahead a caller's clock may go before a contact counts as one of the future."""

QUESTIONS_LIMIT: Final = 100
PROMISES_LIMIT: Final = 20


class Question(TypedDict):
    """What was asked on a call, and the answer."""

    question: str
    answer: str


class PromiseInput(TypedDict):
    """What was promised, and by when."""

    text: str
    due_on: date


def correspondence_log(
    *,
    actor: Member,
    case_id: UUID,
    direction: str,
    channel: str,
    occurred_at: datetime,
    body: str,
    ended_at: datetime | None = None,
    subject: str = "",
    counterpart: str = "",
    counterpart_id: str = "",
    call_reference: str = "",
    questions: Sequence[Question] = (),
    document_id: UUID | None = None,
    corrects_id: UUID | None = None,
    promises: Sequence[PromiseInput] = (),
) -> Correspondence:
    """Log one contact, with the promises made in it. The actor is its author. Publishes PromiseMade for each.

    Raises Invalid for a time without offset or in the future, another case's document or entry, or another field;
    Forbidden.
    """
    actor.require("correspondence.write")
    _check_times(occurred_at, ended_at)
    _check_words(direction, channel, body, questions, promises)
    if document_id is not None:
        referred(document_list().filter(case_id=case_id), document_id, "document_id")
    if corrects_id is not None:
        referred(correspondence_list().filter(case_id=case_id), corrects_id, "corrects_id")
    entry = Correspondence(
        case_id=case_id,
        author_id=actor.member_id,
        direction=direction,
        channel=channel,
        occurred_at=occurred_at,
        ended_at=ended_at,
        subject=subject,
        body=body,
        counterpart=counterpart,
        counterpart_id=counterpart_id,
        call_reference=call_reference,
        questions=list(questions),
        document_id=document_id,
        corrects_id=corrects_id,
    )
    _insert(entry)
    _make_promises(entry, promises)
    return entry


def correspondence_receive(
    *,
    case_id: UUID,
    channel: str,
    occurred_at: datetime,
    subject: str,
    body: str,
    counterpart: str,
    document_id: UUID,
) -> Correspondence:
    """Log what a machine of ours received for a case: an entry that has no author."""
    entry = Correspondence(
        case_id=case_id,
        direction="in",
        channel=channel,
        occurred_at=occurred_at,
        subject=subject,
        body=body,
        counterpart=counterpart,
        document_id=document_id,
    )
    _insert(entry)
    return entry


def _insert(entry: Correspondence) -> None:
    """Insert the entry if its case is there and may be seen: one statement, for a log is written all day."""
    values: list[Any] = [
        Jsonb(value, dumps=dumps) if isinstance(value, list) else value
        for value in (getattr(entry, field.attname) for field in Correspondence._meta.concrete_fields)
    ]
    with prepared_cursor() as cursor:
        cursor.execute(_insert_statement(), [*values, entry.firm_id, entry.case_id])
        if not cursor.rowcount:
            raise invalid(
                "case_id", "There is no such object, or you may not see it.", code="unknown_reference"
            )


@cache
def _insert_statement() -> str:
    """The INSERT, its values cast to the columns' types: a prepared statement cannot guess the type of a null.

    Texts are cast to no length, for a cast to one would cut them silently.
    """
    fields = Correspondence._meta.concrete_fields
    names = ", ".join(f'"{field.column}"' for field in fields)
    types = ("text" if isinstance(field, CharField) else field.db_type(connection) for field in fields)
    values = ", ".join(f"%s::{each}" for each in types)
    return (
        f"INSERT INTO cases_correspondence ({names}) "  # noqa: S608 - names of ours
        f"SELECT {values} FROM cases_case WHERE firm_id = %s AND id = %s"
    )


def _check_times(occurred_at: datetime, ended_at: datetime | None) -> None:
    for field, at in (("occurred_at", occurred_at), ("ended_at", ended_at)):
        if at is not None and at.tzinfo is None:
            raise invalid(field, "Give the offset with the time, such as 2026-03-05T16:30:00-06:00.")
        if at is not None and at > now() + CLOCKS_DIFFER:
            raise invalid(
                field, "This is in the future. The log is of what happened; check the date and offset."
            )
    if ended_at is not None and ended_at < occurred_at:
        raise invalid("ended_at", "It ends before it begins. Check both times.")


def _check_words(
    direction: str,
    channel: str,
    body: str,
    questions: Sequence[Question],
    promises: Sequence[PromiseInput],
) -> None:
    if direction not in DIRECTIONS:
        raise invalid("direction", "Give in for what came from them, out for what went from us.")
    if channel not in CHANNELS:
        raise invalid("channel", f"Give one of {', '.join(CHANNELS)}.")
    if not body.strip():
        raise invalid("body", "Say what was said or sent.")
    if len(questions) > QUESTIONS_LIMIT:
        raise invalid("questions", f"One entry takes at most {QUESTIONS_LIMIT} questions.")
    if len(promises) > PROMISES_LIMIT:
        raise invalid("promises", f"One entry takes at most {PROMISES_LIMIT} promises.")


def _make_promises(entry: Correspondence, promises: Sequence[PromiseInput]) -> None:
    if not promises:
        return
    made = [Promise(case_id=entry.case_id, correspondence=entry, **promise) for promise in promises]
    for index, promise in enumerate(made):
        promise_check(promise, f"promises/{index}/")
    Promise.objects.bulk_create(made)
    for promise in made:
        publish(PromiseMade(entry.case_id, promise.id))
