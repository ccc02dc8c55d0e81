"""The provider's news, the watchdog, and the sign of life outside: over HTTP and SMTP as they are."""

import base64
import email
import email.policy
import json
import threading
import urllib.request
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from claimback.kernel.clock import now
from claimback.notify.mail import PROVIDERS, tracking_headers
from claimback.notify.models import Heartbeat
from claimback.notify.outside import heartbeat_tell
from claimback.notify.services import heartbeat_record
from claimback.notify.webhook import _VIEWS
from claimback.watchdog import TOLD, Watchdog
from deadlines.selectors import alert_list
from deadlines.services.delivery import alert_deliver
from deadlines.tasks import SWEEP_ALERTS
from tests.deadlines.matter import ago, open_matter
from tests.faults.sink import own_sink

LEAD = "attorney@marlowe-law.example"
SECRET = "postmark:a-secret-of-the-provider"
AUTH = {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(SECRET.encode()).decode()}


@pytest.fixture
def provider(settings):
    settings.EMAIL_PROVIDER, settings.EMAIL_WEBHOOK_SECRET = "postmark", SECRET


def tell(body, **headers):
    return Client().post("/webhooks/mail", json.dumps(body), "application/json", **headers)


def bounce(mail_id, address: str = LEAD, record: str = "Bounce") -> dict:
    return {
        "RecordType": record,
        "Type": "HardBounce" if record == "Bounce" else "SpamComplaint",
        "ID": 42,
        "Email": address,
        "BouncedAt": "2026-11-23T10:00:00Z",
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
        "Metadata": {"mail_id": str(mail_id)},
        "Description": "The server was unable to deliver your message.",
        "Details": "550 5.1.1 No such user",
    }


@pytest.fixture
def alert(db, law):
    """A reminder that went out."""
    with law.scope():
        matter = open_matter(law)
        matter.record("denial_received", ago(175))
        made = matter.alerts(matter.row("erisa-health-first-appeal"))[0]
    alert_deliver(firm_id=law.id, alert_id=made.id)
    return made


def state(alert, law) -> tuple[str, int]:
    with law.scope():
        row = alert_list().get(id=alert.id)
        return row.state, row.version


def test_the_door_is_not_there_unless_it_is_configured(db, settings):
    assert tell({}).status_code == 404
    settings.EMAIL_PROVIDER = "postmark"
    assert tell({}, **AUTH).status_code == 404  # without a secret of ours nothing is taken
    assert set(PROVIDERS) == set(_VIEWS)


def test_a_bounce_and_its_replay(alert, law, provider):
    assert tell(bounce(alert.id)).status_code == 401
    assert tell(bounce(alert.id), HTTP_AUTHORIZATION="Basic bm86bm8=").status_code == 401
    assert state(alert, law)[0] == "sent"
    assert tell(bounce(alert.id), **AUTH).status_code == 200
    once = state(alert, law)
    assert once[0] == "planned"
    assert tell(bounce(alert.id), **AUTH).status_code == 200
    assert state(alert, law) == once


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"RecordType": "Delivery", "Recipient": LEAD, "Metadata": {}}, 200),
        ([], 400),
        ("nothing", 400),
        ({"RecordType": "Bounce", "Type": "HardBounce", "Email": None, "Metadata": {"mail_id": "x"}}, 200),
    ],
)
def test_what_is_no_news_of_ours(alert, law, provider, body, status, caplog):
    with caplog.at_level("INFO"):
        assert tell(body, **AUTH).status_code == status
    assert state(alert, law)[0] == "sent"
    assert LEAD not in caplog.text


def test_a_complaint_counts_and_another_address_does_not(alert, law, provider):
    tell(bounce(alert.id, "somebody@else.example"), **AUTH)
    assert state(alert, law)[0] == "sent"
    tell(bounce(alert.id, record="SpamComplaint"), **AUTH)
    assert state(alert, law)[0] == "planned"


def sns(kind: str, **body) -> dict:
    """News of Amazon's, as SNS posts it."""
    told = {
        "Type": kind,
        "MessageId": "22b80b92",
        "TopicArn": "arn:aws:sns:us-east-1:123456789012:mail",
        **body,
    }
    headers = {"HTTP_X_AMZ_SNS_MESSAGE_TYPE": kind, "HTTP_X_AMZ_SNS_MESSAGE_ID": "22b80b92"}
    return {"body": told, **headers, **AUTH}


def test_amazon_asks_first_and_then_tells(alert, law, provider, settings, caplog):
    settings.EMAIL_PROVIDER = "amazon_ses"
    asking = sns(
        "SubscriptionConfirmation", Token="t", SubscribeURL="https://sns.us-east-1.amazonaws.com/?Action=x"
    )
    assert tell(**asking).status_code == 200
    assert "Confirm in Amazon SNS: https://sns.us-east-1.amazonaws.com/?Action=x" in caplog.text
    news = {
        "eventType": "Bounce",
        "bounce": {
            "bounceType": "Permanent",
            "bounceSubType": "General",
            "bouncedRecipients": [{"emailAddress": LEAD, "diagnosticCode": "smtp; 550 5.1.1 no such user"}],
        },
        "mail": {
            "messageId": "EXAMPLE7c191be45",
            "destination": [LEAD],
            "headers": [{"name": "X-Metadata", "value": json.dumps({"mail_id": str(alert.id)})}],
        },
    }
    forged = sns("Notification", Message=json.dumps(news)) | {"HTTP_X_AMZ_SNS_MESSAGE_ID": "another"}
    assert tell(**forged).status_code == 400
    assert tell(**sns("Notification", Message="no JSON")).status_code == 400
    assert state(alert, law)[0] == "sent"
    assert tell(**sns("Notification", Message=json.dumps(news))).status_code == 200
    assert state(alert, law)[0] == "planned"


def test_our_id_goes_along_to_each_provider(settings, law):
    for name in PROVIDERS:
        settings.EMAIL_PROVIDER = name
        ((header, value),) = tracking_headers(law.id).items()
        assert header.startswith("X-")
        assert str(law.id) in value
    settings.EMAIL_PROVIDER = ""
    assert tracking_headers(law.id) == {}


def test_the_watchdog_mails_the_operator_by_smtp_once_and_when_it_is_right_again(db, settings, tmp_path):
    with own_sink(tmp_path) as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        settings.OPERATOR_EMAIL = "operator@example.com"
        heartbeat_record(name=SWEEP_ALERTS)
        Heartbeat.objects.update(at=now() - timedelta(minutes=6))
        with pytest.raises(CommandError, match="last ran"):
            call_command("watchdog", once=True, stderr=StringIO())
        assert Watchdog().watch()  # told within the hour already
        (about,) = sink.messages()
        assert (about["to"], about["subject"]) == (
            "operator@example.com",
            "[ClaimBack] Reminders are not going out",
        )
        with urllib.request.urlopen(f"{sink.page_url}messages/{about['id']}/source", timeout=5) as answer:
            message = email.message_from_bytes(answer.read(), policy=email.policy.default)
        assert "look at the worker and beat" in str(message.get_content())
        Heartbeat.objects.filter(name=TOLD).update(at=now() - timedelta(hours=2))
        assert Watchdog().watch()
        assert len(sink.messages()) == 2
        heartbeat_record(name=SWEEP_ALERTS)
        call_command("watchdog", once=True)
        assert sink.messages()[0]["subject"] == "[ClaimBack] Reminders go out again"
        assert not Heartbeat.objects.filter(name=TOLD).exists()


def test_a_watchdog_that_can_tell_nobody_says_so(settings):
    settings.OPERATOR_EMAIL = ""
    with pytest.raises(CommandError, match="OPERATOR_EMAIL"):
        call_command("watchdog", once=True)


def test_a_sign_of_life_outside():
    asked: list[str] = []

    class Outside(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200 if self.path == "/ping" else 500)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Outside)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        address = f"http://127.0.0.1:{server.server_port}"
        assert heartbeat_tell(f"{address}/ping")
        assert not heartbeat_tell(f"{address}/broken")
    finally:
        server.shutdown()
        server.server_close()
    assert asked == ["/ping", "/broken"]
    assert not heartbeat_tell("")
    assert not heartbeat_tell(f"{address}/ping")  # nobody there: logged, and no harm
