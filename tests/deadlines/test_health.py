"""The watchdog: a scheduler that dies quietly, or mail that does not go out, fails it."""

from datetime import timedelta

import pytest
from django.test import Client

from claimback.kernel.clock import now
from claimback.notify.models import Heartbeat
from claimback.notify.services import heartbeat_record
from deadlines.models import Alert
from deadlines.selectors import alert_list
from deadlines.tasks import SWEEP_ALERTS, send_alert, sweep_alerts
from tests.deadlines.matter import Matter, ago, open_matter

APPEAL = "erisa-health-first-appeal"


@pytest.fixture
def alert(db, law) -> Alert:
    """An alert that is due now; no scope is left open."""
    with law.scope():
        matter: Matter = open_matter(law)
        matter.record("denial_received", ago(175))
        return matter.alerts(matter.row(APPEAL))[0]


def test_alive_and_ready(db):
    assert Client().get("/livez").json() == {"status": "ok"}
    assert Client().get("/readyz").status_code == 200
    assert Client().post("/livez").status_code == 405


def test_a_sweep_that_never_ran_or_fell_silent_is_reported(db):
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (503, "failing")
    assert "never run" in answer.json()["problems"][0]
    heartbeat_record(name=SWEEP_ALERTS)
    assert Client().get("/healthz").json()["status"] == "ok"
    Heartbeat.objects.update(at=now() - timedelta(minutes=6))
    answer = Client().get("/healthz")
    assert (answer.status_code, "last ran" in answer.json()["problems"][0]) == (503, True)


@pytest.mark.parametrize(
    ("minutes", "state", "failing"),
    [
        (14, "planned", False),
        (16, "planned", True),
        (16, "sending", True),
        (16, "sent", False),
        (16, "void", False),
    ],
)
def test_an_alert_unsettled_for_a_quarter_of_an_hour_is_reported(alert, law, minutes, state, failing):
    heartbeat_record(name=SWEEP_ALERTS)
    with law.scope():
        due = now() - timedelta(minutes=minutes)
        alert_list().filter(id=alert.id).update(state=state, due_at=due, next_attempt_at=due)
    answer = Client().get("/healthz")
    assert answer.status_code == (503 if failing else 200)
    assert answer.json()["alerts_unsettled"] == int(failing)
    assert (answer.json()["oldest_alert_seconds"] >= 900) is failing


@pytest.mark.parametrize(
    ("values", "due"),
    [
        ({"next_attempt_at": -60}, True),
        ({"next_attempt_at": -60, "state": "sending", "lease_until": -30}, True),
        ({"next_attempt_at": -60, "state": "sending", "lease_until": 60}, False),
        ({"next_attempt_at": 60}, False),
        ({"next_attempt_at": -60, "state": "sent"}, False),
        ({"next_attempt_at": -60, "state": "void"}, False),
    ],
)
def test_the_sweep_hands_out_what_is_due_and_says_that_it_lives(alert, law, monkeypatch, values, due):
    moments = {k: now() + timedelta(seconds=v) for k, v in values.items() if isinstance(v, int)}
    with law.scope():
        alert_list().filter(id=alert.id).update(**values | moments)
    handed_out: list[tuple[str, str]] = []
    monkeypatch.setattr(send_alert, "apply_async", handed_out.append)
    sweep_alerts()
    assert ((str(law.id), str(alert.id)) in handed_out) is due
    assert Heartbeat.objects.get(name=SWEEP_ALERTS).at > now() - timedelta(seconds=10)
