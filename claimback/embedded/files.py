"""Small files that outlive a run: private ones, and ports and secrets that a later start uses again."""

import json
import os
import secrets
import socket
from collections.abc import Mapping
from pathlib import Path

from claimback.embedded.processes import EmbeddedError

# Below the ranges from which Linux (32768) and macOS (49152) take ports for outgoing connections, so that no
# client sits on a server's port while the server is being started again.
_SPARE_PORTS = range(20_000, 32_000)


def write_private(path: Path, text: str) -> None:
    """Write `text` to `path`, readable by this user only, whole or not at all."""
    partial = path.with_name(f"{path.name}.partial")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def keep_secrets(path: Path, names: list[str]) -> dict[str, str]:
    """The secrets called `names`, made once and kept in `path`.

    Raises EmbeddedError if the file cannot be read as such.
    """
    kept = _read_mapping(path)
    missing = [name for name in names if name not in kept]
    if missing:
        kept |= {name: secrets.token_hex(20) for name in missing}
        write_private(path, json.dumps(kept, indent=1))
    return {name: str(kept[name]) for name in names}


def keep_ports(
    path: Path, usual: Mapping[str, int], *, companions: Mapping[str, int] | None = None
) -> dict[str, int]:
    """A free port on 127.0.0.1 for each name: that of last time, else the usual one, else any.

    `companions` names those whose server also takes the port that lies so much higher.

    Raises EmbeddedError if the file cannot be read, or if no port is free.
    """
    kept = _read_mapping(path)
    chosen: dict[str, int] = {}
    for name, port in usual.items():
        wishes = [int(kept.get(name, port)), port, *(secrets.choice(_SPARE_PORTS) for _ in range(200))]
        higher = (companions or {}).get(name, 0)
        free = next(
            (
                wish
                for wish in wishes
                if wish not in chosen.values() and port_is_free(wish) and port_is_free(wish + higher)
            ),
            None,
        )
        if free is None:
            raise EmbeddedError(
                f"No free port was found for {name} between {_SPARE_PORTS[0]} and {_SPARE_PORTS[-1]}; "
                "stop some of the programs that listen there."
            )
        chosen[name] = free
    if chosen != kept:
        write_private(path, json.dumps(chosen, indent=1))
    return chosen


def port_is_free(port: int) -> bool:
    """Whether a server could listen on `port` of 127.0.0.1 at this moment."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            return False
    return True


def _read_mapping(path: Path) -> dict[str, str | int]:
    if not path.exists():
        return {}
    try:
        content = json.loads(path.read_text())
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise EmbeddedError(
            f"{path} is damaged; remove its folder {path.parent} to begin again without its data."
        )
    return content
