"""Dates as letters print them."""

from datetime import date

import pytest

from letters.reading.dates import dates_in, letter_date
from letters.reading.layout import Letter
from letters.reading.pages import Page


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("October 5, 2026", [date(2026, 10, 5)]),
        ("Oct. 5, 2026", [date(2026, 10, 5)]),
        ("5 October 2026", [date(2026, 10, 5)]),
        ("October 5th, 2026", [date(2026, 10, 5)]),
        ("10/05/2026", [date(2026, 10, 5)]),
        ("10-5-2026", [date(2026, 10, 5)]),
        ("2026-10-05", [date(2026, 10, 5)]),
        ("2026/10/05", [date(2026, 10, 5)]),
        ("10.05.2026", [date(2026, 10, 5)]),
        ("05-OCT-2026", [date(2026, 10, 5)]),
        ("10/05/26", [date(2026, 10, 5)]),
        ("this 5th day of October, 2026", [date(2026, 10, 5)]),
        ("February 30, 2026", []),
        ("13/40/2026", []),
        ("MONTH, DATE, YEAR", []),
        ("from 08/11/2026 to 08/13/2026", [date(2026, 8, 11), date(2026, 8, 13)]),
    ],
)
def test_a_printed_date_is_read(printed: str, expected: list[date]) -> None:
    assert [found.value for found in dates_in(printed)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Acme Mutual\nHartford, March 3, 2026\n\nDear Mr. Lund:\n\nYour loss of May 1, 2025.", "2026-03-03"),
        ("Date of Service: 01/02/2026\nDate: 03/04/2026\n\nDear Mr. Lund:", "2026-03-04"),
        ("Received\nDate of Loss: 01/02/2026\n\nDear Mr. Lund:\n\nWe write.", None),
        ("Date of this notice . . . . March 3, 2026\nMember . . . Ada Lund\n\nDear Ms. Lund:", "2026-03-03"),
        ("ACME MUTUAL          March 3, 2026\n\nDear Mr. Lund:", "2026-03-03"),
        ("March 3, 2026\n\nISSUE DATE:  August 5, 2024\n\nDear Mr. Lund:", "2026-03-03"),
        ("Date of Loss     March 3, 2026\n\nDear Mr. Lund:", None),
        ("Date mailed: 3 March 2026\n\nYour claim is denied.", "2026-03-03"),
    ],
)
def test_the_letters_own_date_is_told_from_others(text: str, expected: str | None) -> None:
    found, _ = letter_date(Letter([Page(1, text)]))

    assert (found.value if found else None) == expected


def test_two_dates_of_the_letters_own_are_a_doubt() -> None:
    found, doubts = letter_date(Letter([Page(1, "March 3, 2026\nDate: March 5, 2026\n\nDear Mr. Lund:")]))

    assert found is not None
    assert found.value == "2026-03-05"
    assert [doubt.at.quote for doubt in doubts if doubt.at] == ["March 3, 2026"]
