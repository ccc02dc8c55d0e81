"""One JSON line per log record, with identifiers and no client data: messages are ours, arguments are ids."""

import logging

from claimback.kernel import json


class JsonFormatter(logging.Formatter):
    """The record as JSON: time, level, logger, message, and the ids given as `extra={"ids": {...}}`."""

    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON; a traceback is a field of it."""
        line: dict[str, object] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        ids = getattr(record, "ids", None)
        if ids:
            line["ids"] = {key: str(value) for key, value in ids.items()}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line).decode()
