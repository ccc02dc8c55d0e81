"""A letter's facts as JSON and back, to show what a letter was made from. Sealed numbers are kept masked."""

from collections.abc import Iterable
from dataclasses import asdict, fields, is_dataclass
from datetime import date, time
from decimal import Decimal
from functools import cache
from typing import Any, get_args, get_type_hints

from claimback.vault.kinds import HIDDEN, last_four
from letters.writing.facts import LetterFacts
from letters.writing.particulars import Particular, particulars_to_json, read_particulars

_SEALED = (("case", "member_id"), ("case", "group_number"), ("policy", "number"))


def facts_to_json(facts: LetterFacts) -> dict[str, Any]:
    """The facts as plain JSON values: dates in ISO, sums as text, tuples as lists, what is not known as null, sealed
    numbers masked, particulars as their author gave them."""
    plain: dict[str, Any] = _plain(asdict(facts)) | {"particulars": particulars_to_json(facts.particulars)}
    for part, name in _SEALED:
        if number := plain[part][name]:
            plain[part][name] = number if number.startswith(HIDDEN) else last_four(number)
    return plain


def facts_from_json(data: dict[str, Any], particulars: Iterable[Particular] = ()) -> LetterFacts:
    """The facts that `facts_to_json` wrote, for a letter that asks for `particulars`. Raises KeyError for a field that
    is not there."""
    given = read_particulars(particulars, data["particulars"])
    facts: LetterFacts = made(LetterFacts, {**data, "particulars": given})
    return facts


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date | time) else value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def made(hint: Any, value: Any) -> Any:
    """`value` as the type that `hint` names: a dataclass, a tuple, a date, a time, a sum; each may be None."""
    kinds = (hint, *get_args(hint))
    if isinstance(value, list):
        return tuple(made(get_args(hint)[0], part) for part in value)
    kind = next((kind for kind in kinds if is_dataclass(kind) and isinstance(kind, type)), None)
    if kind is not None and isinstance(value, dict):
        hints = _hints(kind)
        return kind(**{field.name: made(hints[field.name], value[field.name]) for field in fields(kind)})
    if isinstance(value, str):
        read = next((read for read in _READ if read in kinds), None)
        return _READ[read](value) if read else value
    return value


_READ: dict[Any, Any] = {date: date.fromisoformat, time: time.fromisoformat, Decimal: Decimal}
