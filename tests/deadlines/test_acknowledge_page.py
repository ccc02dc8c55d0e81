"""The page behind the link of a reminder: who gets in, what it tells, and that looking changes nothing."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from cases.services.walls import wall_place
from claimback.accounts.models import User
from claimback.kernel.clock import now
from claimback.tenancy.models import Membership
from deadlines import acknowledge_link
from deadlines.acknowledge_link import link_sign
from deadlines.models import Alert
from deadlines.selectors import alert_list
from deadlines.services.delivery import alert_deliver
from tests.deadlines.matter import Matter, ago, open_matter
from tests.firms import TestFirm

_VARYING = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')


@pytest.fixture
def sent(db, law: TestFirm) -> tuple[Matter, Alert]:
    """A reminder that went out; no scope is left open."""
    with law.scope():
        matter = open_matter(law)
        matter.record("denial_received", ago(175))
        alert = matter.alerts(matter.row("erisa-health-first-appeal"))[0]
    alert_deliver(firm_id=law.id, alert_id=alert.id)
    return matter, alert


def path(firm: TestFirm, alert: Alert, role: str = "attorney", slug: str = "") -> str:
    """The path of a link."""
    signed = link_sign(slug or firm.slug, firm.members[role].member_id, alert.id)
    return "/reminders/" + signed.partition("/reminders/")[2]


def read(alert: Alert, firm: TestFirm) -> Alert:
    with firm.scope(firm.owner):
        return alert_list().get(id=alert.id)


def told(answer) -> tuple[int, bytes]:
    return answer.status_code, _VARYING.sub(b"", answer.content)


def test_looking_changes_nothing_and_the_button_acknowledges(sent, law):
    matter, alert = sent
    link = re.search(r"\S+/reminders/\S+", str(mail.outbox[-1].body))
    assert link is not None
    client = Client(enforce_csrf_checks=True)
    inside = "/reminders/" + link.group().partition("/reminders/")[2]
    shown = client.get(inside)
    words = shown.content.decode()
    assert (shown.status_code, shown["Referrer-Policy"]) == (200, "no-referrer")
    assert "no-cache" in shown["Cache-Control"]
    assert f"case {matter.case.number}" in words
    for secret in ("Ada", "Quill", "Infusion", "appeal", "Example Health", "Attorney"):
        assert secret not in words
    assert client.get(inside).status_code == client.head(inside).status_code == 200
    assert read(alert, law).acknowledged_at is None
    assert client.post(inside).status_code == 403  # without the form's own token
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', words)
    assert token is not None
    for _ in range(2):
        done = client.post(inside, {"csrfmiddlewaretoken": token.group(1)})
        assert (done.status_code, b"Acknowledged" in done.content) == (200, True)
    seen = read(alert, law)
    assert (seen.acknowledged_by_id, seen.escalate_at) == (law.attorney.member_id, None)
    assert Client().put(inside).status_code == 405


def test_whatever_is_wrong_the_answer_is_the_same_and_nothing_is_done(sent, law, adjusters, monkeypatch):
    matter, alert = sent
    good, client = path(law, alert), Client()
    with adjusters.scope():
        theirs = Membership.objects.get(id=adjusters.attorney.member_id)
    wrong = [
        "/reminders/marlowe-law/no-such-link/",
        good[:-3] + "x/",
        good.replace("marlowe-law", "summit-adjusters"),
        good.replace("marlowe-law", "no-such-firm"),
        path(adjusters, alert, slug=law.slug),
        path(adjusters, alert),
        path(law, alert, "viewer"),
        "/reminders/" + link_sign(law.slug, law.attorney.member_id, theirs.id).partition("/reminders/")[2],
    ]
    answers = {told(client.get(each)) for each in wrong} | {told(client.post(each)) for each in wrong}
    with law.scope(law.owner):
        wall_place(
            actor=law.owner,
            case_id=matter.case.id,
            member_id=law.attorney.member_id,
            reason="Conflict",
            new_lead_id=law.staff.member_id,
        )
    answers |= {told(client.get(good)), told(client.post(good))}
    staff = path(law, alert, "case_staff")
    assert client.get(staff).status_code == 200
    User.objects.filter(id=law.staff.user_id).update(is_active=False)
    answers |= {told(client.post(staff))}
    owner = path(law, alert, "owner")
    monkeypatch.setattr(acknowledge_link, "LINK_LASTS", timedelta(seconds=-1))
    answers |= {told(client.post(owner))}
    assert len(answers) == 1
    assert {status for status, _ in answers} == {404}
    assert read(alert, law).acknowledged_at is None


def test_an_ended_membership_closes_it(sent, law):
    _, alert = sent
    link = path(law, alert)
    with law.scope():
        Membership.objects.filter(id=law.attorney.member_id).update(ended_at=now())
    assert Client().post(link).status_code == 404
    assert read(alert, law).acknowledged_at is None


def test_in_the_api(sent, law, api):
    _, alert = sent
    client = api(law, "attorney")
    path = f"alerts/{alert.id}/acknowledge"
    assert client.post(path).status_code == 428
    version = client.get(f"alerts/{alert.id}").json()["version"]
    answer = client.post(path, HTTP_IF_MATCH=f'"{version}"')
    assert answer.status_code == 200
    assert answer.json()["acknowledged_by_id"] == str(law.attorney.member_id)
    later = client.get("alerts?state=planned&page_size=1").json()["results"][0]
    refused = client.post(f"alerts/{later['id']}/acknowledge", HTTP_IF_MATCH=f'"{later["version"]}"')
    assert (refused.status_code, refused.json()["detail"]) == (409, "This reminder has not gone out.")
    assert [a["id"] for a in client.get("alerts?unacknowledged=false").json()["results"]] == [str(alert.id)]


def test_policies_in_the_api(db, law, api):
    client = api(law, "owner")
    shown = client.get("alert-policies-in-force").json()["policies"]
    assert [each["set_by_firm"] for each in shown] == [False] * 3
    muted = client.post("alert-policies", {"importance": "critical", "days_before": [30], "in_digest": True})
    assert (muted.status_code, [e["code"] for e in muted.json()["errors"]]) == (400, ["unmutable"] * 2)
    made = client.post("alert-policies", {"importance": "ordinary", "days_before": [1, 5], "to": ["team"]})
    assert (made.status_code, made.json()["days_before"]) == (201, [5, 1])
    changed = client.patch(
        f"alert-policies/{made.json()['id']}", {"escalate_hours": None}, HTTP_IF_MATCH=made["ETag"]
    )
    assert (changed.status_code, changed.json()["escalate_hours"]) == (200, None)
    assert api(law, "attorney").post("alert-policies", {"importance": "ordinary"}).status_code == 403
