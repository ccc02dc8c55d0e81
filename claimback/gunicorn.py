"""How gunicorn serves: `gunicorn --config python:claimback.gunicorn claimback.wsgi`. WEB_CONCURRENCY says how many
processes; the command line overrules the rest.

Read in gunicorn's own process, in which there is no Django.
"""

from pathlib import Path
from typing import Any, Final

from gunicorn.glogging import Logger
from prometheus_client.multiprocess import mark_process_dead

from claimback.config import config as _environment  # `config` is a setting of gunicorn's own
from claimback.kernel.logs import JsonFormatter

worker_class: Final = "gthread"
threads: Final = 4
control_socket_disable: Final = True
# Behind a proxy that keeps its connections: longer than it does, so that it never sends into one that is closing.
keepalive: Final = 75
graceful_timeout: Final = 30

logger_class: Final = "claimback.gunicorn.JsonLogger"


class JsonLogger(Logger):  # type: ignore[misc]
    """Gunicorn's own, whose lines have the shape of the application's. The access lines are the application's own."""

    def setup(self, cfg: Any) -> None:
        """As gunicorn does, then with the other formatter."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonFormatter())


def on_starting(server: Any) -> None:  # noqa: ARG001
    """What the processes of a former start were doing is no longer done; what they counted stays."""
    for file in Path(_directory() or ".").glob("gauge_live*.db") if _directory() else ():
        file.unlink()


def child_exit(server: Any, worker: Any) -> None:  # noqa: ARG001
    """Nor is what a process was doing that ended."""
    if _directory():
        mark_process_dead(worker.pid, path=_directory())  # type: ignore[no-untyped-call]


def _directory() -> str:
    return _environment.text("PROMETHEUS_MULTIPROC_DIR")
