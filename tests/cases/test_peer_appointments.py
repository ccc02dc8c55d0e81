"""Peer-to-peer calls that are to come: their states, the invitations and reminders, and what nobody recorded."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core import mail
from icalendar import Calendar

from cases.models import Correspondence, PeerAppointment, PeerInvitation, PeerToPeer, Task
from cases.peer_invitation import Invitation, invitation_ics, invitation_words
from cases.services import peer_appointments as appointments
from cases.services.parties import party_add
from cases.services.peer_invitations import invitation_deliver
from cases.services.walls import wall_place
from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict, Forbidden, IllegalTransition, Invalid
from claimback.notify.services import address_refuse
from claimback.tenancy.scanner import due_rows

SOON = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)  # 01:30 in Chicago, in the hour that is there twice
INVITED = Invitation(
    appointment_id=UUID(int=7),
    host="cases.example",
    sequence=0,
    starts_at=SOON,
    length=timedelta(minutes=60),
    zone="America/Chicago",
    case_number="2026-0007",
    doctor="Dr Iris Example",
    reviewer="Dr Otto Sample\r\nX-BAD:1",
    dial_in="+1 555 0100, code 42#",
    firm="Marlowe & Finch LLP",
    organizer="docket@cases.example",
    attendees=[("Dr Iris Example", "iris@clinic.example"), ("Ann", "ann@firm.example")],
    stamped_at=SOON - timedelta(days=9),
)


def test_an_invitation_has_its_zone_and_one_uid():
    data = invitation_ics(INVITED, "REQUEST")
    assert data == invitation_ics(INVITED, "REQUEST")
    calendar = Calendar.from_ical(data)
    [zone], [event] = calendar.walk("VTIMEZONE"), calendar.walk("VEVENT")
    assert (calendar["METHOD"], zone["TZID"], event["UID"]) == (
        "REQUEST",
        "America/Chicago",
        f"{UUID(int=7)}@cases.example",
    )
    assert event["DTSTART"].params["TZID"] == "America/Chicago"
    assert (event["DTSTART"].dt.hour, event["SEQUENCE"], event["STATUS"]) == (1, 0, "CONFIRMED")
    assert event["DURATION"].dt == timedelta(hours=1)
    assert [str(who) for who in event["ATTENDEE"]] == [
        "mailto:iris@clinic.example",
        "mailto:ann@firm.example",
    ]
    assert b"\r\nX-BAD" not in data
    gone = Calendar.from_ical(invitation_ics(INVITED, "CANCEL")).walk("VEVENT")[0]
    assert (gone["STATUS"], gone["UID"]) == ("CANCELLED", event["UID"])
    subject, text = invitation_words(INVITED, "cancel")
    assert subject == "Cancelled: peer-to-peer call on Sunday, November 1, 2026, 01:30 CDT: case 2026-0007"
    assert "X-BAD" in text.split("\n")[4]


@pytest.fixture
def actor(in_law):
    return in_law.attorney


@pytest.fixture
def case(opened, actor):
    return opened(lead_id=actor.member_id)


@pytest.fixture
def doctor(actor, case):
    return party_add(
        actor=actor, case_id=case.id, role="provider", name="Dr Iris Example", email="iris@clinic.example"
    )


@pytest.fixture
def proposed(actor, case, doctor):
    """`proposed(**values)` proposes a call in two days."""
    slots = [now() + timedelta(days=2), now() + timedelta(days=3)]
    usual = {"case_id": case.id, "provider_id": doctor.id, "slots": slots, "to_ask": ["Which records?"]}
    return lambda **values: appointments.peer_appointment_propose(**{"actor": actor} | usual | values)


@pytest.fixture
def agreed(actor, proposed):
    """A call that is agreed."""
    made = proposed(dial_in="+1 555 0100")
    return appointments.peer_appointment_agree(
        actor=actor, appointment_id=made.id, version=None, starts_at=made.slots[0]
    )


def deliver_due():
    """Send what is due, twice over: nothing goes twice. In the database it is still the test's beginning."""
    PeerInvitation.objects.filter(next_attempt_at__lte=now()).update(
        next_attempt_at=now() - timedelta(minutes=5)
    )
    for _ in range(2):
        for firm_id, id in due_rows("due_peer_invitations", limit=50):
            invitation_deliver(firm_id=firm_id, invitation_id=id)
    sent: list[Any] = mail.outbox
    return [(each.to[0], each.alternatives) for each in sent]


def states():
    rows = PeerInvitation.objects.order_by("sequence", "kind", "-hours", "invited")
    return [(row.sequence, row.kind, row.hours, row.invited, row.state) for row in rows]


def test_who_is_invited_hears_of_each_change(in_law, actor, agreed):
    # Sent outside a transaction in life; the mail server is the tests' outbox here.
    assert [(to, parts[0].mimetype.split(";")[:2]) for to, parts in deliver_due()] == [
        ("iris@clinic.example", ["text/calendar", " method=REQUEST"]),
        ("attorney@marlowe-law.example", ["text/calendar", " method=REQUEST"]),
    ]
    first = mail.outbox[0]
    assert "Ada Quill" not in first.message().as_string()
    assert "Which records?" not in first.body
    assert first.reply_to == ["attorney@marlowe-law.example"]
    mail.outbox.clear()
    act = {"actor": actor, "appointment_id": agreed.id, "version": None}
    appointments.peer_appointment_change(**act, reviewer_specialty="Oncology")
    assert not deliver_due()  # an invitation does not tell of it
    appointments.peer_appointment_change(**act, dial_in="+1 555 0199")
    appointments.peer_appointment_agree(**act, starts_at=agreed.slots[1])
    sent = [Calendar.from_ical(parts[0].content).walk("VEVENT")[0] for _, parts in deliver_due()]
    assert [(event["SEQUENCE"], event["LOCATION"]) for event in sent] == [(2, "+1 555 0199")] * 2
    assert {event["UID"] for event in sent} == {f"{agreed.id}@testserver"}
    mail.outbox.clear()
    appointments.peer_appointment_cancel(**act, reason="The plan gave way.")
    assert [parts[0].mimetype.split(";")[1] for _, parts in deliver_due()] == [" method=CANCEL"] * 2
    with pytest.raises(IllegalTransition):
        appointments.peer_appointment_agree(**act, starts_at=agreed.slots[0])


def test_reminders_are_owed_before_the_call_and_void_after_a_change(in_law, actor, agreed):
    due = PeerInvitation.objects.filter(kind="reminder", invited="doctor").order_by("-hours")
    assert [(row.hours, agreed.starts_at - row.due_at) for row in due] == [
        (24, timedelta(hours=24)),
        (1, timedelta(hours=1)),
    ]
    deliver_due()
    mail.outbox.clear()
    PeerInvitation.objects.filter(kind="reminder", hours=24).update(next_attempt_at=now())
    assert [(to, parts) for to, parts in deliver_due()] == [
        ("iris@clinic.example", []),
        ("attorney@marlowe-law.example", []),
    ]
    mail.outbox.clear()
    appointments.peer_appointment_cancel(actor=actor, appointment_id=agreed.id, version=None, reason="Off")
    PeerInvitation.objects.filter(kind="reminder", hours=1).update(next_attempt_at=now())
    deliver_due()
    assert [each[-1] for each in states() if each[1] == "reminder"] == ["sent", "sent", "void", "void"]


def test_a_mail_that_does_not_get_through_is_somebodys_task(in_law, agreed):
    address_refuse(address="iris@clinic.example", why="bounced", said="550")
    assert [to for to, _ in deliver_due()] == ["attorney@marlowe-law.example"]
    task = Task.objects.get(kind="peer_to_peer")
    assert (task.source_part, "iris@clinic.example" in task.detail) == ("doctor", True)


def test_what_nobody_recorded_is_missed_and_then_held(in_law, actor, agreed):
    PeerAppointment.objects.update(starts_at=now() - timedelta(hours=5))
    deliver_due()
    assert not mail.outbox  # no invitation to what is over
    for _ in range(2):
        assert {id for _, id in due_rows("lapsed_peer_appointments", limit=5)} <= {agreed.id}
        appointments.peer_appointment_lapse(appointment_id=agreed.id)
    task = Task.objects.get(kind="peer_to_peer")
    assert (PeerAppointment.objects.get().state, task.state, task.assigned_id) == (
        "missed",
        "open",
        actor.member_id,
    )
    held = appointments.peer_appointment_hold(
        actor=actor,
        appointment_id=agreed.id,
        version=None,
        outcome="upheld",
        body="They stand by it.",
        reviewer={"reviewer_name": "Dr Otto Sample"},
        answers={"criteria": "Step therapy"},
    )
    doctors, entry = PeerToPeer.objects.get(), Correspondence.objects.get()
    assert (held.state, held.correspondence_id, doctors.reviewer_name) == ("held", entry.id, "Dr Otto Sample")
    assert {"question": "Which records?", "answer": ""} in entry.questions
    assert Task.objects.get(kind="peer_to_peer").state == "done"


def test_who_is_kept_from_the_case_looks_after_its_calls_no_more(in_law, case, proposed):
    made = proposed(member_id=in_law.staff.member_id)
    agreed = appointments.peer_appointment_agree(
        actor=in_law.attorney, appointment_id=made.id, version=None, starts_at=made.slots[0]
    )
    wall_place(
        actor=in_law.owner, case_id=case.id, member_id=in_law.staff.member_id, reason="Worked for the insurer"
    )
    left = PeerAppointment.objects.get()
    assert (left.member_id, left.sequence) == (in_law.attorney.member_id, agreed.sequence + 1)
    deliver_due()
    assert sorted(each.to[0] for each in mail.outbox) == [
        "attorney@marlowe-law.example",
        "iris@clinic.example",
    ]


@pytest.mark.parametrize(
    ("values", "pointer"),
    [
        ({"slots": []}, "/slots"),
        ({"slots": [now() - timedelta(hours=1)]}, "/slots"),
        ({"slots": [datetime(2031, 1, 1)]}, "/slots"),  # noqa: DTZ001 - what is refused
        ({"time_zone": "Mars/Base"}, "/time_zone"),
        ({"minutes": 600}, "/minutes"),
        ({"treating_npi": "1234567890"}, "/treating_npi"),
        ({"to_ask": ["x" * 301]}, "/to_ask"),
        ({"provider_id": None}, "/provider_id"),
    ],
)
def test_what_is_wrong_with_a_proposal_is_named(actor, case, proposed, values, pointer):
    if "provider_id" in values:
        values["provider_id"] = party_add(actor=actor, case_id=case.id, role="expert", name="No doctor").id
    with pytest.raises(Invalid) as refused:
        proposed(**values)
    assert refused.value.errors[0].pointer == pointer


def test_appointments_over_http(api, in_law, case, doctor):
    staff = api(in_law, "case_staff")
    slot = (now() + timedelta(days=2)).replace(microsecond=0)
    body = {"case_id": str(case.id), "provider_id": str(doctor.id), "slots": [slot.isoformat()]}
    made = staff.post("peer-to-peer-appointments", body).json()
    path = f"peer-to-peer-appointments/{made['id']}"
    assert (made["state"], made["time_zone"], made["provider_name"]) == (
        "proposed",
        "America/Chicago",
        "Dr Iris Example",
    )
    assert staff.get(f"{path}/invitation").status_code == 409
    moved = staff.post(f"{path}/agree", {"starts_at": slot.isoformat()}, HTTP_IF_MATCH='"1"').json()
    assert (moved["state"], moved["sequence"]) == ("agreed", 0)
    file = staff.get(f"{path}/invitation")
    assert file["Content-Type"].startswith("text/calendar")
    assert b"METHOD:REQUEST" in file.content
    owed = staff.get(f"peer-to-peer-invitations?appointment_id={made['id']}").json()["results"]
    assert [each["kind"] for each in owed].count("reminder") == 4
    match = {"HTTP_IF_MATCH": f'"{moved["version"]}"'}
    assert staff.post(f"{path}/miss", {"reason": "No"}, **match).status_code == 409
    assert staff.patch(path, {"provider_id": str(doctor.id)}, **match).status_code == 400
    assert api(in_law, "viewer").post("peer-to-peer-appointments", body).status_code == 403


def test_a_closed_case_and_a_viewer_arrange_nothing(in_law, case, proposed):
    with pytest.raises(Forbidden):
        proposed(actor=in_law.viewer)
    type(case).objects.filter(id=case.id).update(status="closed")
    with pytest.raises(Conflict):
        proposed()


def test_what_came_of_an_appointment_is_told_over_http(api, in_law, agreed, proposed):
    staff = api(in_law, "case_staff")
    missed = appointments.peer_appointment_agree(
        actor=in_law.attorney, appointment_id=proposed().id, version=None, starts_at=now() + timedelta(days=1)
    )
    PeerAppointment.objects.update(starts_at=now() - timedelta(hours=2))

    def say(id: UUID, verb: str, said: dict[str, Any]) -> Any:
        path = f"peer-to-peer-appointments/{id}"
        answer = staff.post(f"{path}/{verb}", said, HTTP_IF_MATCH=staff.get(path)["ETag"])
        assert answer.status_code == 200, answer.content
        return answer.json()

    held = say(
        agreed.id,
        "hold",
        {
            "outcome": "upheld",
            "body": "The reviewer stands by the denial for want of conservative care.",
            "would_change": "Six weeks of documented therapy.",
            "reviewer": {"reviewer_name": "Dr Otto Sample", "reviewer_specialty": "Family medicine"},
            "call_reference": "P2P-20418",
            "questions": [{"question": "Which records?", "answer": "The first visit's alone."}],
        },
    )
    assert held["state"] == "held"
    entry = staff.get(f"correspondence/{held['correspondence_id']}").json()
    assert (entry["channel"], entry["call_reference"]) == ("peer_to_peer", "P2P-20418")
    no_call = say(missed.id, "miss", {"reason": "The reviewer did not call within the slot."})
    assert (no_call["state"], no_call["correspondence_id"]) == ("missed", None)
