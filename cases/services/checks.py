"""Checks that several services of cases make before they write."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final, Protocol

from django.core.exceptions import ValidationError
from django.db import models

from claimback.kernel.clock import time_zones
from claimback.kernel.errors import FieldProblem, Invalid, invalid
from claimback.tenancy.models import FirmRow

FIRST_DAY: Final = date(1971, 1, 1)
LAST_DAY: Final = date(2099, 12, 31)
"""No clock counts outside of these: the federal calendar of holidays that deadlines rest on has these ends."""


def check_fields(row: FirmRow, names: Collection[str] | None = None) -> None:
    """Refuse values that the columns do not take: too long, blank, or none of the choices.

    `names` limits the check to these fields. References are not checked: `selectors.referred` did. Raises Invalid.
    """
    left_out = [
        field.name
        for field in row._meta.fields
        if isinstance(field, models.ForeignKey) or (names is not None and field.name not in names)
    ]
    try:
        row.clean_fields(exclude=left_out)
    except ValidationError as error:
        problems = [
            FieldProblem(f"/{name}", "invalid", message)
            for name, messages in error.message_dict.items()
            for message in messages
        ]
        raise Invalid(problems[0].detail, errors=problems) from None


def change_fields(row: FirmRow, changes: Mapping[str, Any]) -> None:
    """Set these fields of a locked row, check them and save them. Raises Invalid with nothing saved."""
    for name, value in changes.items():
        setattr(row, name, value)
    check_fields(row, changes.keys())
    row.change(**changes)


def what_changed(row: FirmRow, changes: Mapping[str, Any]) -> str:
    """The fields of `row` that `changes` would change, each from what to what; empty if none. Ids are not told."""
    said = []
    for name, value in changes.items():
        before = getattr(row, name)
        if before == value:
            continue
        label = name.removesuffix("_id").replace("_", " ").capitalize()
        told = "another one" if name.endswith("_id") else f"{before or 'none'} became {value or 'none'}"
        said.append(f"{label}: {told}.")
    return " ".join(said)


def check_time_zone(zone: str, field: str = "time_zone") -> None:
    """Refuse what is no IANA zone. Raises Invalid."""
    if zone not in time_zones():
        raise invalid(field, f"{zone!r} is not a time zone. Give an IANA name, such as America/Chicago.")


def check_day(day: date, latest: date, field: str) -> None:
    """Refuse a past fact's date after `latest` or before any clock's calendar. Raises Invalid."""
    if day > latest:
        raise invalid(field, f"{day} is in the future. Check the year; give a date that has come.")
    if day < FIRST_DAY:
        raise invalid(field, f"{day} is before {FIRST_DAY}, where the calendars begin. Check the year.")


class Quoted(Protocol):
    """A row that says where its quote stands."""

    page: int | None
    start: int | None
    end: int | None


def check_span(row: Quoted) -> None:
    """Refuse a place of a quote that can't be: half a span, a span without its page, page 0. Raises Invalid."""
    if (row.start is None) != (row.end is None):
        raise invalid("end", "Give both the start and the end of the quote on its page, or neither.")
    if row.start is not None and row.end is not None:
        if row.page is None:
            raise invalid("page", "Say on which page the quote starts and ends.")
        if row.end <= row.start:
            raise invalid("end", "The end of the quote comes after its start.")
    if row.page == 0:
        raise invalid("page", "Pages count from 1.")


def renamed(error: Invalid, name: str, to: str) -> Invalid:
    """The same refusal, with the pointer `name` as the caller calls it."""
    problems = [FieldProblem(to if p.pointer == name else p.pointer, p.code, p.detail) for p in error.errors]
    return Invalid(error.detail, errors=problems)
