"""A mail sink of a test's own, so that its misbehaviour meets nobody else's mail."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from claimback.embedded.files import keep_ports
from claimback.embedded.mail import Mail


@contextmanager
def own_sink(directory: Path) -> Iterator[Mail]:
    """A real SMTP server with its page, on ports of its own."""
    ports = keep_ports(directory / "ports.json", {"mail": 20025, "page": 20080})
    sink = Mail(directory, ports["mail"], page_port=ports["page"], progress=lambda _: None)
    sink.start()
    try:
        yield sink
    finally:
        sink.stop()


def wait_until(holds: Callable[[], Any], seconds: float = 60) -> Any:
    """What `holds` returns once it is true. Fails after `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := holds():
            return found
        time.sleep(0.02)
    raise AssertionError(f"{holds} did not come true within {seconds} s")
