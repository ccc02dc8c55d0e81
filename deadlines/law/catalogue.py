"""Reads the catalogue from YAML and refuses what is uncited, misspelt, duplicate or overlapping.

The shapes are in `model`, the grammar in `schema.json`; what a grammar can't say is checked here.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import product
from typing import Any

from cases.vocabulary import EVENT_KINDS, JURISDICTIONS, LINES_OF_BUSINESS, PLAN_TYPES
from deadlines.law.checks import CatalogueError as CatalogueError
from deadlines.law.checks import check_words, checked_of, conditions_of, date_of, effective_of
from deadlines.law.files import document_of, texts_of
from deadlines.law.model import (
    NUMBERED_UNITS,
    STOPPABLE,
    Catalogue,
    Counting,
    Effective,
    Extension,
    Implied,
    Leg,
    MoneyRemedy,
    Period,
    Rule,
    Tolling,
    Trigger,
)
from deadlines.law.remedies import money_remedy


@cache
def load_catalogue() -> Catalogue:
    """The catalogue that ships with the project, read once.

    Raises CatalogueError if a file is unsound.
    """
    return parse_catalogue(texts_of("clocks"))


@cache
def load_implied() -> Catalogue:
    """What plan types imply, without the rules: for whoever asks nothing else, in a fraction of the time.

    Raises CatalogueError for an unsound file.
    """
    found: list[Implied] = []
    for name, text in texts_of("clocks").items():
        if "implied_facts:" in text:
            found.extend(_implied(name, document_of(name, text, "schema.json")["implied_facts"]))
    return Catalogue(rules=(), implied=tuple(found))


@cache
def rules_by_version() -> Mapping[tuple[str, int], Rule]:
    """Every version of every rule that ships, by its id and number. Raises CatalogueError."""
    return {(rule.id, rule.version): rule for rule in load_catalogue().rules}


def parse_catalogue(files: Mapping[str, str]) -> Catalogue:
    """A catalogue from file names and their YAML text.

    Raises CatalogueError, naming file, rule and remedy, at the first rule that can't be trusted.
    """
    rules: list[tuple[str, Rule]] = []
    implied: list[tuple[str, Implied]] = []
    for name, text in files.items():
        document = document_of(name, text, "schema.json")
        implied.extend((name, item) for item in _implied(name, document.get("implied_facts", [])))
        defaults = document.get("defaults", {})
        for raw in document["rules"]:
            merged = {**defaults, **raw}
            if "when" in document:
                merged["when"] = {**document["when"], **raw.get("when", {})}
            _check_complete(name, merged)
            rules.append((name, _rule(name, document["body"], merged)))
    _check_versions(rules)
    _check_references(rules)
    _check_implied(implied)
    return Catalogue(rules=tuple(rule for _, rule in rules), implied=tuple(item for _, item in implied))


def _check_complete(name: str, raw: Mapping[str, Any]) -> None:
    """What every rule must have once the file's defaults are filled in."""
    required = ("jurisdiction", "version", "lines", "plan_types", "satisfied_by", "checked")
    for field in required:
        if field not in raw:
            raise CatalogueError(
                name, raw["id"], f"{field} is missing", "Give it in the rule or in defaults."
            )


def _rule(name: str, body: str, raw: Mapping[str, Any]) -> Rule:
    rule_id = raw["id"]
    trigger = _trigger(name, rule_id, raw)
    satisfied_events = tuple(raw.get("satisfied_events", ()))
    check_words(name, rule_id, "kind of event", satisfied_events, EVENT_KINDS)
    check_words(name, rule_id, "plan type", raw["plan_types"], PLAN_TYPES)
    check_words(name, rule_id, "line of business", raw["lines"], LINES_OF_BUSINESS)
    check_words(name, rule_id, "jurisdiction", [raw["jurisdiction"]], JURISDICTIONS)
    check_words(name, rule_id, "jurisdiction", raw.get("except_in", ()), JURISDICTIONS)
    counting = Counting(**raw.get("counting", {}))
    if counting.careful_from_letter and not trigger.stand_ins:
        problem = "a safe date from the letter's own date, of a rule that names no letter"
        raise CatalogueError(name, rule_id, problem, "Name the letter in trigger/stand_ins.")
    return Rule(
        id=rule_id,
        version=raw["version"],
        jurisdiction=raw["jurisdiction"],
        lines=tuple(raw["lines"]),
        plan_types=tuple(raw["plan_types"]),
        duty_of=raw["duty_of"],
        act=raw["act"],
        trigger=trigger,
        period=_period(name, rule_id, raw["period"]),
        counting=counting,
        satisfied_by=raw["satisfied_by"],
        satisfied_events=satisfied_events,
        extension=_extension(name, rule_id, raw),
        tolling=tuple(_tolling(name, rule_id, raw, span) for span in raw.get("tolling", ())),
        later_of=raw.get("later_of"),
        earlier_of=raw.get("earlier_of"),
        consequence=raw.get("consequence", ""),
        when=conditions_of(name, rule_id, raw.get("when", {})),
        effective=effective_of(name, rule_id, raw.get("effective")),
        citation=raw["citation"],
        paraphrase=raw["paraphrase"],
        checked=checked_of(name, rule_id, raw["checked"]),
        note=raw.get("note", ""),
        body=body,
        importance=raw.get("importance"),
        remedy=tuple(_remedy(name, rule_id, item) for item in raw.get("remedy", ())),
        except_in=tuple(raw.get("except_in", ())),
    )


def _trigger(name: str, rule_id: str, raw: Mapping[str, Any]) -> Trigger:
    given = raw["trigger"]
    lists = {key: tuple(given.get(key, ())) for key in ("also", "or_earlier", "stand_ins", "together_with")}
    trigger = Trigger(event=given["event"], end_of=given.get("end_of"), which=given.get("which"), **lists)
    kinds = (*trigger.kinds, *trigger.stand_ins, *trigger.together_with)
    check_words(name, rule_id, "kind of event", kinds, EVENT_KINDS)
    if trigger.together_with and (trigger.also or trigger.stand_ins):
        problem = "together_with beside also or stand_ins"
        raise CatalogueError(name, rule_id, problem, "Give the rule one trigger, or make two rules of it.")
    return trigger


def _period(name: str, rule: str, raw: Mapping[str, Any]) -> Period:
    legs = {leg: Leg(**raw[leg]) if leg in raw else None for leg in ("wait", "then")}
    period = Period(**{"n": None, **raw, **legs})
    if period.unit in NUMBERED_UNITS and period.n is None:
        raise CatalogueError(
            name, rule, f"a period in {period.unit} has no number", "Give n, or use 'event'."
        )
    if period.unit not in NUMBERED_UNITS and period.n is not None:
        raise CatalogueError(
            name,
            rule,
            f"a number ({period.n}) on a period that is {period.unit!r}",
            "The law gives none: remove n.",
        )
    if period.at_hour is not None and period.unit not in ("calendar_days", "business_days"):
        problem = f"an hour of the last day of a period in {period.unit}"
        raise CatalogueError(name, rule, problem, "Count it in calendar_days or business_days.")
    if period.then is not None and (period.unit not in ("calendar_days", "business_days") or period.wait):
        problem = f"days that follow a period in {period.unit}" + (" with a wait" if period.wait else "")
        raise CatalogueError(name, rule, problem, "Count the period in calendar_days or business_days alone.")
    return period


def _extension(name: str, rule: str, raw: Mapping[str, Any]) -> Extension | None:
    if "extension" not in raw:
        return None
    extension = Extension(**{"times": None, **raw["extension"]})
    check_words(name, rule, "kind of event", (extension.notice_sent, extension.notice_received), EVENT_KINDS)
    of = raw["period"]
    by_hours = of["unit"] == "hours"
    fits = extension.unit in ("hours", "calendar_days") if by_hours else extension.unit != "hours"
    if "then" in of or not fits or (by_hours and extension.counted == "from_notice"):
        problem = f"an extension in {extension.unit}, {extension.counted}, of a period in {of['unit']}"
        remedy = "Hours take hours or calendar_days from their end, days no hours, a period with then no extension."
        raise CatalogueError(name, rule, problem, remedy)
    return extension


def _tolling(name: str, rule: str, raw: Mapping[str, Any], span: Mapping[str, Any]) -> Tolling:
    start, until = tuple(span.get("from", ())), tuple(span.get("until", ()))
    check_words(name, rule, "kind of event", (*start, *until), EVENT_KINDS)
    unit = raw["period"]["unit"]
    legs = [leg for leg in ("wait", "then") if leg in raw["period"]]
    if legs or (unit not in STOPPABLE and "from_policy" not in raw["period"]):
        problem = f"tolling of a period in {unit}" + "".join(f" with {leg}" for leg in legs)
        remedy = f"Only {', '.join(STOPPABLE)} can stand still, without wait or then."
        raise CatalogueError(name, rule, problem, remedy)
    if "extension" in raw and raw["duty_of"] == "ours" and not span.get("certain", True):
        problem = "a standstill in doubt beside an extension of our own time"
        raise CatalogueError(name, rule, problem, "The safe date would trust it: make two rules of them.")
    if not start and "dates" not in span and "extension" not in raw:
        problem = "tolling that begins with an extension, of a rule without one"
        raise CatalogueError(name, rule, problem, "Give from or dates, or the extension.")
    dates = None
    if "dates" in span:
        dates = (date_of(name, rule, span["dates"]["from"]), date_of(name, rule, span["dates"]["to"]))
        if dates[1] < dates[0]:
            problem = f"tolling from {dates[0]} to {dates[1]}"
            raise CatalogueError(name, rule, problem, "Put the earlier date in from.")
    return Tolling(
        citation=span["citation"],
        start=start,
        until=until,
        days=span.get("days"),
        dates=dates,
        when=conditions_of(name, rule, span.get("when", {})),
        certain=span.get("certain", True),
    )


def _remedy(name: str, rule: str, raw: Mapping[str, Any]) -> MoneyRemedy:
    when = conditions_of(name, rule, raw.get("when", {}))
    try:
        return money_remedy({**raw, "when": when})
    except ValueError as error:
        raise CatalogueError(name, rule, str(error), "See deadlines/law/model.py, MoneyRemedy.") from error


def _implied(name: str, raw: list[Mapping[str, Any]]) -> list[Implied]:
    items: list[Implied] = []
    for entry in raw:
        where = f"implied fact {entry['fact']}"
        places: Sequence[str | None] = entry.get("jurisdictions", [None])
        check_words(name, where, "plan type", entry["plan_types"], PLAN_TYPES)
        check_words(name, where, "jurisdiction", [place for place in places if place], JURISDICTIONS)
        conditions_of(name, where, {entry["fact"]: [entry["value"]]})
        items.extend(
            Implied(
                plan_type,
                entry["fact"],
                entry["value"],
                entry["citation"],
                jurisdiction=place,
                presumed=entry.get("presumed", False),
            )
            for plan_type, place in product(entry["plan_types"], places)
        )
    return items


def _check_implied(items: Iterable[tuple[str, Implied]]) -> None:
    """No fact settled twice for one plan type in one place."""
    settled: dict[tuple[str, str], set[str | None]] = defaultdict(set)
    for file, item in items:
        places = settled[item.plan_type, item.fact]
        if item.jurisdiction in places or (places and (item.jurisdiction is None or None in places)):
            problem = f"it is settled twice for {item.plan_type}"
            raise CatalogueError(file, f"implied fact {item.fact}", problem, "Keep one.")
        places.add(item.jurisdiction)


def _check_versions(rules: list[tuple[str, Rule]]) -> None:
    """No (id, version) twice, and no two versions of one id in force for the same date."""
    by_id: dict[str, list[tuple[str, Rule]]] = defaultdict(list)
    for file, rule in rules:
        for _, other in by_id[rule.id]:
            if other.version == rule.version:
                remedy = "Give the later text the next version and an effective date."
                raise CatalogueError(file, rule.id, f"version {rule.version} appears twice", remedy)
            if _overlap(rule.effective, other.effective):
                problem = f"versions {other.version} and {rule.version} are in force at the same time"
                raise CatalogueError(
                    file, rule.id, problem, "End the earlier version the day before the later."
                )
        by_id[rule.id].append((file, rule))


def _overlap(one: Effective | None, other: Effective | None) -> bool:
    first, second = one or Effective((), None, None), other or Effective((), None, None)
    return (first.start or date.min) <= (second.end or date.max) and (second.start or date.min) <= (
        first.end or date.max
    )


def _check_references(rules: list[tuple[str, Rule]]) -> None:
    by_id = {rule.id: rule for _, rule in rules}
    for file, rule in rules:
        for field, other in (
            ("later_of", rule.later_of),
            ("earlier_of", rule.earlier_of),
            ("trigger/end_of", rule.trigger.end_of),
        ):
            if other is not None and (other not in by_id or other == rule.id):
                raise CatalogueError(
                    file, rule.id, f"{field} names {other!r}", "Name another rule that exists."
                )
        if rule.trigger.end_of is not None and by_id[rule.trigger.end_of].trigger.end_of is not None:
            problem = (
                f"trigger/end_of names {rule.trigger.end_of!r}, which hangs on another rule's end itself"
            )
            raise CatalogueError(file, rule.id, problem, "Name the rule at the beginning of the chain.")
