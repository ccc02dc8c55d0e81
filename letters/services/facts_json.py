"""A letter's facts as JSON and back, to show what a letter was made from. Sealed numbers are kept masked."""

from dataclasses import asdict, fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, get_args, get_type_hints

from claimback.vault.kinds import HIDDEN, last_four
from letters.writing.facts import LetterFacts

_SEALED = ("member_id", "group_number")


def facts_to_json(facts: LetterFacts) -> dict[str, Any]:
    """The facts as plain JSON values: dates in ISO, tuples as lists, what is not known as null, numbers masked."""
    plain: dict[str, Any] = _plain(asdict(facts))
    for name in _SEALED:
        if number := plain["case"][name]:
            plain["case"][name] = number if number.startswith(HIDDEN) else last_four(number)
    return plain


def facts_from_json(data: dict[str, Any]) -> LetterFacts:
    """The facts that `facts_to_json` wrote. Raises KeyError for a field that is not there."""
    made: LetterFacts = _made(LetterFacts, data)
    return made


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _made(hint: Any, value: Any) -> Any:
    """`value` as the type that `hint` names: a dataclass, a tuple, a date or itself, and each may be None."""
    if is_dataclass(hint) and isinstance(hint, type):
        hints = _hints(hint)
        return hint(**{field.name: _made(hints[field.name], value[field.name]) for field in fields(hint)})
    if isinstance(value, list):
        return tuple(_made(get_args(hint)[0], part) for part in value)
    if value is not None and date in (hint, *get_args(hint)):
        return date.fromisoformat(value)
    return value
