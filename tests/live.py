"""A server of this process's own, for clients that are processes of theirs: a browser, a generated client."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.db import connections


class _Server(ThreadingMixIn, WSGIServer):
    """One thread a request: a browser asks for several at once."""

    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


def _closing(environ: Any, start_response: Any) -> Any:
    """The application, giving each request's connection back: wsgiref makes a thread for every one."""
    from claimback.wsgi import application

    answer = application(environ, start_response)
    connections.close_all()
    return answer


@contextmanager
def live_server() -> Iterator[str]:
    """The address of a server over the database that Django points at."""
    server = make_server("127.0.0.1", 0, _closing, server_class=_Server, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
