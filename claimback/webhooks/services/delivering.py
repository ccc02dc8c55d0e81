"""Sending what is owed, at least once: claim, send outside any transaction, settle.

A crash anywhere leaves a row that the sweep finds. After three days of failures a message is given up and stays in the
log, from which a member sends it again; the endpoint goes on.
"""

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

import requests
from django.conf import settings
from django.db.models import QuerySet
from urllib3.exceptions import HTTPError

from claimback.kernel.clock import now
from claimback.kernel.metrics import WEBHOOK_ATTEMPTS
from claimback.kernel.outgoing import AddressRefused, guarded_session
from claimback.notify.obligations import (
    ERROR_LIMIT,
    claim,
    patiently,
    postpone,
    settle_failed,
    settle_sent,
    settle_void,
)
from claimback.tenancy.rows import one
from claimback.tenancy.scope import firm_scope
from claimback.webhooks.models import SAID_LIMIT, Delivery
from claimback.webhooks.selectors import delivery_list, endpoint_list, signing_secrets
from claimback.webhooks.signature import headers

ACT: Final = "webhooks.deliver"
CONNECT_SECONDS: Final = 5
ANSWER_SECONDS: Final = 15
LATER_HOURS: Final = {7: 1, 8: 3, 9: 6, 10: 12, 11: 24, 12: 24}
"""After which attempt to wait longer than obligations do by themselves, and how long."""

ATTEMPTS: Final = 13
"""After so many, some three days later, a message is given up."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a receiver answered: status 0 and why, where there was no answer."""

    status: int
    said: str
    milliseconds: int

    @property
    def good(self) -> bool:
        """Whether the message was taken. A redirection is not followed, and so is none."""
        return 200 <= self.status < 300

    @property
    def outcome(self) -> str:
        """What came of it, in a word: taken, refused or unreached."""
        return "taken" if self.good else "refused" if self.status else "unreached"


def delivery_send(*, firm_id: UUID, delivery_id: UUID) -> None:
    """Send a message that is due, if nobody else has it and its endpoint is not disabled.

    Opens its own scopes: call it outside any transaction.
    """
    with firm_scope(firm_id, act=ACT):
        attempt = claim(_living(), delivery_id)
    if attempt is None:
        return
    with firm_scope(firm_id, act=ACT):
        delivery = one(delivery_list(), delivery_id)
        endpoint = one(endpoint_list(), delivery.endpoint_id)
        secrets, url = signing_secrets(endpoint), endpoint.url
    signed = headers(secrets, str(delivery.change_id), now(), delivery.body)
    answer = post(url, delivery.body, signed)
    WEBHOOK_ATTEMPTS.labels(outcome=answer.outcome).inc()

    def settle() -> None:
        with firm_scope(firm_id, act=ACT):
            _settle(delivery, attempt, answer)

    patiently(settle)


def _living() -> QuerySet[Delivery]:
    return delivery_list().filter(endpoint__disabled_at=None)


def _settle(delivery: Delivery, attempt: int, answer: Answer) -> None:
    rows, facts = delivery_list(), _facts(answer)
    endpoint = endpoint_list().filter(id=delivery.endpoint_id)
    if answer.good:
        settle_sent(rows, delivery.id, **facts)
        endpoint.exclude(failing_since=None).update(failing_since=None)
        return
    # Before it is settled: only the attempt that holds the claim says how it ended.
    if not rows.filter(id=delivery.id, attempts=attempt, state="sending").update(**facts):
        return
    endpoint.filter(failing_since=None).update(failing_since=now())
    said = f"Answered {answer.status}." if answer.status else answer.said
    if attempt >= ATTEMPTS:
        rows.filter(id=delivery.id).update(last_error=f"Given up. {said}"[:ERROR_LIMIT])
        settle_void(rows, delivery.id, attempt)
    elif settle_failed(rows, delivery.id, attempt, said) and attempt in LATER_HOURS:
        postpone(rows, delivery.id, now() + timedelta(hours=LATER_HOURS[attempt]))


def _facts(answer: Answer) -> dict[str, object]:
    return {
        "answer_status": answer.status or None,
        "answer_excerpt": answer.said if answer.status else "",
        "answer_ms": answer.milliseconds,
    }


def post(url: str, body: str, signed: dict[str, str]) -> Answer:
    """Post the message once, to a public address or to a network that the installation names; nothing is raised."""
    began = time.monotonic()
    sent = {**signed, "Content-Type": "application/json", "User-Agent": "ClaimBack-Webhooks"}
    status, said = 0, ""
    try:
        with (
            guarded_session(settings.WEBHOOK_NETWORKS) as session,
            session.post(
                url,
                data=body.encode(),
                headers=sent,
                timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
                stream=True,
                allow_redirects=False,
            ) as answer,
        ):
            status = answer.status_code
            said = _readable(answer.raw.read(2 * SAID_LIMIT, decode_content=True))
    except requests.TooManyRedirects as turned:  # a redirection is told by this, and not followed
        status = turned.response.status_code if turned.response is not None else 0
    except (requests.RequestException, HTTPError, OSError, UnicodeError) as error:
        # An answer whose body breaks off has its status all the same.
        said = "" if status else _why(error)
    return Answer(status, said[:SAID_LIMIT], round((time.monotonic() - began) * 1000))


def _why(error: BaseException) -> str:
    """Why there was no answer: that the address was refused stands inside what the libraries make of it."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, AddressRefused):
            return str(cause)
        cause = cause.__context__
    return f"Not reached: {type(error).__name__}."


def _readable(data: bytes) -> str:
    """The bytes as text without what a page or a database could not hold."""
    text = data.decode("utf-8", "replace")
    return "".join(character if character.isprintable() else " " for character in text).strip()
