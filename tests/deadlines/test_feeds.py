"""Calendar feeds as their pages: what a calendar reads, held against RFC 5545 by a parser and by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from icalendar import Calendar

from cases.vocabulary import EVENT_KINDS
from deadlines.alert_terms import DEFAULTS
from deadlines.feeds import Entry, Feed, alarms, feed_digest, general_words, render_feed

ID = UUID("01900000-0000-7000-8000-0000000000aa")
LINK = "https://cases.example.com/firms/marlowe-law/admin/deadlines/deadline/x/change/"
ENTRY = Entry(
    id=ID,
    case_number="2026-00012",
    case_title="Infusion refused",
    client_name="Ada Quill",
    duty_of="ours",
    act="file the internal appeal",
    satisfied_events=("appeal_received",),
    state="open",
    day=date(2027, 3, 5),
    due_on=date(2027, 3, 8),
    due_at=None,
    zone="America/Chicago",
    citation="29 CFR 2560.503-1(h)(3)(i)",
    checked="primary",
    uncertain=False,
    link=LINK,
    rings=alarms("ours", DEFAULTS["critical"], timed=False),
    version=3,
    created_at=datetime(2026, 9, 1, 12, tzinfo=UTC),
    changed_at=datetime(2026, 9, 2, 12, tzinfo=UTC),
)
INSTANT = datetime(2027, 3, 14, 8, 30, tzinfo=UTC)  # 3:30 in Chicago, half an hour after summer time began


def feed(*entries: Entry, detail: str = "general", **more: Any) -> Feed:
    return Feed("Docket (Marlowe & Finch LLP)", detail, entries, **more)


def read(made: Feed) -> tuple[Calendar, Any]:
    """The calendar and its one event, as a client's parser gives them."""
    calendar = Calendar.from_ical(render_feed(made))
    (event,) = calendar.walk("VEVENT")
    assert not calendar.errors
    assert not event.errors
    return calendar, event


def lines(made: Feed) -> list[str]:
    """Content lines, unfolded by hand as RFC 5545, 3.1 says; each folded one is checked to be short."""
    raw = render_feed(made)
    assert raw.endswith(b"\r\n")
    assert b"\r\n" not in raw.replace(b"\r\n", b"")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    return raw.decode().replace("\r\n ", "").splitlines()


def test_a_day_is_an_entry_of_the_whole_day_on_the_safe_date():
    calendar, event = read(feed(ENTRY))
    assert (calendar["VERSION"], calendar["PRODID"]) == ("2.0", "-//ClaimBack//Docket//EN")
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (str(ID), 2, "CONFIRMED")
    assert (event.start, event.end) == (date(2027, 3, 5), date(2027, 3, 6))
    assert event["LAST-MODIFIED"].dt == event["DTSTAMP"].dt == ENTRY.changed_at
    said = lines(feed(ENTRY))
    assert {"DTSTART;VALUE=DATE:20270305", "DTEND;VALUE=DATE:20270306", f"URL:{LINK}"} <= set(said)
    assert {"REFRESH-INTERVAL;VALUE=DURATION:PT1H", "CLASS:PRIVATE", "TRANSP:TRANSPARENT"} <= set(said)
    assert "X-WR-CALNAME:Docket (Marlowe & Finch LLP)" in said
    assert "Last day: Monday, March 8, 2027" in event["DESCRIPTION"]
    assert "safe date" in event["DESCRIPTION"]
    assert "not checked" not in event["DESCRIPTION"]


def test_components_open_and_close_in_order_and_nothing_that_must_stand_once_stands_twice():
    opened: list[str] = []
    for line in lines(feed(ENTRY, replace(ENTRY, id=UUID(int=2), due_at=INSTANT))):
        name, _, value = line.partition(":")
        if name == "BEGIN":
            opened.append(value)
        elif name == "END":
            assert opened.pop() == value
    assert opened == []
    said = lines(feed(ENTRY))
    for once in ("UID", "DTSTAMP", "SUMMARY", "STATUS", "SEQUENCE", "LAST-MODIFIED", "PRODID", "VERSION"):
        assert len([line for line in said if line.startswith(f"{once}:")]) == 1, once


def test_an_instant_is_told_in_utc_and_its_place_s_time_is_in_the_description():
    _, event = read(feed(replace(ENTRY, due_at=INSTANT, due_on=None)))
    assert (event.start, "DTEND" in event) == (INSTANT, False)
    assert "DTSTART:20270314T083000Z" in lines(feed(replace(ENTRY, due_at=INSTANT)))
    assert "Last day: Sunday, March 14, 2027, 03:30 CDT" in event["DESCRIPTION"]


@pytest.mark.parametrize(
    ("detail", "summary"),
    [
        ("general", "2026-00012 · Ours · Appeal"),
        ("act", "2026-00012 · Ours · file the internal appeal"),
        ("case", "2026-00012 · Ours · file the internal appeal · Infusion refused (Ada Quill)"),
    ],
)
def test_it_tells_as_much_as_the_firm_has_set(detail, summary):
    _, event = read(feed(ENTRY, detail=detail))
    assert event["SUMMARY"] == summary
    told = render_feed(feed(ENTRY, detail=detail)).decode()
    assert ("Ada" in told, "Infusion" in told) == (detail == "case",) * 2
    assert ("internal appeal" in told) == (detail != "general")


@pytest.mark.parametrize(
    ("checked", "words"), [("secondary", "not checked: known"), ("unchecked", "(not checked)")]
)
def test_what_was_not_read_in_the_law_says_so(checked, words):
    _, event = read(feed(replace(ENTRY, checked=checked)))
    assert words in event["DESCRIPTION"]


@pytest.mark.parametrize("state", ["met", "waived", "void", "superseded"])
def test_what_is_closed_is_cancelled_and_rings_no_more(state):
    _, event = read(feed(replace(ENTRY, state=state)))
    assert (event["STATUS"], event.subcomponents) == ("CANCELLED", [])
    assert event["SUMMARY"].endswith(f"({state})")


def test_a_date_that_hangs_on_a_fact_is_tentative():
    _, event = read(feed(replace(ENTRY, state="unknown", uncertain=True)))
    assert (event["STATUS"], len(event.subcomponents)) == ("TENTATIVE", len(ENTRY.rings))
    assert "hangs on a fact" in event["DESCRIPTION"]


def test_alarms_go_off_at_the_reminders_steps():
    _, event = read(feed(ENTRY))
    midnight = datetime(2027, 3, 5)  # noqa: DTZ001 - a day of the calendar has no zone
    rings = [midnight + alarm["TRIGGER"].dt for alarm in event.walk("VALARM")]
    assert {ring.hour for ring in rings} == {8}
    assert [(date(2027, 3, 5) - ring.date()).days for ring in rings] == [
        *DEFAULTS["critical"].days_before,
        -1,
    ]
    assert {alarm["ACTION"] for alarm in event.walk("VALARM")} == {"DISPLAY"}
    theirs = alarms("insurer", DEFAULTS["important"], timed=False)
    assert theirs == (timedelta(days=-3, hours=8), timedelta(days=1, hours=8))
    timed = alarms("ours", DEFAULTS["critical"], timed=True)
    assert timed[0] == timedelta(days=-30)
    assert {timedelta(hours=-hours) for hours in DEFAULTS["critical"].hours_before} < set(timed)


@pytest.mark.parametrize(
    "text",
    [
        "a\r\nEND:VEVENT\r\nBEGIN:VEVENT",
        "a\nX-EVIL:1",
        "a\rb",
        "\x0bBEGIN:VALARM\x00\x85\u2028\u202e",
        "; , \\ \\n :",
    ],
)
def test_what_a_person_wrote_begins_no_line(text):
    evil = replace(ENTRY, act=text, citation=text, case_title=text, client_name=text, case_number=text)
    made = Feed(text, "case", (evil,))
    said = lines(made)
    names = [line.partition(":")[0].partition(";")[0] for line in said]
    assert names == [line.partition(":")[0].partition(";")[0] for line in lines(feed(ENTRY, detail="case"))]
    _, event = read(made)
    shown = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    assert event["SUMMARY"].startswith(f"{shown} · Ours · ")


def test_long_text_is_folded_between_characters():
    long = "Übergröße ∑ " * 40
    _, event = read(feed(replace(ENTRY, act=long), detail="act"))
    assert event["SUMMARY"] == f"2026-00012 · Ours · {long.strip()}"
    lines(feed(replace(ENTRY, act=long), detail="act"))


def test_an_empty_feed_is_a_calendar_and_a_full_one_says_what_it_leaves_out():
    assert Calendar.from_ical(render_feed(feed())).walk("VEVENT") == []
    calendar, _ = read(feed(ENTRY, left_out=7))
    assert "7 later ones are left out" in str(calendar["X-WR-CALDESC"])


def test_the_digest_changes_with_whatever_is_told():
    assert feed_digest(feed(ENTRY)) == feed_digest(feed(replace(ENTRY)))
    assert feed_digest(feed(ENTRY)) != feed_digest(feed(ENTRY, detail="act"))
    assert feed_digest(feed(ENTRY)) != feed_digest(feed(replace(ENTRY, version=4)))


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("appeal_received", "Appeal"),
        ("denial_received", "Decision"),
        ("external_review_requested", "Review"),
        ("external_review_decided", "Decision"),
        ("proof_of_loss_received", "Proof of loss"),
        ("claim_acknowledged", "Acknowledgment"),
        ("treatment_codes_received", "Act"),
    ],
)
def test_the_act_in_general_words(kind, word):
    assert kind in EVENT_KINDS
    assert general_words([kind]) == word
    assert general_words([]) == "Act"
