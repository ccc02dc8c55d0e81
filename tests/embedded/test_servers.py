"""Starting, stopping, killing and reviving the servers."""

import os
import re
import signal
import socket
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from claimback.embedded import servers as servers_module
from claimback.embedded.files import keep_ports, keep_secrets, port_is_free
from claimback.embedded.processes import EmbeddedError, Server, runs
from claimback.embedded.servers import Servers, start_servers

from .conftest import Parent, owner_of, processes_mentioning, scratch_folder


@pytest.fixture(scope="module")
def worn_folder() -> Iterator[Path]:
    """A folder that several tests start servers in, one after the other."""
    with scratch_folder() as made:
        yield made


def leave_marks(servers: Servers) -> None:
    with psycopg.connect(servers.environment["DATABASE_OWNER_URL"]) as connection:
        connection.execute("CREATE TABLE mark (word text)")
        connection.execute("INSERT INTO mark VALUES ('kept')")
    servers.s3.client().put_object(Bucket="documents", Key="mark", Body=b"kept")
    with redis.Redis.from_url(servers.environment["BROKER_URL"]) as client:
        client.set("mark", "kept")
        client.execute_command("WAITAOF", 1, 0, 5000)


def find_marks(servers: Servers) -> list[str]:
    with psycopg.connect(servers.environment["DATABASE_URL"]) as connection:
        row = connection.execute("SELECT word FROM mark").fetchone()
        assert row is not None
    body = servers.s3.client().get_object(Bucket="documents", Key="mark")["Body"].read()
    with redis.Redis.from_url(servers.environment["BROKER_URL"], decode_responses=True) as client:
        return [row[0], body.decode(), str(client.get("mark"))]


@pytest.mark.slow  # starts all servers twice, with fsync as in the demo
def test_second_start_uses_the_data_and_addresses_of_the_first(folder: Path):
    said: list[str] = []
    with start_servers(folder, progress=said.append) as first:
        leave_marks(first)
    assert any("making the data folder" in line for line in said)
    assert sum("ready on port" in line for line in said) == 4
    said.clear()
    with start_servers(folder, progress=said.append) as second:
        assert second.environment == first.environment
        assert find_marks(second) == ["kept"] * 3
    assert not any("making" in line for line in said)
    second.stop()
    assert processes_mentioning(folder) == []


@pytest.mark.slow  # kills all servers, and waits for their recovery
def test_each_server_recovers_from_a_kill_on_its_port(worn_folder: Path):
    with start_servers(worn_folder) as servers:
        leave_marks(servers)
        for server in servers.all:
            pid, port = server.pid, server.port
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
            wait_until(lambda server=server: server.pid is None)
            assert not server.answers()
            if server is servers.postgres:
                give_lock_to_a_stranger(servers.postgres.data / "postmaster.pid", pid)
            server.start()
            assert (server.port, server.answers()) == (port, True)
            assert server.pid not in (None, pid)
            server.start()  # runs already
        servers.valkey.restart()
        assert find_marks(servers) == ["kept"] * 3


@pytest.mark.slow  # starts all servers twice
@pytest.mark.parametrize(
    ("number", "status"),
    [(signal.SIGTERM, 143), (signal.SIGINT, -signal.SIGINT), (signal.SIGKILL, -signal.SIGKILL)],
)
def test_parent_that_ends_leaves_no_process(worn_folder: Path, number: signal.Signals, status: int):
    parent = Parent(worn_folder)
    assert len(processes_mentioning(worn_folder)) >= 4
    assert parent.end(number) == status
    # Python stops its servers before it ends; after SIGKILL the kernel tells them to.
    wait_until(lambda: processes_mentioning(worn_folder) == [], seconds=10 if number == signal.SIGKILL else 0)


@pytest.mark.slow  # starts all servers twice
def test_next_start_waits_for_the_servers_of_a_killed_parent(worn_folder: Path):
    Parent(worn_folder).end(signal.SIGKILL)
    ports = (worn_folder / "ports.json").read_text()
    with start_servers(worn_folder, durable=False, mail=False) as servers:
        assert (worn_folder / "ports.json").read_text() == ports
        assert servers.mail is None
        assert "EMAIL_URL" not in servers.environment
        assert all(server.answers() for server in servers.all)
    assert processes_mentioning(worn_folder) == []


def test_second_holder_is_told_who_the_first_is(servers: Servers, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(servers_module, "_LOCK_PATIENCE", 0.2)
    said: list[str] = []
    with pytest.raises(EmbeddedError, match=rf"in the hands of process {os.getpid()}; stop it"):
        start_servers(servers.directory, progress=said.append)
    assert len(said) == 1
    assert servers.postgres.answers()


def test_every_port_is_on_the_loopback_address_only(servers: Servers):
    addresses = {
        address
        for server in servers.all
        for pid in processes_below(server.pid)
        for address in listening_addresses(pid)
    }
    ports = {port for _, port in addresses}
    assert {host for host, _ in addresses} == {"127.0.0.1"}
    assert {server.port for server in servers.all} < ports
    assert len(ports) == 14


def test_postgres_does_not_run_as_root_and_the_others_as_the_present_user(servers: Servers):
    assert servers.postgres.pid is not None
    assert owner_of(servers.postgres.pid) != "root"
    me = owner_of(os.getpid())
    assert {
        owner_of(server.pid) for server in servers.all if server.pid and server is not servers.postgres
    } == {me}


def test_secrets_are_private_and_in_no_command_line(servers: Servers):
    for name in ("secrets.json", "s3-keys.json", "valkey/valkey.conf"):
        assert stat.S_IMODE((servers.directory / name).stat().st_mode) == 0o600
    secrets = keep_secrets(servers.directory / "secrets.json", ["postgres", "valkey", "s3_secret_key"])
    commands = " ".join(processes_mentioning(servers.directory))
    logs = " ".join(path.read_text() for path in (servers.directory / "logs").iterdir())
    assert not [name for name, secret in secrets.items() if secret in commands + logs]


def test_a_zombie_or_a_stranger_is_not_taken_for_a_server(servers: Servers):
    assert servers.valkey.pid is not None
    assert runs(servers.valkey.pid, mention=servers.directory)
    assert not runs(os.getpid(), mention=servers.directory)
    zombie = os.fork()
    if zombie == 0:
        os._exit(0)
    wait_until(lambda: Path(f"/proc/{zombie}/stat").read_text().rpartition(")")[2].split()[0] == "Z")
    assert not runs(zombie, mention=Path("/"))
    os.waitpid(zombie, 0)


class Failing(Server):
    name = "Failing"

    def command(self) -> list[str]:
        return ["/bin/sh", "-c", f"echo the disk is full; exit 3; : {self.directory}"]

    def answers(self) -> bool:
        return False


def test_a_server_that_ends_at_once_is_reported_with_its_last_words(folder: Path):
    server = Failing(folder, 1, progress=lambda _: None)
    with pytest.raises(
        EmbeddedError, match=r"^Failing ended while starting: the disk is full \(log: .*failing.log\)$"
    ):
        server.start()
    assert server.pid is None
    server.stop()


def test_ports_are_kept_and_avoid_those_that_are_taken(folder: Path):
    file = folder / "ports.json"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        busy = taken.getsockname()[1]
        first = keep_ports(file, {"a": busy, "b": 20_001})
        assert first["a"] != busy
        assert not port_is_free(busy)
    assert keep_ports(file, {"a": busy, "b": 20_001}) == first
    assert len(set(keep_ports(file, {"a": 20_002, "b": 20_002, "c": 20_002}).values())) == 3


@pytest.mark.parametrize("content", ["", "[1]", "{", "\x00"])
def test_a_damaged_file_is_named(folder: Path, content: str):
    file = folder / "secrets.json"
    file.write_text(content)
    with pytest.raises(EmbeddedError, match=re.escape(f"{file} is damaged; remove its folder {folder}")):
        keep_secrets(file, ["postgres"])


def test_a_directory_that_is_a_file_is_refused(folder: Path):
    (folder / "taken").write_text("")
    with pytest.raises(EmbeddedError, match="cannot be used: Not a directory; choose another"):
        start_servers(folder / "taken" / "below")


def give_lock_to_a_stranger(lock: Path, pid: int) -> None:
    """As after a restart of the machine, when another process has the number of the killed one."""
    first, _, rest = lock.read_text().partition("\n")
    assert int(first) == pid
    lock.write_text(f"{os.getppid()}\n{rest}")


def wait_until(condition, seconds: float = 5) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def processes_below(pid: int | None) -> list[int]:
    assert pid is not None
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(below for child in children for below in processes_below(int(child)))]


def listening_addresses(pid: int) -> set[tuple[str, int]]:
    """The addresses of IPv4 and IPv6 on which a process listens, IPv6 ones in hexadecimal."""
    inodes = set()
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        if found := re.fullmatch(r"socket:\[(\d+)\]", str(descriptor.readlink())):
            inodes.add(found.group(1))
    addresses = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and fields[9] in inodes:
                host, _, port = fields[1].partition(":")
                name = socket.inet_ntoa(bytes.fromhex(host)[::-1]) if table == "tcp" else host
                addresses.add((name, int(port, 16)))
    return addresses
