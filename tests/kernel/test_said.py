"""How days are written for a reader."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from claimback.kernel.said import (
    day_in_full,
    day_in_sentence,
    day_said,
    days_said,
    due_said,
    instant_in_full,
    instant_in_sentence,
    instant_said,
)

ON = date(2026, 5, 7)
AT = datetime(2026, 12, 3, 20, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("180 days after 2026-05-07.", "180 days after May 7, 2026."),
        ("From 2026-05-07 to 2026-11-03: 180 days", "From May 7, 2026 to Nov 3, 2026: 180 days"),
        ("(2026-05-07)", "(May 7, 2026)"),
        ("The year 2026, and 2026-13-45.", "The year 2026, and 2026-13-45."),
        ("At 2026-05-07T14:30:00-05:00", "At 2026-05-07T14:30:00-05:00"),
        ("In 2026-05-07.pdf, no. C-2026-05-07-1", "In 2026-05-07.pdf, no. C-2026-05-07-1"),
    ],
)
def test_days_in_a_sentence_are_the_reader_s(text, said):
    assert days_said(text) == said


def test_an_instant_is_in_the_reader_s_zone_or_in_the_place_s_and_names_it():
    with timezone.override(ZoneInfo("America/New_York")):
        assert instant_said(AT) == "Dec 3, 2026, 15:30 EST"
    assert instant_in_full(AT, "America/Chicago") == "Thursday, December 3, 2026, 14:30 CST"
    assert instant_in_sentence(AT, "America/Los_Angeles") == "December 3, 2026, 12:30 PST"


def test_a_last_instant_says_more_than_its_day():
    with timezone.override(UTC):
        assert due_said(ON, AT) == instant_said(AT)
    assert due_said(ON, None) == "May 7, 2026"
    assert due_said(None, None) == "–"


def test_months_and_days_are_named_in_the_reader_s_language():
    assert (day_in_full(ON), day_in_sentence(ON)) == ("Thursday, May 7, 2026", "May 7, 2026")
    with translation.override("es"):
        assert day_in_full(ON).lower() == "jueves, mayo 7, 2026"
        assert day_said(date(2026, 1, 7)).lower() == "ene 7, 2026"
