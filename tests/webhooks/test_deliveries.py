"""From a change to the receiver: signed, at least once, logged, replayed, never to an address of our own network."""

import json
from datetime import timedelta

import pytest

from cases.selectors import locked
from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict, Invalid
from claimback.notify.obligations import claim
from claimback.tenancy.scanner import due_rows
from claimback.webhooks.models import Delivery
from claimback.webhooks.selectors import delivery_list, endpoint_list
from claimback.webhooks.services import endpoints
from claimback.webhooks.services.delivering import ATTEMPTS, delivery_send
from claimback.webhooks.services.telling import delivery_replay
from claimback.webhooks.signature import signature
from tests.letters.matter import open_case
from tests.webhooks.conftest import seal

LONG_AGO = now() - timedelta(days=1)
"""Before the test's own transaction began, which is what scanners compare with."""


def verified(secret, came):
    """Whether one of a message's signatures is of this secret."""
    headers, body = came
    wanted = signature(secret, headers["webhook-id"], int(headers["webhook-timestamp"]), body)
    return wanted in headers["webhook-signature"].split()


def test_a_change_arrives_signed_with_ids_alone(endpoint, law, receiver):
    told = endpoint(kinds=["case.added"])
    case = open_case(law, title="Roof of the Example family")
    assert told.owe() == 1
    assert told.owe() == 0  # what was owed is behind the mark
    [delivery] = told.send()
    [came] = receiver.came
    message = json.loads(came[1])
    assert verified(told.issued.secret, came)
    assert message["type"] == "case.added"
    assert message["data"]["object_id"] == str(case.id)
    assert message["data"]["url"].endswith(f"/api/v1/firms/{law.slug}/cases/{case.id}")
    assert "Roof" not in came[1]
    assert (delivery.state, delivery.answer_status, delivery.attempts) == ("sent", 204, 1)
    assert delivery.case_id == case.id
    told.send()
    assert len(receiver.came) == 1


def test_what_the_endpoint_s_member_may_not_see_is_not_told(endpoint, law):
    told = endpoint(kinds=["case.added"])
    open_case(law)
    seal()
    endpoint_list().filter(id=told.issued.id).update(member_id=law.members["client"].member_id)
    assert told.owe() == 0


def test_a_worker_killed_between_claim_and_settle_loses_nothing(endpoint, law, receiver):
    told = endpoint(kinds=["case.added"])
    open_case(law)
    told.owe()
    [delivery] = delivery_list()
    assert claim(delivery_list(), delivery.id) == 1  # and the worker dies here
    told.send()
    assert receiver.came == []  # the lease still holds
    delivery_list().update(lease_until=LONG_AGO, next_attempt_at=LONG_AGO)
    assert (law.id, delivery.id) in due_rows("due_deliveries", limit=10)
    [delivery] = told.send()
    assert (delivery.state, delivery.attempts) == ("sent", 2)
    assert len(receiver.came) == 1


def test_a_failure_is_logged_tried_again_and_given_up_and_the_endpoint_goes_on(endpoint, law, receiver):
    told = endpoint(kinds=["case.added"])
    open_case(law)
    told.owe()
    receiver.answers = [500, 302, 410]
    for attempt, status in ((1, 500), (2, 302), (ATTEMPTS, 410)):
        delivery_list().update(next_attempt_at=LONG_AGO, attempts=attempt - 1)
        [delivery] = told.send()
        assert delivery.answer_status == status
        assert delivery.answer_excerpt == ("" if status == 302 else "It is   late")
        assert delivery.next_attempt_at > now() or delivery.state == "void"
    assert len(receiver.came) == 3  # no redirection is followed
    assert delivery.state == "void"
    assert delivery.last_error == "Given up. Answered 410."
    assert told.endpoint().disabled_at is None
    assert told.endpoint().failing_since is not None
    again = delivery_replay(actor=law.owner, delivery_id=delivery.id)
    told.send()
    again.refresh_from_db()
    assert (again.state, again.replays_id, again.replayed_by_id) == (
        "sent",
        delivery.id,
        law.owner.member_id,
    )
    assert len({headers["webhook-id"] for headers, _ in receiver.came}) == 1
    assert told.endpoint().failing_since is None


def test_both_secrets_sign_while_they_overlap(endpoint, law, receiver):
    told = endpoint(kinds=["case.added"])
    fresh = endpoints.endpoint_rotate(actor=law.owner, endpoint_id=told.issued.id, version=None)
    open_case(law)
    told.owe()
    [delivery] = told.send()
    assert verified(told.issued.secret, receiver.came[0])
    assert verified(fresh.secret, receiver.came[0])
    endpoint_list().update(former_until=LONG_AGO)
    delivery_replay(actor=law.owner, delivery_id=delivery.id)
    told.send()
    assert not verified(told.issued.secret, receiver.came[1])
    assert verified(fresh.secret, receiver.came[1])


def test_a_disabled_endpoint_waits_and_catches_up(endpoint, law, receiver):
    told = endpoint(kinds=["case.added"])
    open_case(law)
    told.owe()
    endpoints.endpoint_disable(actor=law.owner, endpoint_id=told.issued.id, version=None)
    open_case(law)
    assert told.owe() == 0
    told.send()
    assert receiver.came == []
    delivery_list().update(next_attempt_at=LONG_AGO)
    assert due_rows("due_deliveries", limit=10) == []
    assert due_rows("waiting_endpoints", limit=10) == []
    endpoints.endpoint_enable(actor=law.owner, endpoint_id=told.issued.id, version=None)
    assert (law.id, told.issued.id) in due_rows("waiting_endpoints", limit=10)
    assert len(due_rows("due_deliveries", limit=10)) == 1
    assert told.owe() == 1
    told.send()
    assert len(receiver.came) == 2
    with pytest.raises(Conflict):
        endpoints.endpoint_enable(actor=law.owner, endpoint_id=told.issued.id, version=None)


def test_an_address_inside_is_refused_at_the_connection_too(endpoint, law, receiver, settings):
    told = endpoint(kinds=["case.added"])
    open_case(law)
    told.owe()
    settings.WEBHOOK_NETWORKS = []
    [delivery] = told.send()
    locked(endpoint_list(), told.issued.id).change(url=receiver.url.replace("http:", "https:"))
    delivery_list().update(next_attempt_at=LONG_AGO)
    delivery_send(firm_id=law.id, delivery_id=delivery.id)
    assert receiver.came == []
    assert Delivery.objects.get().last_error == "127.0.0.1 leads to an address that is not public."


@pytest.mark.parametrize(
    "url",
    [
        "http://93.184.216.34/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://169.254.169.254/latest",
        "https://localhost/",
        "https://10.1.2.3:8443/",
        "https://user:word@93.184.216.34/",
        "https://93.184.216.34/#part",
        "https://93.184.216.34:99999/",
        "https://93.184.216.34/a b",
        "ftp://93.184.216.34/",
        "https:///hook",
        "https://[",
        "Walked",
    ],
)
def test_what_is_no_public_https_address_is_no_endpoint(db, law, url):
    with law.scope(law.owner), pytest.raises(Invalid) as refused:
        endpoints.endpoint_add(actor=law.owner, url=url)
    assert refused.value.errors[0].pointer == "/url"
