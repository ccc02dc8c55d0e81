"""Reading a request's body by a serializer: once made, its reader is shared, and a plain body is read without detours.

A body is plain where each value has the very type that its field wants. It is then read here, field by field, by what
REST framework would come to in the end; anything else is left to REST framework itself, so that what is refused, and
in which words, is its answer alone.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError as DjangoValidationError
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from rest_framework.exceptions import ValidationError
from rest_framework.fields import SkipField, empty
from rest_framework.serializers import (
    CharField,
    ChoiceField,
    Field,
    ListField,
    ListSerializer,
    Serializer,
    UUIDField,
)
from rest_framework.validators import ProhibitSurrogateCharactersValidator

from claimback.kernel.errors import FieldProblem, Invalid
from claimback.kernel.fields import InstantField

_DONE_BY_THE_PARSER: Final = (ProhibitNullCharactersValidator, ProhibitSurrogateCharactersValidator)
_RULES: Final = ("run_validation", "to_internal_value", "run_validators", "validate")
_NOT_PLAIN: Final = (
    ValueError,
    LookupError,
    OverflowError,
    ValidationError,
    DjangoValidationError,
    SkipField,
)

Names = Mapping[str, "Names | None"]
"""The fields that a body knows; under one that holds objects, theirs."""

Read = Callable[[Any], Any]
"""Reads one value. Raises one of `_NOT_PLAIN` for what it leaves to REST framework."""


def read_body(serializer: type[Serializer[Any]], body: object, *, partial: bool = False) -> dict[str, Any]:
    """The body as the serializer validates it. Raises Invalid; a field that is not known is one too."""
    if not isinstance(body, dict):
        raise Invalid("Send one JSON object.")
    reader, known, fields = _reader(serializer, partial)
    unknown = list(_unknown(body, known))
    if unknown:
        name, siblings = unknown[0]
        raise Invalid(
            f"There is no field {name[1:]}. Known: {', '.join(sorted(siblings))}.",
            errors=[FieldProblem(name, "unknown_field", "Remove it.") for name, _ in unknown],
        )
    found = _read_plainly(fields, body) if fields is not None else None
    return dict(reader.run_validation(body)) if found is None else found


@cache
def _reader(
    serializer: type[Serializer[Any]], partial: bool
) -> tuple[Serializer[Any], Names, "Sequence[_PlainField] | None"]:
    """The one reader of a kind of body, the names that it knows, and how to read a plain one.

    It keeps nothing of what it reads, so that requests share it: to make its fields anew would cost more than to
    read a body by them.
    """
    reader = serializer(partial=partial)
    for item in reader.fields.values():
        item.validators = [check for check in item.validators if not isinstance(check, _DONE_BY_THE_PARSER)]
    return reader, _names(reader), _plain_fields(reader)


def _names(reader: Serializer[Any]) -> Names:
    known: dict[str, Names | None] = {}
    for name, item in reader.fields.items():
        inner = item.child if isinstance(item, ListField | ListSerializer) else item
        if not item.read_only:
            known[name] = _names(inner) if isinstance(inner, Serializer) else None
    return known


def _unknown(body: Mapping[str, Any], known: Names, at: str = "") -> Iterator[tuple[str, Names]]:
    """Pointers to the fields that are not known, at any depth, with those that are known there."""
    for name, value in body.items():
        if name not in known:
            yield f"{at}/{name}", known
        elif (inner := known[name]) is not None:
            parts = enumerate(value) if isinstance(value, list) else [("", value)]
            for place, part in parts:
                if isinstance(part, dict):
                    yield from _unknown(part, inner, f"{at}/{name}/{place}".rstrip("/"))


@dataclass(frozen=True, slots=True)
class _PlainField:
    """One field of a plain body: whether it may be left out, whether it may be null, and how it is read."""

    name: str
    optional: bool
    nullable: bool
    read: Read


def _read_plainly(fields: Sequence[_PlainField], body: Mapping[str, Any]) -> dict[str, Any] | None:
    """The body's values; None where it is not plain."""
    found: dict[str, Any] = {}
    try:
        for item in fields:
            value = body.get(item.name, empty)
            if value is empty:
                if not item.optional:
                    return None
            elif value is None:
                if not item.nullable:
                    return None
                found[item.name] = None
            else:
                found[item.name] = item.read(value)
    except _NOT_PLAIN:
        return None
    return found


def _plain_fields(reader: Serializer[Any]) -> Sequence[_PlainField] | None:
    """How to read a plain body; None for a serializer with rules beyond those of its fields."""
    if any(getattr(type(reader), name) is not getattr(Serializer, name) for name in _RULES):
        return None
    writable = {name: item for name, item in reader.fields.items() if not item.read_only}
    renamed = any(item.source != name for name, item in writable.items())
    if renamed or reader.validators or any(hasattr(reader, f"validate_{name}") for name in writable):
        return None
    return [
        _PlainField(
            name,
            optional=(reader.partial or not item.required) and item.default is empty,
            nullable=item.allow_null,
            read=_read_of(item),
        )
        for name, item in writable.items()
    ]


def _read_of(item: Field[Any, Any, Any, Any]) -> Read:
    """How a plain value of this field is read; a field of another kind reads by itself."""
    if type(item) is CharField:
        limits = [check.limit_value for check in item.validators if type(check) is MaxLengthValidator]
        return _text(item, limits) if len(limits) == len(item.validators) else item.run_validation
    if not item.validators:
        if type(item) is UUIDField:
            return _uuid
        if type(item) is InstantField:
            return _instant
        if type(item) is ChoiceField:
            return _choice(item)
    return item.run_validation


def _text(item: CharField, limits: Sequence[Any]) -> Read:
    longest = min(limits, default=sys.maxsize)

    def read(value: Any) -> str:
        if type(value) is not str:
            raise ValueError
        text = value.strip() if item.trim_whitespace else value
        if len(text) > longest or not (text.strip() or item.allow_blank):
            raise ValueError
        return text

    return read


def _choice(item: ChoiceField) -> Read:
    values = item.choice_strings_to_values

    def read(value: Any) -> Any:
        if type(value) is not str:
            raise ValueError
        return values[value]

    return read


def _uuid(value: Any) -> UUID:
    if type(value) is not str:
        raise ValueError
    return UUID(value)


def _instant(value: Any) -> datetime:
    if type(value) is not str:
        raise ValueError
    instant = datetime.fromisoformat(value)
    if instant.utcoffset() is None:
        raise ValueError
    return instant.astimezone(UTC)
