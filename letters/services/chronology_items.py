"""What a chronology lists: contact, events, denials, breaches and broken promises of a case, in order and numbered.

Read in the scope of whoever asked for it. Nothing is written here, and nothing is laid out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from cases.models import Case, Correspondence, Denial, Event, PeerToPeer, Promise
from cases.selectors import (
    correspondence_list,
    denial_list,
    event_list,
    ground_list,
    peer_to_peer_list,
    promise_list,
)
from deadlines.models import Deadline
from deadlines.selectors import deadline_list
from letters.models import CarrierEvent, Dispatch
from letters.selectors import carrier_event_rows, dispatch_list
from letters.writing.chronology import Item

_UNSORTED: Final = 0


@dataclass(frozen=True, slots=True)
class Range:
    """Which part of the story: days in the case's zone, both ends counting, and channels; empty takes all."""

    from_on: date | None = None
    to_on: date | None = None
    channels: frozenset[str] = frozenset()

    def holds(self, on: date) -> bool:
        """Whether the day is in it."""
        return (self.from_on is None or self.from_on <= on) and (self.to_on is None or on <= self.to_on)


@dataclass(frozen=True, slots=True)
class _Told:
    """An item before it has its number: when it sorts, which entry it is, and which it corrects."""

    at: datetime
    item: Item
    entry_id: UUID | None = None
    corrects_id: UUID | None = None


def chronology_items(case: Case, part: Range) -> list[Item]:
    """The items in order, numbered from 1. A correction is shown with what it corrects, and both name each other,
    even where only one of them is in the range.
    """
    zone = ZoneInfo(case.time_zone)
    contact = list(_contact(case, zone))
    told = _in_range(contact, part, zone)
    if not part.channels:
        others = (*_events(case, zone), *_denials(case, zone), *_breaches(case, zone), *_promises(case, zone))
        told += [each for each in others if part.holds(each.at.astimezone(zone).date())]
    told.sort(key=lambda each: (each.at, each.item.kind, each.item.title))
    numbers: dict[UUID | None, int] = {
        each.entry_id: place for place, each in enumerate(told, 1) if each.entry_id
    }
    corrected: dict[UUID | None, int] = {
        each.corrects_id: numbers[each.entry_id] for each in told if each.corrects_id
    }
    return [_numbered(each, place, numbers, corrected) for place, each in enumerate(told, 1)]


def _in_range(contact: Sequence[_Told], part: Range, zone: ZoneInfo) -> list[_Told]:
    """The entries in the range, with those that correct one of them or are corrected by one."""

    def fits(each: _Told) -> bool:
        channel = not part.channels or each.item.kind.partition("\n")[0] in part.channels
        return channel and part.holds(each.at.astimezone(zone).date())

    chosen = {each.entry_id for each in contact if fits(each)}
    before = None
    while before != len(chosen):
        before = len(chosen)
        for each in contact:
            if each.corrects_id is not None and chosen & {each.entry_id, each.corrects_id}:
                chosen |= {each.entry_id, each.corrects_id}
    return [
        replace(each, item=replace(each.item, kind=each.item.kind.partition("\n")[2]))
        for each in contact
        if each.entry_id in chosen
    ]


def _numbered(
    told: _Told, place: int, numbers: Mapping[UUID | None, int], corrected: Mapping[UUID | None, int]
) -> Item:
    marks = list(told.item.marks)
    if told.corrects_id is not None:
        marks.append(f"Corrects no. {numbers[told.corrects_id]}.")
    if told.entry_id in corrected:
        marks.append(f"Corrected by no. {corrected[told.entry_id]}.")
    return replace(told.item, number=place, marks=marks)


def _contact(case: Case, zone: ZoneInfo) -> Iterator[_Told]:
    """The log, each entry with its dispatch, its doctors and its promises. The kind carries the channel before a
    line break, until the range is settled.
    """
    mine: dict[str, Any] = {"case_id": case.id}
    sent = {each.correspondence_id: each for each in dispatch_list().filter(**mine)}
    carried: dict[UUID, list[CarrierEvent]] = {}
    for word in carrier_event_rows().filter(**mine).order_by("at", "id"):
        carried.setdefault(word.dispatch_id, []).append(word)
    doctors = {each.correspondence_id: each for each in peer_to_peer_list().filter(**mine)}
    promised: dict[UUID | None, list[Promise]] = {}
    for promise in promise_list().filter(**mine).order_by("due_on", "id"):
        promised.setdefault(promise.correspondence_id, []).append(promise)
    entries = correspondence_list().filter(**mine).select_related("author__user", "document")
    for entry in entries.order_by("occurred_at", "id"):
        facts = [*_who(entry), *_doctors(doctors.get(entry.id))]
        dispatch = sent.get(entry.id)
        if dispatch is not None:
            facts += _proof(dispatch, carried.get(dispatch.id, []), zone)
        day, clock = _moment(entry.occurred_at, zone, entry.ended_at)
        item = Item(
            number=_UNSORTED,
            day=day,
            time=clock,
            kind=f"{entry.channel}\n{entry.get_channel_display()}, {entry.get_direction_display().lower()}",
            title=entry.subject or entry.get_channel_display(),
            facts=facts,
            text=_said(entry, doctors.get(entry.id), promised.get(entry.id, [])),
            asked=[(each["question"], each["answer"]) for each in entry.questions],
        )
        yield _Told(entry.occurred_at, item, entry.id, entry.corrects_id)


def _who(entry: Correspondence) -> list[str]:
    return [
        *([entry.counterpart] if entry.counterpart else []),
        *([f"ID {entry.counterpart_id}"] if entry.counterpart_id else []),
        *([f"Call reference {entry.call_reference}"] if entry.call_reference else []),
        *([f"Document: {entry.document.title}"] if entry.document else []),
        f"Logged by {entry.author}",
    ]


def _doctors(row: PeerToPeer | None) -> list[str]:
    if row is None:
        return []
    sides = []
    for side in ("treating", "reviewer"):
        parts = [getattr(row, f"{side}_name"), getattr(row, f"{side}_specialty")]
        npi, license = getattr(row, f"{side}_npi"), getattr(row, f"{side}_license")
        parts += [f"NPI {npi}"] if npi else []
        parts += [f"license {license}"] if license else []
        sides.append(f"{side.capitalize()}: {', '.join(part for part in parts if part)}")
    return [*sides, *([f"for {row.reviewer_company}"] if row.reviewer_company else [])]


def _said(entry: Correspondence, row: PeerToPeer | None, promises: Sequence[Promise]) -> str:
    lines = [entry.body]
    if row is not None:
        lines.append(f"Outcome: {row.get_outcome_display()}.")
        lines += [f"What would change the decision: {row.would_change}"] if row.would_change else []
    lines += [f"Promised by {_day(each.due_on)}: {each.text} ({each.state})" for each in promises]
    return "\n".join(lines)


def _proof(dispatch: Dispatch, words: Sequence[CarrierEvent], zone: ZoneInfo) -> list[str]:
    return [
        f"Proof: {dispatch.proof_grade.replace('_', ' ')}",
        *([f"Tracking {dispatch.tracking_number}"] if dispatch.tracking_number else []),
        *(f"{word.get_kind_display()} {' '.join(_moment(word.at, zone))}" for word in words),
        *([f"Delivered {' '.join(_moment(dispatch.delivered_at, zone))}"] if dispatch.delivered_at else []),
        *([f"Signed for by {dispatch.signed_for_by}"] if dispatch.signed_for_by else []),
        *([f"Came back: {dispatch.return_reason}"] if dispatch.return_reason else []),
        f"SHA-256 {dispatch.sha256[:16]}…",
    ]


def _events(case: Case, zone: ZoneInfo) -> Iterator[_Told]:
    for row in event_list().filter(case_id=case.id).order_by("on", "id"):
        yield _event(row, zone)


def _event(row: Event, zone: ZoneInfo) -> _Told:
    day, clock = _moment(row.at, zone) if row.at else (_day(row.on), "")
    item = Item(
        number=_UNSORTED,
        day=day,
        time=clock,
        kind="Event",
        title=row.get_kind_display(),
        facts=[
            *([row.source] if row.source else []),
            *([f"Proof: {row.proof_grade.replace('_', ' ')}"] if row.proof_grade else []),
        ],
        marks=[f"Withdrawn. {row.withdrawn_reason}".strip()] if row.withdrawn else [],
    )
    return _Told(row.at or _begin(row.on, zone), item)


def _denials(case: Case, zone: ZoneInfo) -> Iterator[_Told]:
    grounds: dict[UUID, list[str]] = {}
    for ground in ground_list().filter(denial__case_id=case.id).order_by("number"):
        said = f"Ground {ground.number}, {ground.get_code_display()}: “{ground.quote}”"
        grounds.setdefault(ground.denial_id, []).append(said)
    for row in denial_list().filter(case_id=case.id).order_by("letter_date", "id"):
        yield _denial(row, grounds.get(row.id, []), zone)


def _denial(row: Denial, grounds: Sequence[str], zone: ZoneInfo) -> _Told:
    item = Item(
        number=_UNSORTED,
        day=_day(row.letter_date),
        time="",
        kind="Decision",
        title=f"{row.get_decision_display()}{', final' if row.is_final else ''}",
        facts=[
            *([f"Received {_day(row.received_on)}"] if row.received_on else []),
            *([f"Reference {row.reference}"] if row.reference else []),
            *([f"Reviewer: {row.reviewer}"] if row.reviewer else []),
        ],
        text="\n".join(grounds),
    )
    return _Told(_begin(row.letter_date, zone), item)


def _breaches(case: Case, zone: ZoneInfo) -> Iterator[_Told]:
    """What others owed by law and did not do in time, on the day it was due."""
    missed = deadline_list().filter(case_id=case.id, state="missed").exclude(duty_of="ours")
    for row in missed.order_by("sort_on", "id"):
        yield _breach(row, zone)


def _breach(row: Deadline, zone: ZoneInfo) -> _Told:
    day, clock = _moment(row.due_at, zone) if row.due_at else (_day(row.sort_on), "")
    item = Item(
        number=_UNSORTED,
        day=day,
        time=clock,
        kind="Missed deadline",
        title=row.act,
        facts=[f"Duty of the {row.duty_of}", row.citation],
        marks=["The day passed, and nothing that is recorded met it."],
    )
    return _Told(row.due_at or _begin(row.sort_on, zone), item)


def _promises(case: Case, zone: ZoneInfo) -> Iterator[_Told]:
    """Promises that were broken, on the day after the one they were due."""
    for row in promise_list().filter(case_id=case.id, state="broken").order_by("due_on", "id"):
        on = row.settled_on or row.due_on
        item = Item(
            number=_UNSORTED,
            day=_day(on),
            time="",
            kind="Broken promise",
            title=row.text,
            facts=[f"Promised by {_day(row.due_on)}"],
            marks=[row.settled_note or "The promise was broken."],
        )
        yield _Told(_begin(on, zone), item)


def _begin(on: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, time(), zone)


def _day(on: date) -> str:
    return f"{on:%b} {on.day}, {on.year}"


def _moment(at: datetime, zone: ZoneInfo, ended_at: datetime | None = None) -> tuple[str, str]:
    """The day and the time in the zone; with an end on the same day, from when to when."""
    there, end = at.astimezone(zone), ended_at.astimezone(zone) if ended_at else None
    until = f"–{end:%H:%M}" if end and end.date() == there.date() else ""
    return _day(there.date()), f"{there:%H:%M}{until} {there:%Z}"
