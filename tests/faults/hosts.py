"""Hosts of one's own: network namespaces that can be cut off, and three nodes of RabbitMQ that all of them reach.

For root on Linux with Debian's rabbitmq-server and iproute2. What listens on 127.0.0.1 is passed on to each host's own
address of this machine, so that a host that is cut off leaves its connections half open, as one far away does.
"""

import os
import select
import shutil
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from signal import SIGKILL
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import Any, ClassVar

from claimback.embedded.files import keep_ports, write_private
from claimback.embedded.processes import Server

_PROGRAMS = "usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin"
_COOKIE = "tests"


def why_no_hosts() -> str:
    """What is missing for hosts and their brokers; empty if nothing is."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        return "network namespaces need root and iproute2"
    if _rabbitmq() is None or shutil.which("epmd") is None:
        return "there is no RabbitMQ: `apt-get install rabbitmq-server`"
    made = subprocess.run(["ip", "netns", "add", "claimback-probe"], capture_output=True, text=True)
    if made.returncode:
        return f"no network namespace can be made: {made.stderr.strip()}"
    _ip("netns", "del", "claimback-probe")
    return ""


class Host:
    """A machine with a network of its own, and one cable to this one."""

    def __init__(self, number: int) -> None:
        self.name, self._cable = f"claimback-{number}", f"cb-{number}"
        self.ours, self._theirs = f"10.77.{number}.1", f"10.77.{number}.2"

    @property
    def inside(self) -> tuple[str, ...]:
        """What a command is put behind to run there."""
        return ("ip", "netns", "exec", self.name)

    def make(self) -> None:
        """Plug it in. What a killed test left is taken away first."""
        self.remove()
        _ip("netns", "add", self.name)
        _ip("link", "add", self._cable, "type", "veth", "peer", "name", "far", "netns", self.name)
        _ip("address", "add", f"{self.ours}/30", "dev", self._cable)
        _ip("link", "set", self._cable, "up")
        for told in (
            ("address", "add", f"{self._theirs}/30", "dev", "far"),
            ("link", "set", "far", "up"),
            ("link", "set", "lo", "up"),
        ):
            _ip("-netns", self.name, *told)

    def cut(self) -> None:
        """Nothing comes through any more, and nobody is told."""
        _ip("link", "set", self._cable, "down")

    def heal(self) -> None:
        """The cable is plugged in again."""
        _ip("link", "set", self._cable, "up")

    def remove(self) -> None:
        """Away with it."""
        subprocess.run(["ip", "netns", "del", self.name], capture_output=True)
        subprocess.run(["ip", "link", "del", self._cable], capture_output=True)


@contextmanager
def hosts(count: int, ports: Sequence[int]) -> Iterator[list[Host]]:
    """So many hosts, each of which reaches these ports of 127.0.0.1 at its address of this machine."""
    with ExitStack() as open_:
        made = [Host(number) for number in range(1, count + 1)]
        for host in made:
            open_.callback(host.remove)
            host.make()
            for port in ports:
                passing = _Passing((host.ours, port), _Pass)
                Thread(target=passing.serve_forever, daemon=True).start()
                open_.callback(passing.server_close)
                open_.callback(passing.shutdown)
        yield made


class _Passing(ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True
    block_on_close = False


class _Pass(BaseRequestHandler):
    """Bytes, in both directions, until one side ends."""

    request: socket.socket

    def handle(self) -> None:
        port = self.request.getsockname()[1]
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)) as there:
            other = {self.request: there, there: self.request}
            while True:
                for ready in select.select(list(other), [], [])[0]:
                    if not (piece := ready.recv(65536)):
                        return
                    other[ready].sendall(piece)


class Rabbit(Server):
    """One node of RabbitMQ."""

    name: ClassVar[str] = "RabbitMQ"
    start_timeout: ClassVar[float] = 180.0

    def __init__(self, directory: Path, number: int, ports: dict[str, int], addresses: Sequence[str]) -> None:
        self.node = f"claimback-{number}@localhost"
        self.name = f"RabbitMQ {number}"  # type: ignore[misc]
        super().__init__(directory, ports[f"node_{number}"], progress=lambda _: None)
        self._ports, self._addresses = ports, addresses
        self._spread = ports[f"spread_{number}"]

    def prepare(self) -> None:
        """Its configuration: it listens to the hosts, and finds its fellows by their names."""
        listeners = [f"listeners.tcp.{n} = {at}:{self.port}" for n, at in enumerate(self._addresses, 1)]
        fellows = [f"cluster_formation.classic_config.nodes.{n} = claimback-{n}@localhost" for n in (1, 2, 3)]
        backend = "cluster_formation.peer_discovery_backend = classic_config"
        self._file("conf").write_text("\n".join([*listeners, "loopback_users = none", backend, *fellows, ""]))
        self._file("plugins").write_text("[].\n")

    def _file(self, ending: str) -> Path:
        return self.directory / f"{self.slug}.{ending}"

    def environment(self) -> dict[str, str]:
        """All that RabbitMQ would else keep under /var."""
        return {
            **super().environment(),
            "PATH": f"{os.environ.get('PATH', os.defpath)}:/usr/sbin",
            "ERL_EPMD_PORT": str(self._ports["epmd"]),
            "RABBITMQ_NODENAME": self.node,
            "RABBITMQ_DIST_PORT": str(self._spread),
            "RABBITMQ_CONFIG_FILE": str(self._file("conf")),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self._file("plugins")),
            "RABBITMQ_MNESIA_BASE": str(self.directory / "rabbitmq"),
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_PID_FILE": str(self._file("erlang-pid")),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 1:1 +sbwt none",
        }

    def command(self) -> list[str]:
        """Debian's own, which would change to another user, is passed by."""
        programs = _rabbitmq()
        assert programs is not None
        return [str(programs / "rabbitmq-server")]

    def answers(self) -> bool:
        """Whether it takes connections."""
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True
        return False

    def kill(self) -> None:
        """SIGKILL to all of it."""
        if self.pid is not None:
            os.killpg(self.pid, SIGKILL)
        self.stop()

    def ask(self, *words: str) -> str:
        """What rabbitmqctl says of it."""
        programs = _rabbitmq()
        assert programs is not None
        done = subprocess.run(
            [str(programs / "rabbitmqctl"), "--quiet", "--node", self.node, *words],
            env=self.environment(),
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout


@contextmanager
def three_brokers(directory: Path, addresses: Sequence[str]) -> Iterator[list[Rabbit]]:
    """A cluster of RabbitMQ, which listens at these addresses."""
    names = ("epmd", *(f"{kind}_{n}" for kind in ("node", "spread") for n in (1, 2, 3)))
    ports = keep_ports(directory / "ports.json", {name: 24000 + n for n, name in enumerate(names)})
    write_private(directory / ".erlang.cookie", _COOKIE)
    (directory / ".erlang.cookie").chmod(0o400)
    nodes = [Rabbit(directory, number, ports, ["127.0.0.1", *addresses]) for number in (1, 2, 3)]
    finder = subprocess.Popen(["epmd", "-port", str(ports["epmd"])], stdin=subprocess.DEVNULL)
    try:
        for node in nodes:
            node.spawn()
        for node in nodes:
            node.wait_until_ready()
        yield nodes
    finally:
        for node in nodes:
            node.kill()
        finder.kill()
        finder.wait()


def _rabbitmq() -> Path | None:
    return next(iter(sorted(Path("/").glob(_PROGRAMS))), None)


def _ip(*arguments: Any) -> None:
    subprocess.run(["ip", *arguments], check=True)
