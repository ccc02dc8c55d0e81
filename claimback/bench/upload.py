"""`python -m claimback.bench.upload [GIB]`: what a large upload costs the web worker, measured on a real one.

A file of so many GiB (2 by default) is sent to the embedded S3 in parts, cut off half-way and taken up again, then
confirmed and inspected, each by a process of its own. Prints JSON: bytes of memory and bytes read by the web worker
over all of it, and by the worker that hashed the file. Linux only.
"""

import hashlib
import http.client
import json
import os
import secrets
import subprocess
import sys
import time
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from urllib.parse import urlsplit

from claimback.bench.installation import ROOT, WebProcess
from claimback.embedded.servers import start_servers

_PORT: Final = 18390
_PIECE: Final = os.urandom(1024 * 1024)
_HEAD: Final = b"\x00\x00\x00\x18ftypmp42"
_INSPECT: Final = """
import django, resource, sys
from uuid import UUID
django.setup()
from claimback.storage.inspection import file_inspect
file_inspect(UUID(sys.argv[1]), UUID(sys.argv[2]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
"""


def measure(gib: float) -> dict[str, Any]:
    """Upload so many GiB and say what it cost. Starts its own servers in a folder that is removed at the end."""
    with (
        TemporaryDirectory(prefix="claimback-upload-", dir="/tmp") as folder,
        start_servers(Path(folder), durable=False) as servers,
    ):
        settings = servers.environment | {
            "DJANGO_SETTINGS_MODULE": "claimback.settings",
            "SECRET_KEY": secrets.token_urlsafe(48),
            "MASTER_KEY": b64encode(secrets.token_bytes(32)).decode(),
            "SITE_URL": f"http://127.0.0.1:{_PORT}",
            "SECURE_COOKIES": "0",
            "LOG_LEVEL": "ERROR",
        }
        os.environ.update(settings)
        _child([str(ROOT / "manage.py"), "migrate", "--verbosity", "0", "--skip-checks"])
        slug, firm_id, token = _firm()
        web = WebProcess(
            Path(folder),
            _PORT,
            name="web upload",
            progress=lambda _: None,
            application="claimback.wsgi:application",
            settings=settings,
        )
        web.spawn()
        try:
            web.wait_until_ready()
            return _upload(int(gib * 2**30), slug, firm_id, token, web.pid or 0)
        finally:
            web.stop()


def _firm() -> tuple[str, str, str]:
    """A firm of this process's making: its slug, its id, and a token of its owner."""
    import django

    django.setup()
    from claimback.accounts.models import User
    from claimback.kernel.clock import now
    from claimback.tenancy.scope import firm_scope
    from claimback.tenancy.services import firm_open, token_issue

    owner = User.objects.create_user("owner@upload.example", "Owner")
    firm, member = firm_open(
        slug="upload", name="Upload", kind="law", owner=owner, docket_email="d@upload.example"
    )
    with firm_scope(firm.id, act="bench"):
        token = token_issue(actor=member, name="upload", expires_at=now() + timedelta(days=1))
    return firm.slug, str(firm.id), token.secret


def _upload(size: int, slug: str, firm_id: str, token: str, pid: int) -> dict[str, Any]:
    digest = hashlib.sha256()
    for piece in _bytes(0, size, size):
        digest.update(piece)

    def call(path: str, body: dict[str, Any], **headers: str) -> tuple[dict[str, Any], str]:
        request = urllib.request.Request(
            f"http://127.0.0.1:{_PORT}/api/v1/firms/{slug}/{path}",
            data=json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json", **headers},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return json.load(answer), answer.headers.get("ETag", "")

    call("uploads", {"name": "first.mp4", "size": 10})  # what a first request loads is not the upload's
    before, began = _used(pid), time.monotonic()
    asked, etag = call("uploads", {"name": "call.mp4", "size": size, "sha256": digest.hexdigest()})
    path, parts = f"uploads/{asked['file']['id']}", asked["parts"]["missing"]
    _send(parts[: len(parts) // 2], size)
    rest, _ = call(f"{path}/parts", {})
    _send(rest["missing"], size)
    call(f"{path}/confirm", {}, **{"If-Match": etag})
    sent, after = time.monotonic() - began, _used(pid)
    inspecting = time.monotonic()
    worker = int(_child(["-c", _INSPECT, firm_id, asked["file"]["id"]]))
    return {
        "bytes": size,
        "parts": len(parts),
        "resumed_with": len(rest["received"]),
        "seconds_to_send": round(sent, 1),
        "web_memory_before": before["memory"],
        "web_memory_peak": after["memory"],
        "web_memory_grew_by": after["memory"] - before["memory"],
        "web_bytes_read": after["read"] - before["read"],
        "seconds_to_inspect": round(time.monotonic() - inspecting, 1),
        "inspecting_memory_peak": worker,
        "state": _state(firm_id, asked["file"]["id"]),
    }


def _state(firm_id: str, file_id: str) -> str:
    from uuid import UUID

    from claimback.storage.selectors import file_get
    from claimback.tenancy.scope import firm_scope

    with firm_scope(UUID(firm_id), act="bench"):
        file = file_get(UUID(file_id))
    return f"{file.state}, {file.size} bytes, {file.refusal or 'the announced hash'}"


def _bytes(start: int, length: int, size: int) -> Iterator[bytes]:
    """The bytes of the made file from `start` on: a recording's head, then the same mebibyte again and again."""
    end = min(start + length, size)
    while start < end:
        place = start % len(_PIECE)
        piece = _PIECE[place : place + end - start]
        yield _HEAD + piece[len(_HEAD) :] if start == 0 else piece
        start += len(piece)


def _send(parts: list[dict[str, Any]], size: int) -> None:
    for part in parts:
        url = urlsplit(part["url"])
        connection = http.client.HTTPConnection(url.netloc, timeout=120)
        connection.request(
            "PUT",
            f"{url.path}?{url.query}",
            body=_bytes(part["start"], part["size"], size),
            headers={"Content-Length": str(part["size"])},
        )
        answer = connection.getresponse()
        answer.read()
        connection.close()
        if answer.status != 200:
            raise RuntimeError(f"part {part['number']}: {answer.status}")


def _used(root: int) -> dict[str, int]:
    """The most memory that a process of this tree ever had, and all the bytes that the tree has read."""
    memory = read = 0
    waiting = [root]
    while waiting:
        process = Path("/proc") / str(waiting.pop())
        status = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
        memory = max(memory, int(status["VmHWM"].split()[0]) * 1024)
        counted = dict(line.split(": ") for line in (process / "io").read_text().splitlines())
        read += int(counted["rchar"])
        for task in (process / "task").iterdir():
            waiting.extend(int(child) for child in (task / "children").read_text().split())
    return {"memory": memory, "read": read}


def _child(arguments: list[str]) -> str:
    """What a Python of ours printed. Raises CalledProcessError."""
    return subprocess.run(  # noqa: S603 - a command of ours
        [sys.executable, *arguments], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


if __name__ == "__main__":
    print(json.dumps(measure(float(sys.argv[1]) if sys.argv[1:] else 2.0), indent=1))  # noqa: T201
