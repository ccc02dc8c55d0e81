"""The least that the server and the load can do: one short answer from memory. It shows the ceiling of both."""

from collections.abc import Callable, Iterable
from typing import Any

_BODY = b'{"ok":true}'


def application(_environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Answer."""
    start("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(_BODY)))])
    return [_BODY]
