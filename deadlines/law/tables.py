"""The catalogue for reading: a rule as JSON-ready data, and the coverage by jurisdiction and line."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from decimal import Decimal
from typing import Any, Final

from cases.vocabulary import JURISDICTIONS, LINES_OF_BUSINESS
from deadlines.law.model import Catalogue, MoneyRemedy, Rule, Tolling

GRADES: Final = ("primary", "secondary", "unchecked")


def rule_to_json(rule: Rule) -> dict[str, Any]:
    """Every field of a rule; empty ones left out."""
    data: dict[str, Any] = {
        "id": rule.id,
        "version": rule.version,
        "body": rule.body,
        "jurisdiction": rule.jurisdiction,
        "except_in": list(rule.except_in),
        "lines": list(rule.lines),
        "plan_types": list(rule.plan_types),
        "duty_of": rule.duty_of,
        "act": rule.act,
        "trigger": _filled({key: _plain(value) for key, value in asdict(rule.trigger).items()}),
        "period": _filled(asdict(rule.period)),
        "counting": asdict(rule.counting),
        "satisfied_by": rule.satisfied_by,
        "satisfied_events": list(rule.satisfied_events),
        "when": {fact: list(values) for fact, values in rule.when},
        "effective": _effective(rule),
        "extension": _extension(rule),
        "tolling": [_tolling(span) for span in rule.tolling],
        "later_of": rule.later_of,
        "earlier_of": rule.earlier_of,
        "consequence": rule.consequence,
        "importance": rule.importance,
        "remedy": [_remedy(item) for item in rule.remedy],
        "citation": rule.citation,
        "paraphrase": rule.paraphrase,
        "checked": rule.checked.grade,
        "checked_on": rule.checked.on.isoformat(),
        "checked_against": rule.checked.source,
        "note": rule.note,
    }
    return _filled(data)


def coverage(catalogue: Catalogue) -> list[dict[str, Any]]:
    """One row for each jurisdiction and line, empty ones too: its own rules, and how many were checked how far.

    What federal law adds in a state is counted at US alone.
    """
    counts: Counter[tuple[str, str, str]] = Counter(
        (rule.jurisdiction, line, rule.checked.grade) for rule in catalogue.rules for line in rule.lines
    )
    rows: list[dict[str, Any]] = []
    for jurisdiction in JURISDICTIONS:
        for line in LINES_OF_BUSINESS:
            grades = {grade: counts[(jurisdiction, line, grade)] for grade in GRADES}
            rows.append(
                {
                    "jurisdiction": jurisdiction,
                    "line_of_business": line,
                    "rules": sum(grades.values()),
                    **grades,
                }
            )
    return rows


def sources(rules: Iterable[Rule]) -> list[str]:
    """The texts that the rules were checked against, each once, in order."""
    return list(dict.fromkeys(rule.checked.source for rule in rules))


def _filled(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value not in (None, "", [], {}, False)}


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _effective(rule: Rule) -> dict[str, Any] | None:
    if rule.effective is None:
        return None
    start, end = rule.effective.start, rule.effective.end
    return _filled(
        {
            "by": list(rule.effective.by),
            "from": start.isoformat() if start else None,
            "to": end.isoformat() if end else None,
        }
    )


def _extension(rule: Rule) -> dict[str, Any] | None:
    if rule.extension is None:
        return None
    own = asdict(rule.extension)
    return {"notice": own.pop("notice_sent"), **{k: v for k, v in own.items() if k != "notice_received"}}


def _tolling(span: Tolling) -> dict[str, Any]:
    data = {
        "from": list(span.start),
        "until": list(span.until),
        "days": span.days,
        "dates": [day.isoformat() for day in span.dates or ()],
        "when": {fact: list(values) for fact, values in span.when},
        "citation": span.citation,
    }
    return {**_filled(data), "certain": span.certain}


def _remedy(remedy: MoneyRemedy) -> dict[str, Any]:
    data = {key: str(v) if isinstance(v, Decimal) else v for key, v in asdict(remedy).items()}
    return _filled(data | {"when": {fact: list(values) for fact, values in remedy.when}})
