"""JSON in and out by orjson: instants as RFC 3339 in UTC, dates as ISO, Decimal as text."""

from decimal import Decimal
from typing import Any, Final

import orjson
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer

BODY_LIMIT: Final = 12 * 2**20
"""Bytes that are read of a body: what is longer is not even looked at."""
_OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS


def _other(value: object) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, str | dict | list):  # subclasses: lazy strings, DRF's ReturnDict and ErrorDetail
        return value.copy() if not isinstance(value, str) else str(value)
    if type(value).__name__ == "__proxy__":  # a translatable string not yet rendered
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def dumps(value: object) -> bytes:
    """`value` as UTF-8 JSON. Raises TypeError for what has no JSON form."""
    return orjson.dumps(value, default=_other, option=_OPTIONS)


def loads(data: bytes | str) -> Any:
    """The value of JSON text. Raises ValueError."""
    return orjson.loads(data)


class JSONRenderer(BaseRenderer):
    """application/json, and application/problem+json where the response says so."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None
    ) -> bytes:
        """UTF-8 JSON; nothing for no content."""
        return b"" if data is None else dumps(data)


class JSONParser(BaseParser):
    """A JSON body. A NUL character is refused here: PostgreSQL's text cannot hold it."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """The parsed body. Raises ParseError with the remedy."""
        data = stream.read(BODY_LIMIT + 1)
        if len(data) > BODY_LIMIT:
            raise ParseError(
                f"A body has at most {BODY_LIMIT // 2**20} MiB. Send it in parts, and files as uploads."
            )
        if not data:
            return {}
        try:
            value = loads(data)
        except ValueError:
            raise ParseError("The body is not JSON. Send one JSON object in UTF-8.") from None
        if b"\\u0000" in data and "\x00" in str(value):
            raise ParseError("A text contains the character U+0000. Remove it.")
        return value
