"""The events of one claim in order, checked against each other, each with its legal date.

Refuses what contradicts itself; counts nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from itertools import combinations
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cases.vocabulary import (
    BEFORE_ANY_LOSS,
    CARE_STILL_TO_COME,
    EVENT_KINDS,
    JURISDICTIONS,
    LINES_OF_BUSINESS,
    LONGEST_PERIODS,
    PLAN_TYPES,
)
from deadlines.clock.calendars import FIRST_YEAR, LAST_YEAR
from deadlines.clock.counting import pinned
from deadlines.clock.events import ClockEvent, ClockFacts, FactsError, pointer_token
from deadlines.law.facts import FACT_VALUES

# Kinds that happen once in a claim, or once for each of its denials: two dates for one of them contradict each other.
ONCE: Final[frozenset[str]] = frozenset(
    {
        "loss_occurred",
        "policy_inception",
        "claim_received",
        "denial_dated",
        "denial_received",
        "first_appeal_denial_dated",
        "first_appeal_denial_received",
        "final_denial_dated",
        "final_denial_received",
        "appeal_received",
        "second_appeal_received",
        "external_review_decided",
    }
)

# Pairs in which the second can't come before the first.
IN_ORDER: Final[tuple[tuple[str, str], ...]] = (
    ("claim_submitted", "claim_received"),
    ("claim_received", "denial_received"),
    ("denial_dated", "denial_received"),
    ("denial_dated", "denial_mailed"),
    ("denial_mailed", "denial_received"),
    ("denial_dated", "appeal_received"),
    ("appeal_sent", "appeal_received"),
    ("appeal_received", "first_appeal_denial_received"),
    ("first_appeal_denial_dated", "first_appeal_denial_received"),
    ("appeal_received", "final_denial_received"),
    ("final_denial_dated", "final_denial_received"),
    ("appeal_received", "second_appeal_received"),
    ("claim_file_requested", "claim_file_received"),
    ("external_review_requested", "external_review_decided"),
)

_BEFORE_ANY_HOUR: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Moment:
    """An event with its legal date: the date that it was in its place. `at` is pinned: see `counting.pinned`."""

    kind: str
    on: date
    at: datetime | None = None
    zone: str | None = None
    proof: str | None = None
    ref: str | None = None
    decision: str | None = None
    part: str | None = None

    def concerns(self, part: str | None) -> bool:
        """Whether it is about this part of the claim: an event about all of the claim is about each part."""
        return part is None or self.part is None or self.part == part


@dataclass(frozen=True)
class Timeline:
    """What has happened and what is only planned, by kind, earliest first."""

    past: Mapping[str, tuple[Moment, ...]]
    planned: Mapping[str, tuple[Moment, ...]]
    as_of: date | datetime | None

    @cached_property
    def kinds(self) -> frozenset[str]:
        """Every kind of which there is an event, past or planned."""
        return frozenset(self.past) | frozenset(self.planned)

    def happened(self, kinds: Iterable[str]) -> list[Moment]:
        """Every past event of these kinds, earliest first."""
        found = [m for kind in kinds if kind in self.past for m in self.past[kind]]
        return sorted(found, key=order) if len(found) > 1 else found

    def expected(self, kinds: Iterable[str]) -> list[Moment]:
        """Past and planned events of these kinds, earliest first."""
        both = [m for kind in kinds for m in (*self.past.get(kind, ()), *self.planned.get(kind, ()))]
        return sorted(both, key=order)


def order(moment: Moment) -> tuple[date, datetime]:
    """The order of events: by legal date, then by instant, one without an hour before one with it."""
    return moment.on, moment.at or _BEFORE_ANY_HOUR


def timeline_of(facts: ClockFacts) -> Timeline:
    """The checked timeline of `facts`.

    Raises FactsError, naming the field and the remedy, at the first thing that is unknown or contradicts itself.
    """
    _check_words(facts)
    moments = [_moment(event, index) for index, event in enumerate(facts.events)]
    _check_losses(facts, moments)
    by_kind: dict[str, list[tuple[int, Moment]]] = defaultdict(list)
    for index, moment in enumerate(moments):
        by_kind[moment.kind].append((index, moment))
    _check_contradictions(by_kind)
    as_of = pinned(facts.as_of) if isinstance(facts.as_of, datetime) else facts.as_of
    if facts.loss_date is not None and "loss_occurred" not in by_kind:
        by_kind["loss_occurred"] = [(-1, Moment("loss_occurred", facts.loss_date))]
    past: dict[str, tuple[Moment, ...]] = {}
    planned: dict[str, tuple[Moment, ...]] = {}
    for kind, entries in by_kind.items():
        ordered = sorted((moment for _, moment in entries), key=order)
        if kind in ONCE:
            ordered = _each_once(ordered)
        ahead = tuple(m for m in ordered if _is_planned(m, as_of))
        if ahead:
            planned[kind] = ahead
        if len(ahead) < len(ordered):
            past[kind] = tuple(m for m in ordered if m not in ahead)
    return Timeline(past, planned, as_of)


@lru_cache(maxsize=512)
def zone_of(name: str) -> ZoneInfo | None:
    """The IANA zone of that name, or None if there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _check_words(facts: ClockFacts) -> None:
    for word, known, field in (
        (facts.line_of_business, LINES_OF_BUSINESS, "line_of_business"),
        (facts.plan_type, PLAN_TYPES, "plan_type"),
        (facts.jurisdiction, JURISDICTIONS, "jurisdiction"),
    ):
        if word not in known:
            listed = ", ".join(known)
            message = f"{word!r} is not a {field}: use one of {listed}"
            raise FactsError(f"unknown_{field}", message, f"/{field}")
    for fact, value in facts.facts.items():
        choices = FACT_VALUES.get(fact, ())
        if choices and not any(value == choice and type(value) is type(choice) for choice in choices):
            listed = ", ".join(str(choice) for choice in choices)
            raise FactsError(
                "unknown_fact_value", f"{fact} can't be {value!r}: use one of {listed}", f"/facts/{fact}"
            )
    for name, own in facts.policy.items():
        most = LONGEST_PERIODS.get(own.unit)
        if own.n is not None and most is not None and not 1 <= own.n <= most:
            message = f"{name}: {own.n} {own.unit} is no period of a policy: give a number from 1 to {most}"
            raise FactsError("bad_period", message, f"/policy/{pointer_token(name)}/n")
    if isinstance(facts.as_of, datetime) and facts.as_of.tzinfo is None:
        raise FactsError("naive_datetime", "as_of is a time without a zone: add its offset", "/as_of")
    for name, day in (
        ("contract_date", facts.contract_date),
        ("loss_date", facts.loss_date),
        ("as_of", facts.as_of),
    ):
        if day is not None:
            _check_year(day, f"/{name}")


def _check_year(day: date, pointer: str) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        message = f"{day.isoformat()} is outside {FIRST_YEAR} to {LAST_YEAR}: check the year"
        raise FactsError("date_out_of_range", message, pointer)


def _moment(event: ClockEvent, index: int) -> Moment:
    """The event with its legal date. Raises FactsError."""
    pointer = f"/events/{index}"
    if event.kind not in EVENT_KINDS:
        message = f"{event.kind!r} is not a kind of event: use one of cases/vocabulary.py's EVENT_KINDS"
        raise FactsError("unknown_event_kind", message, f"{pointer}/kind")
    if (event.on is None) == (event.at is None):
        raise FactsError(
            "event_date", f"{event.kind} needs either on (a date) or at (a time), not both", pointer
        )
    zone = None
    if event.time_zone is not None:
        zone = zone_of(event.time_zone)
        if zone is None:
            message = f"{event.time_zone!r} is not a time zone: use an IANA name such as America/Chicago"
            raise FactsError("unknown_time_zone", message, f"{pointer}/time_zone")
    if event.at is None:
        assert event.on is not None
        _check_year(event.on, f"{pointer}/on")
        return _placed(event, event.on, None)
    if event.at.tzinfo is None:
        message = (
            f"{event.kind} at {event.at.isoformat()} is a time without a zone: add its offset or a time_zone"
        )
        raise FactsError("naive_datetime", message, f"{pointer}/at")
    _check_year(event.at, f"{pointer}/at")
    local = pinned(event.at.astimezone(zone) if zone else event.at)
    return _placed(event, local.date(), local)


def _placed(event: ClockEvent, on: date, at: datetime | None) -> Moment:
    """The event with the legal date that it was found to have."""
    return Moment(
        event.kind, on, at, event.time_zone, event.proof, event.ref, event.decision, event.part or None
    )


def _check_losses(facts: ClockFacts, moments: list[Moment]) -> None:
    """No event before the loss, except what may be: a policy begins first, and care may still be to come."""
    loss = facts.loss_date
    for index, moment in enumerate(moments):
        if moment.kind == "loss_occurred":
            if loss is not None and moment.on != loss:
                message = (
                    f"loss_occurred on {moment.on} contradicts the loss date {loss}: correct one of them"
                )
                raise FactsError("contradicting_events", message, f"/events/{index}")
            loss = moment.on
    if loss is None or facts.facts.get("claim_kind") in CARE_STILL_TO_COME:
        return
    for index, moment in enumerate(moments):
        if moment.on < loss and moment.kind not in BEFORE_ANY_LOSS:
            message = (
                f"{moment.kind} on {moment.on} is before the loss on {loss}: correct one of the two dates"
            )
            raise FactsError("event_before_loss", message, f"/events/{index}")


def _check_contradictions(by_kind: Mapping[str, list[tuple[int, Moment]]]) -> None:
    for kind in ONCE & by_kind.keys():
        for (first_index, first), (index, other) in combinations(by_kind[kind], 2):
            if _of_two_decisions(first, other):
                continue
            if other.on != first.on or (first.at and other.at and first.at != other.at):
                two = f"{_shown(first)} (/events/{first_index}) and {_shown(other)}"
                message = f"{kind} has two dates, {two}: keep the right one, or say of which denial each is"
                raise FactsError("contradicting_events", message, f"/events/{index}")
    for earlier, later in IN_ORDER:
        if earlier not in by_kind or later not in by_kind:
            continue
        _check_order(earlier, by_kind[earlier], later, by_kind[later])
        for decision in {m.decision for _, m in by_kind[earlier] if m.decision is not None}:
            same = [[e for e in by_kind[kind] if e[1].decision == decision] for kind in (earlier, later)]
            if all(same):
                _check_order(earlier, same[0], later, same[1])


def _check_order(
    earlier: str, first: list[tuple[int, Moment]], later: str, second: list[tuple[int, Moment]]
) -> None:
    """Raise FactsError where even the last event of the kind `later` comes before the first of the kind `earlier`."""
    begun_index, begun = min(first, key=lambda entry: order(entry[1]))
    index, ended = max(second, key=lambda entry: order(entry[1]))
    if _is_before(ended, begun):
        message = (
            f"{later} on {_shown(ended)} is before {earlier} on {_shown(begun)} (/events/{begun_index}): "
            "correct one of the two"
        )
        raise FactsError("contradicting_events", message, f"/events/{index}")


def _of_two_decisions(one: Moment, other: Moment) -> bool:
    """Whether each is about a denial of its own. Of one that names none, it is not known."""
    return one.decision is not None and other.decision is not None and one.decision != other.decision


def _is_before(one: Moment, other: Moment) -> bool:
    if one.at is not None and other.at is not None:
        return one.at < other.at
    return one.on < other.on


def _shown(moment: Moment) -> str:
    return moment.at.isoformat() if moment.at else moment.on.isoformat()


def _each_once(ordered: list[Moment]) -> list[Moment]:
    """One event for each denial; a report that names no denial says nothing more where another does."""
    reports: dict[str | None, list[Moment]] = defaultdict(list)
    for moment in ordered:
        reports[moment.decision].append(moment)
    if len(reports) > 1:
        reports.pop(None, None)
    return sorted(map(_best_known, reports.values()), key=order)


def _best_known(same: list[Moment]) -> Moment:
    """Of several reports of one event, the one with the hour, else the one with a proof, else the first."""
    return max(same, key=lambda moment: (moment.at is not None, moment.proof is not None))


def _is_planned(moment: Moment, as_of: date | datetime | None) -> bool:
    if as_of is None:
        return False
    if isinstance(as_of, datetime):
        if moment.at is not None:
            return moment.at > as_of
        zone = zone_of(moment.zone) if moment.zone else as_of.tzinfo
        return moment.on > as_of.astimezone(zone).date()
    return moment.on > as_of
