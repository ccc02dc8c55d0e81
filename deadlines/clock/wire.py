"""JSON in and out of the clock, exactly as the `clock` command's contract has it. No computing here."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any, Final

from cases.vocabulary import EVENT_KINDS
from deadlines.clock.answer import Answer, ComputedDeadline, Remedy
from deadlines.clock.calendars import Closure, has_calendar
from deadlines.clock.events import ClockEvent, ClockFacts, FactsError, PolicyPeriod, pointer_token
from deadlines.clock.timeline import zone_of
from deadlines.law.contract import UNNUMBERED, provision_citation

FIELDS: Final[frozenset[str]] = frozenset(
    {
        "line_of_business",
        "plan_type",
        "jurisdiction",
        "contract_date",
        "loss_date",
        "policy",
        "facts",
        "events",
        "as_of",
        "closures",
    }
)
CLOSURE_FIELDS: Final[frozenset[str]] = frozenset({"on", "name", "jurisdiction", "closed", "source"})
EVENT_FIELDS: Final[frozenset[str]] = frozenset(
    {"kind", "on", "at", "time_zone", "proof", "ref", "decision", "part"}
)
NUMBERED: Final[tuple[str, ...]] = ("hours", "calendar_days", "business_days", "months", "years")
POLICY_UNITS: Final[tuple[str, ...]] = (*NUMBERED, *UNNUMBERED)


def facts_from_json(data: object) -> ClockFacts:
    """Facts from one decoded JSON object.

    Dates are ISO dates, instants RFC 3339; an `at` without offset is the wall clock of its `time_zone`. A state may
    be given as TX or US-TX. Raises FactsError with a JSON pointer for a field that is missing, unknown or malformed.
    """
    if not isinstance(data, Mapping):
        raise FactsError("not_an_object", "facts must be one JSON object", "")
    _refuse_unknown(data, FIELDS, "")
    events = data.get("events", [])
    if not isinstance(events, list):
        raise FactsError("wrong_type", "events must be a list of objects", "/events")
    return ClockFacts(
        line_of_business=_text(data, "line_of_business", ""),
        plan_type=_text(data, "plan_type", ""),
        jurisdiction=_jurisdiction(data),
        contract_date=_day(data, "contract_date", ""),
        loss_date=_day(data, "loss_date", ""),
        policy=_policy(data.get("policy")),
        facts=_facts(data.get("facts")),
        events=tuple(_event(event, f"/events/{index}") for index, event in enumerate(events)),
        as_of=_as_of(data.get("as_of")),
        closures=_closures(data.get("closures")),
    )


def answer_to_json(answer: Answer) -> dict[str, Any]:
    """The answer as JSON-ready data. `condition`, `needs`, `trigger_ref` and the like appear only where set."""
    return {
        "deadlines": [_deadline(row) for row in answer.deadlines],
        "not_applicable": [{"rule": item.rule, "why": item.why} for item in answer.not_applicable],
        "remedies": [_remedy(item) for item in answer.remedies],
        "not_given": [asdict(item) for item in answer.not_given],
    }


def error_to_json(error: FactsError) -> dict[str, Any]:
    """The answer to refused facts."""
    return {"error": {"code": error.code, "message": error.message, "pointer": error.pointer}}


def _deadline(row: ComputedDeadline) -> dict[str, Any]:
    data: dict[str, Any] = {
        "rule": row.rule,
        "rule_version": row.rule_version,
        "duty_of": row.duty_of,
        "act": row.act,
        "trigger": row.trigger,
        "satisfied_by": row.satisfied_by,
    }
    if row.due_at is not None:
        data["due_at"] = row.due_at.isoformat()
    else:
        data["due_on"] = row.due_on.isoformat() if row.due_on else None
    data["safe_on"] = row.safe_on.isoformat() if row.safe_on else None
    optional: dict[str, Any] = {
        "condition": row.condition,
        "needs": list(row.needs) or None,
        "trigger_ref": row.trigger_ref,
        "met_by_ref": row.met_by_ref,
        "part": row.part,
    }
    data.update({key: value for key, value in optional.items() if value is not None})
    data["state"] = row.state
    data["citation"] = row.citation
    data["checked"] = row.checked
    data["working"] = [{"step": s.step, "result": s.result, "why": s.why} for s in row.working]
    return data


def _remedy(item: Remedy) -> dict[str, Any]:
    """A remedy as the contract has it; what is empty is left out."""
    data = asdict(item) | {"from": item.opens_on, "until": item.until}
    del data["opens_on"]
    first = {
        key: data.pop(key) for key in ("rung", "kind", "title", "state", "from", "until", "why", "citation")
    }
    filled = {key: value for key, value in {**first, **data}.items() if value not in (None, "", ())}
    return {key: _plain(value) for key, value in filled.items()}


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _refuse_unknown(data: Mapping[str, Any], known: frozenset[str], pointer: str) -> None:
    for key in data:
        if key not in known:
            choices = ", ".join(sorted(known))
            raise FactsError(
                "unknown_field",
                f"{key!r} is not a field here: use {choices}",
                f"{pointer}/{pointer_token(key)}",
            )


def _text(data: Mapping[str, Any], key: str, pointer: str) -> str:
    value = data.get(key)
    if value is None or value == "":
        raise FactsError(
            "missing_field", f"{key} is missing: which law applies hangs on it", f"{pointer}/{key}"
        )
    if not isinstance(value, str):
        raise FactsError("wrong_type", f"{key} must be text", f"{pointer}/{key}")
    if not value.isprintable():
        raise FactsError("unprintable", f"{key} holds characters that can't be printed", f"{pointer}/{key}")
    return value


def _optional_text(data: Mapping[str, Any], key: str, pointer: str) -> str | None:
    return None if data.get(key) is None else _text(data, key, pointer)


def _jurisdiction(data: Mapping[str, Any], pointer: str = "") -> str:
    """Federal law alone where none is given."""
    if data.get("jurisdiction") is None:
        return "US"
    return _text(data, "jurisdiction", pointer).upper().removeprefix("US-")


def _day(data: Mapping[str, Any], key: str, pointer: str) -> date | None:
    value = data.get(key)
    if value is None:
        return None
    try:
        if not isinstance(value, str) or len(value) != len("2026-11-22"):
            raise ValueError(value)
        return date.fromisoformat(value)
    except ValueError as error:
        raise FactsError(
            "bad_date", f"{key} is not a date: write it as 2026-11-22", f"{pointer}/{key}"
        ) from error


def _as_of(value: object) -> date | datetime | None:
    if isinstance(value, str) and value[len("2026-11-22") :][:1] in ("T", "t"):
        return _instant(value, "/as_of", None)
    return _day({"as_of": value}, "as_of", "")


def _instant(value: object, pointer: str, time_zone: str | None) -> datetime:
    """An aware instant; a wall-clock time is read in `time_zone`, the earlier if it came twice."""
    try:
        if not isinstance(value, str) or "T" not in value.upper():
            raise ValueError(value)
        instant = datetime.fromisoformat(value)
    except ValueError as error:
        message = "not a time: write it as 2026-11-22T14:30:00-06:00"
        raise FactsError("bad_time", message, pointer) from error
    if instant.tzinfo is not None:
        return instant
    zone = zone_of(time_zone) if time_zone else None
    if zone is None:
        message = f"{value} is a time without a zone: add its offset, or a time_zone such as America/Chicago"
        raise FactsError("naive_datetime", message, pointer)
    local = instant.replace(tzinfo=zone)
    if local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != instant:
        message = f"{value} did not exist in {time_zone}: the clocks were put forward over it"
        raise FactsError("no_such_time", message, pointer)
    return local


def _event(data: object, pointer: str) -> ClockEvent:
    if not isinstance(data, Mapping):
        raise FactsError("wrong_type", "an event must be an object", pointer)
    _refuse_unknown(data, EVENT_FIELDS, pointer)
    kind = _text(data, "kind", pointer)
    time_zone = _optional_text(data, "time_zone", pointer)
    if time_zone is not None and zone_of(time_zone) is None:
        message = f"{time_zone!r} is not a time zone: use an IANA name such as America/Chicago"
        raise FactsError("unknown_time_zone", message, f"{pointer}/time_zone")
    at = data.get("at")
    return ClockEvent(
        kind=kind,
        on=_day(data, "on", pointer),
        at=None if at is None else _instant(at, f"{pointer}/at", time_zone),
        time_zone=time_zone,
        proof=_optional_text(data, "proof", pointer),
        ref=_optional_text(data, "ref", pointer),
        decision=_optional_text(data, "decision", pointer),
        part=_optional_text(data, "part", pointer),
    )


def _closures(data: object) -> tuple[Closure, ...]:
    """Days announced as closed or open: [{"on", "name", "jurisdiction"?, "closed"?, "source"?}]."""
    if data is None:
        return ()
    if not isinstance(data, list):
        raise FactsError("wrong_type", "closures must be a list of objects", "/closures")
    found = [_closure(each, f"/closures/{index}") for index, each in enumerate(data)]
    said: set[tuple[date, str]] = set()
    for index, closure in enumerate(found):
        if (closure.on, closure.jurisdiction) in said:
            message = f"{closure.on} is there twice for the same place: keep one of the two"
            raise FactsError("contradiction", message, f"/closures/{index}/on")
        said.add((closure.on, closure.jurisdiction))
    return tuple(found)


def _closure(data: object, pointer: str) -> Closure:
    if not isinstance(data, Mapping):
        raise FactsError("wrong_type", "a closure must be an object", pointer)
    _refuse_unknown(data, CLOSURE_FIELDS, pointer)
    on, closed = _day(data, "on", pointer), data.get("closed", True)
    for key in ("on", "name"):
        if not data.get(key):
            raise FactsError("missing_field", f"a closure needs its {key}", f"{pointer}/{key}")
    assert on is not None
    if not isinstance(closed, bool):
        raise FactsError("wrong_type", "closed must be true or false", f"{pointer}/closed")
    if not closed and on.weekday() >= 5:
        message = f"{on} is a {on:%A}: only a holiday can be said to be open"
        raise FactsError("open_weekend", message, f"{pointer}/on")
    place = "" if data.get("jurisdiction") is None else _jurisdiction(data, pointer)
    if place and not has_calendar(place):
        message = f"{place!r} is no place with a calendar: use a code such as TX, US or GBR-ENG"
        raise FactsError("unknown_jurisdiction", message, f"{pointer}/jurisdiction")
    return Closure(
        on=on,
        name=_text(data, "name", pointer),
        closed=closed,
        source=_optional_text(data, "source", pointer) or "",
        jurisdiction=place,
    )


def _facts(data: object) -> Mapping[str, Any]:
    if data is None:
        return {}
    if not isinstance(data, Mapping):
        raise FactsError("wrong_type", "facts must be an object", "/facts")
    for key, value in data.items():
        if value is not None and not isinstance(value, str | int | float | bool):
            raise FactsError(
                "wrong_type", f"{key!r} must be text, a number or true/false", f"/facts/{pointer_token(key)}"
            )
    return {key: value for key, value in data.items() if value is not None}


def _policy(data: object) -> Mapping[str, PolicyPeriod]:
    """The periods that the policy sets: {"n", "unit", "from"?, "kind"?, "label"?, "page"?}.

    Other provisions are no business of the clock.
    """
    if data is None:
        return {}
    if not isinstance(data, Mapping):
        raise FactsError("wrong_type", "policy must be an object", "/policy")
    periods: dict[str, PolicyPeriod] = {}
    for key, value in data.items():
        if not isinstance(value, Mapping) or "unit" not in value:
            continue
        n, unit = value.get("n"), value["unit"]
        if unit not in POLICY_UNITS:
            message = f"{key!r}: unit must be one of {', '.join(POLICY_UNITS)}"
            raise FactsError("bad_period", message, f"/policy/{pointer_token(key)}/unit")
        numbered = unit in NUMBERED
        if (n is not None or numbered) and (not isinstance(n, int) or isinstance(n, bool) or n < 1):
            raise FactsError(
                "bad_period", f"{key!r}: n must be a whole number from 1", f"/policy/{pointer_token(key)}/n"
            )
        if n is not None and not numbered:
            raise FactsError(
                "bad_period", f"{key!r}: a period that is {unit} has no n", f"/policy/{pointer_token(key)}/n"
            )
        start = value.get("from")
        if start is not None and start not in EVENT_KINDS:
            message = f"{key!r}: from must be a kind of event, such as proof_of_loss_received"
            raise FactsError("unknown_event_kind", message, f"/policy/{pointer_token(key)}/from")
        pointer = f"/policy/{pointer_token(key)}"
        kind = _optional_text(value, "kind", pointer) or ""
        periods[key] = PolicyPeriod(n, unit, start, kind, _where(value, pointer))
    return periods


def _where(provision: Mapping[str, Any], pointer: str) -> str:
    """Where the policy has it, as a citation; empty where nobody said."""
    label, page = _optional_text(provision, "label", pointer), provision.get("page")
    if page is not None and (not isinstance(page, int) or isinstance(page, bool) or page < 1):
        raise FactsError("wrong_type", "page must be a whole number from 1", f"{pointer}/page")
    return provision_citation(label, page) if label else ""
