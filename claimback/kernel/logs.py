"""One JSON line per log record, with identifiers and nothing of a client.

Messages of ours are texts with ids in them, and are printed as they are. A library's message is printed without what
was put into it, and an error, ours or not, without its message: both quote what somebody typed. What is left says
which kind of error it was, where it was raised, and for a refusal of PostgreSQL's its code and constraint.
Imports nothing of Django: gunicorn's own process writes its lines by this too.
"""

import logging
import re
import traceback
from collections.abc import Mapping
from contextvars import ContextVar, Token
from http import HTTPStatus
from typing import Any, Final

import orjson

OURS: Final = frozenset({"claimback", "cases", "deadlines", "letters"})
"""The packages whose messages are printed whole."""

_OF_THE_CODE: Final = frozenset(
    {
        "builtins.ImportError",
        "builtins.ModuleNotFoundError",
        "builtins.NameError",
        "django.core.exceptions.ImproperlyConfigured",
    }
)
"""Errors that quote the code or how the installation is set up, and nothing that came in: these say their message."""

_QUOTED: Final = re.compile(r"""'[^']*'|"[^"]*"|\S+@\S+""")
_LEFT_OUT: Final = "…"

_whole: ContextVar[dict[str, str] | None] = ContextVar("log_ids", default=None)


def begin(**ids: str) -> Token[dict[str, str] | None]:
    """From here on every line of this request or task bears these ids, and those that `note` adds, until `end`."""
    return _whole.set(ids)


def end(token: Token[dict[str, str] | None]) -> None:
    """The request or task that `begin` answered with this token is over."""
    _whole.reset(token)


def note(**ids: object) -> None:
    """Whom the request or task under way is about, now that it is known. The first of each name stays."""
    whole = _whole.get()
    if whole is not None:
        for name, value in ids.items():
            if value is not None and name not in whole:
                whole[name] = str(value)


def ids_now() -> Mapping[str, str]:
    """The ids of the request or task under way; none outside one."""
    return _whole.get() or {}


def ids_of(record: logging.LogRecord) -> dict[str, str]:
    """The ids that a line bears: of its request or task, of the scope that is open, and of the message itself."""
    ids = dict(ids_now())
    for more in (getattr(record, "scope_ids", None), getattr(record, "ids", None)):
        if more:
            ids.update((name, str(value)) for name, value in more.items())
    return ids


def message_of(record: logging.LogRecord) -> str:
    """The message without anything that a library put into it."""
    if record.name.partition(".")[0] in OURS:
        return record.getMessage()
    status = getattr(record, "status_code", None)
    if status and record.name == "django.request":  # its message is the path
        return HTTPStatus(status).phrase
    text = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
    by_celery = record.name.partition(".")[0] == "celery"  # its tasks take ids alone
    if not record.args:
        return text if by_celery else _QUOTED.sub(_LEFT_OUT, text)
    try:
        return str(text % _harmless(record.args, by_celery))
    except (TypeError, ValueError, KeyError):
        return text


def _harmless(arguments: Any, words: bool) -> Any:
    """What a message is filled with: numbers, the kinds of errors, and where `words` holds text; nothing else."""
    if isinstance(arguments, Mapping):
        return {name: _harmless(value, words) for name, value in arguments.items()}
    if isinstance(arguments, tuple):
        return tuple(_harmless(value, words) for value in arguments)
    if isinstance(arguments, BaseException):
        return type(arguments).__name__
    if isinstance(arguments, int | float) or (words and isinstance(arguments, str)):
        return arguments
    return _LEFT_OUT


def traceback_of(error: BaseException) -> str:
    """Where the error was raised, and those that it came of, the first of them first: kinds and places, no values."""
    chain: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and at not in chain:
        chain.append(at)
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    return "\n".join(
        "".join(traceback.format_tb(part.__traceback__)) + kind_of(part) for part in reversed(chain)
    )


def kind_of(error: BaseException) -> str:
    """The error's class, and what of it is certain to be no value: a code, a constraint, a table, a column.

    Of an error of the code or of how the installation is set up, its message too.
    """
    facts = {"errno": getattr(error, "errno", None), "sqlstate": getattr(error, "sqlstate", None)}
    diagnosis = getattr(error, "diag", None)
    for name in ("constraint_name", "table_name", "column_name"):
        facts[name] = getattr(diagnosis, name, None)
    named = ", ".join(f"{name}={value}" for name, value in facts.items() if value)
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    return kind + (f" ({named})" if named else "") + (f": {error}" if kind in _OF_THE_CODE else "")


class JsonFormatter(logging.Formatter):
    """The record as JSON: time, level, logger, message, what `extra={"facts": {...}}` adds, ids and a traceback.

    Ids of the message are given as `extra={"ids": {...}}`.
    """

    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03d"

    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON."""
        line: dict[str, object] = {
            "at": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "message": message_of(record),
            **getattr(record, "facts", {}),
        }
        if ids := ids_of(record):
            line["ids"] = ids
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            line["traceback"] = traceback_of(error)
        return orjson.dumps(line, default=str).decode()
