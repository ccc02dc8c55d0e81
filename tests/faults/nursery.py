"""A Python that has loaded the application, and of which Celery's processes are forks: each would load it for seconds.

`python -m tests.faults.nursery` reads lines of JSON, `[log, *arguments]`. For each it starts `celery` with these
arguments, in a process group of its own that writes to the log, and prints its id.
"""

import json
import os
import signal
import sys
from typing import NoReturn

from celery.bin.celery import celery

from claimback.celery import app


def main() -> None:
    """Fork until stdin ends. What was forked goes on."""
    app.loader.import_default_modules()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries the dead
    for line in sys.stdin:
        log, *arguments = json.loads(line)
        child = os.fork()
        if not child:
            _become(log, arguments)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


def _become(log: str, arguments: list[str]) -> NoReturn:
    try:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        written = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        for stream, to in enumerate((os.open(os.devnull, os.O_RDONLY), written, written)):
            os.dup2(to, stream)
        sys.argv = ["celery", "--app=claimback", *arguments]
        celery(sys.argv[1:])
    finally:
        os._exit(1)


if __name__ == "__main__":
    main()
