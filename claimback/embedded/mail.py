"""The mail sink: an SMTP server that keeps every mail as a file and never sends one on.

A child process (`python -m claimback.embedded.mail`): SMTP here, the files in `mail_store`, the page in
`mail_page`. For tests of faults it can be told to misbehave, see `mail_store.Behaviour`.
"""

import argparse
import asyncio
import json
import os
import signal
import sys
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from claimback.embedded.mail_page import serve_page
from claimback.embedded.mail_store import Behaviour, MailStore
from claimback.embedded.processes import Progress, Server

_PROJECT = Path(__file__).parents[2]


class Mail(Server):
    """The mail sink as seen by the process that starts it."""

    name = "Mail sink"
    stop_timeout = 5.0

    def __init__(self, directory: Path, port: int, *, page_port: int, progress: Progress) -> None:
        super().__init__(directory, port, progress=progress)
        self.page_port = page_port
        self.data = directory / "mail"

    @property
    def url(self) -> str:
        """Where the application sends mail."""
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def page_url(self) -> str:
        """Where a person reads it."""
        return f"http://127.0.0.1:{self.page_port}/"

    def command(self) -> list[str]:
        """This module, run by the same Python."""
        return [
            sys.executable,
            "-m",
            "claimback.embedded.mail",
            f"--directory={self.data}",
            f"--port={self.port}",
            f"--page-port={self.page_port}",
        ]

    def environment(self) -> dict[str, str]:
        """With the places that modules come from, this package's first."""
        places = [str(_PROJECT), *(place for place in sys.path if place)]
        return super().environment() | {"PYTHONPATH": os.pathsep.join(places)}

    def answers(self) -> bool:
        """Whether the page answers; it opens after the SMTP port."""
        try:
            self.messages()
        except OSError:
            return False
        return True

    def messages(self) -> list[dict[str, Any]]:
        """What was received, newest first: `id`, `message_id`, `from`, `to`, `subject`, `date`."""
        with urllib.request.urlopen(f"{self.page_url}messages.json", timeout=5) as answer:  # noqa: S310
            listing: list[dict[str, Any]] = json.load(answer)["messages"]
        return listing

    def behave(self, mode: str, seconds: float = 0) -> None:
        """Change how mail is answered from now on, until a restart; see `mail_store.Behaviour`.

        Raises urllib.error.HTTPError (400) for an unknown mode.
        """
        request = urllib.request.Request(  # noqa: S310
            f"{self.page_url}behaviour",
            data=json.dumps({"mode": mode, "seconds": seconds}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=5):  # noqa: S310
            pass

    def met(self) -> int:
        """How often somebody who brought a mail met the present behaviour; 0 where it is the normal one."""
        with urllib.request.urlopen(f"{self.page_url}behaviour", timeout=5) as answer:  # noqa: S310
            return int(json.load(answer)["met"])


class _Handler:
    """What aiosmtpd asks at each step of a delivery."""

    def __init__(self, store: MailStore, behaviour: Behaviour) -> None:
        self._store = store
        self._behaviour = behaviour

    async def handle_RCPT(  # noqa: N802
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: Sequence[str],
    ) -> str:
        if self._behaviour.mode in ("refuse", "busy"):
            self._behaviour.met += 1
        if self._behaviour.mode == "refuse":
            return "550 5.7.1 The mail sink was told to refuse"
        if self._behaviour.mode == "busy":
            return "451 4.3.2 The mail sink was told to be busy"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        mode, seconds = self._behaviour.mode, self._behaviour.seconds
        if mode != "normal":
            self._behaviour.met += 1
        if mode == "hang":
            await asyncio.sleep(seconds or 3600)
            return "451 4.4.2 The mail sink was told to hang"
        if mode == "delay":
            await asyncio.sleep(seconds)
        content = envelope.original_content or b""
        mail_id = self._store.keep(envelope.mail_from or "", envelope.rcpt_tos, content)
        if mode == "drop_after_data" and isinstance(server.transport, asyncio.WriteTransport):
            server.transport.abort()
            raise ConnectionResetError("told to drop the connection")
        return f"250 2.0.0 Kept as {mail_id}"

    async def handle_exception(self, error: Exception) -> str:
        print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)  # noqa: T201
        return "451 4.3.0 The mail could not be kept"


async def _serve(directory: Path, port: int, page_port: int) -> None:
    store = MailStore(directory)
    behaviour = Behaviour()
    handler = _Handler(store, behaviour)
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    smtp = await loop.create_server(
        lambda: SMTP(
            handler, hostname="localhost", ident="ClaimBack mail sink", enable_SMTPUTF8=True, loop=loop
        ),
        "127.0.0.1",
        port,
    )
    page = serve_page(store, behaviour, page_port)
    await stop.wait()
    page.shutdown()
    smtp.close()


def main() -> None:
    """Serve until SIGTERM."""
    parser = argparse.ArgumentParser(description="Keep mail instead of sending it.")
    parser.add_argument("--directory", type=Path, required=True, help="folder of the .eml files")
    parser.add_argument("--port", type=int, required=True, help="SMTP port on 127.0.0.1")
    parser.add_argument("--page-port", type=int, required=True, help="HTTP port on 127.0.0.1")
    options = parser.parse_args()
    asyncio.run(_serve(options.directory, options.port, options.page_port))
    # A delivery that was told to hang must not keep the process.
    os._exit(0)


if __name__ == "__main__":
    main()
