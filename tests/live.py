"""A server of this process's own, for clients that are processes of theirs: a browser, a generated client."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.db import connections

_THREADS = 4


class _Server(ThreadingMixIn, WSGIServer):
    """One thread a connection: a browser has several at once."""

    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


class _Application:
    """The application in four threads, as a worker of gunicorn's has: each keeps its connection to the database.

    wsgiref makes a thread for every connection of a browser's, and those that it opens ahead say nothing for long.
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_THREADS)

    def __call__(self, environ: Any, start_response: Any) -> Any:
        """The answer, made in one of the threads."""
        from claimback.wsgi import application

        return self._threads.submit(application, environ, start_response).result()

    def close(self) -> None:
        """Give the connections back: each thread its own, once all are there."""
        all_there = threading.Barrier(_THREADS)

        def give_back(_: int) -> None:
            all_there.wait(timeout=30)
            connections.close_all()

        list(self._threads.map(give_back, range(_THREADS)))
        self._threads.shutdown()


@contextmanager
def live_server() -> Iterator[str]:
    """The address of a server over the database that Django points at."""
    application = _Application()
    server = make_server("127.0.0.1", 0, application, server_class=_Server, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        application.close()
