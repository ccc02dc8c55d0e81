"""Dispatches by vendors over HTTP: the ways there are, what is asked for, and the acts on what did not go."""

import pytest

from claimback.kernel.clock import now
from letters.models import Dispatch
from tests.letters.sending import TO


@pytest.fixture
def staff(api, law, matter, settings):
    """A case manager of the firm, which may send by e-mail."""
    settings.LETTER_EMAIL_FROM = "letters@cases.example"
    return api(law, "case_staff")


def test_the_ways_by_which_letters_go_are_listed(staff):
    ways = staff.get("dispatch-channels").json()["channels"]
    assert [(way["channel"], way["by_vendor"]) for way in ways] == [
        ("email", "smtp"),
        ("certified_mail", ""),
        ("courier", ""),
        ("hand_delivery", ""),
    ]


def test_a_letter_is_queued_and_what_became_of_it_is_settled(staff, api, law, matter):
    with law.scope():
        letter = matter.approved()
    path, body = f"letters/{letter.id}/dispatch", {"channel": "email", "address": TO}
    assert staff.post(path, body).status_code == 428
    assert api(law, "viewer").post(path, body, HTTP_IF_MATCH=f'"{letter.version}"').status_code == 403
    queued = staff.post(path, body, HTTP_IF_MATCH=f'"{letter.version}"')
    assert queued.status_code == 201
    shown = queued.json()
    assert (shown["state"], shown["by_vendor"], shown["sent_at"], shown["carrier_events"]) == (
        "queued",
        "smtp",
        None,
        [],
    )
    path = f"dispatches/{shown['id']}"
    assert staff.post(f"{path}/retry", {}, HTTP_IF_MATCH=queued["ETag"]).status_code == 409
    with law.scope():
        Dispatch.objects.filter(id=shown["id"]).update(
            state="unknown", last_error="No answer", claimed_at=now()
        )
    unproven = {"went": True, "how_known": "The log", "sent_at": now().isoformat()}
    refused = staff.post(f"{path}/resolve", unproven, HTTP_IF_MATCH=queued["ETag"])
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/tracking_number"]
    known = {"went": False, "how_known": "The log"}
    resolved = staff.post(f"{path}/resolve", known, HTTP_IF_MATCH=queued["ETag"])
    assert (resolved.json()["state"], resolved.json()["last_error"]) == (
        "refused",
        "As a member found out: The log",
    )
    again = staff.post(f"{path}/retry", {"address": "unit@plan.example"}, HTTP_IF_MATCH=resolved["ETag"])
    assert (again.json()["state"], again.json()["address"]) == ("queued", "unit@plan.example")
    back = staff.post(f"{path}/withdraw", {"reason": "By hand"}, HTTP_IF_MATCH=again["ETag"])
    assert (back.json()["state"], back.json()["return_reason"]) == ("withdrawn", "By hand")
    assert staff.get(f"letters/{letter.id}").json()["state"] == "approved"
    assert staff.get("dispatches?channel=email&state=withdrawn").json()["results"][0]["id"] == shown["id"]
