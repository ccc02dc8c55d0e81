"""A large upload: what it costs the web worker, to the same bytes through an application.

A file is sent to the embedded S3 in parts by links that the web worker signs, cut off half-way and taken up again, and
confirmed; then a process of its own inspects it as a worker does. `through` is a web server that takes the same bytes
and hands them on to the store. Seconds of processor time a GB and mebibytes of memory are those of the web server
alone. Linux only.
"""

import hashlib
import http.client
import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from claimback.bench import dataset
from claimback.bench.dataset import Sample
from claimback.bench.installation import ROOT, THREADS, Installation
from claimback.bench.meter import cpu_seconds
from claimback.embedded.processes import Progress

TITLE: Final = "An upload straight to the store, to the same bytes through an application"
SIZE: Final = 512 * 2**20
FLOOR: Final = {"through": 0.05, "memory_grown_mib": 8.0}
GOAL: Final = {"through": 0.02, "memory_grown_mib": 4.0}
_PIECE: Final = os.urandom(1024 * 1024)
_HEAD: Final = b"\x00\x00\x00\x18ftypmp42"
_MIB: Final = 2**20
_IN_PARTS: Final = 64 * _MIB + 1
"""Bytes of the smallest file that is sent in parts."""
_CONFIRMED_BEFORE: Final = 6
"""Enough for each process of the web worker to have handed out a task, which loads Celery."""
_INSPECT: Final = """
import django, sys
from uuid import UUID
django.setup()
from claimback.bench.meter import peak_bytes
from claimback.storage.inspection import file_inspect
file_inspect(UUID(sys.argv[1]), UUID(sys.argv[2]))
print(peak_bytes())
"""


def measure(installation: Installation, *, rounds: int, progress: Progress) -> dict[str, Any]:  # noqa: ARG001
    """The row of the report, of one upload: it is long enough. What it made is taken away."""
    with installation.connection() as connection, installation.store():
        sample = dataset.sample(connection, cases=1)
        progress(f"files: {SIZE // _MIB} MiB straight to the store")
        web = installation.spawned("claimback.wsgi:application", "files")
        through = installation.spawned("claimback.bench.baselines.through:application", "files through")
        try:
            web.wait_until_ready()
            through.wait_until_ready()
            measured = _upload(installation, sample, web.port, web.pid or 0)
            progress("files: the same through an application")
            theirs = _through(through.port, through.pid or 0)
        finally:
            web.stop()
            through.stop()
            with connection.transaction():
                connection.execute("SET LOCAL session_replication_role = replica")
                connection.execute("DELETE FROM storage_storedfile WHERE firm_id = %s", [sample.firm_id])
            dataset.forget_written(connection)
    ratio = {"through": round(measured["cpu_seconds_per_gb"] / theirs["cpu_seconds_per_gb"], 4)}
    found = {**ratio, "memory_grown_mib": measured["memory_grown_mib"]}
    return {
        "name": "files",
        "title": TITLE,
        "measured": measured,
        "baselines": {"through": theirs},
        "ratio": ratio,
        "floor": dict(FLOOR),
        "goal": dict(GOAL),
        "held": all(found[name] <= most for name, most in FLOOR.items()),
        "goal_reached": all(found[name] <= most for name, most in GOAL.items()),
    }


def as_text(row: dict[str, Any]) -> list[str]:
    """The row as lines of the report."""
    measured, theirs = row["measured"], row["baselines"]["through"]
    verdict = "goal reached" if row["goal_reached"] else "floor held" if row["held"] else "FLOOR MISSED"
    return [
        f"{row['name']}: {row['title']}",
        f"  {SIZE // _MIB} MiB in {measured['parts']} parts: {measured['cpu_seconds_per_gb']} s of the web worker's"
        f" processor time a GB; through an application {theirs['cpu_seconds_per_gb']}: {row['ratio']['through']}×"
        f" (at most {FLOOR['through']:g}×)",
        f"  its memory grew by {measured['memory_grown_mib']} MiB (at most {FLOOR['memory_grown_mib']:g}); that of"
        f" the other by {theirs['memory_grown_mib']}; a worker hashed it with {measured['inspecting_mib']} MiB at most",
        f"  {verdict}",
    ]


@dataclass(frozen=True)
class _Client:
    """Who uploads: a member of the sample's firm, by token, at the web server on this port."""

    sample: Sample
    port: int
    sha256: str

    def call(self, path: str, body: dict[str, Any], **headers: str) -> tuple[dict[str, Any], str]:
        """What the API answers, and its entity tag."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/v1/firms/{self.sample.slug}/{path}",
            data=json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {self.sample.token}",
                "Content-Type": "application/json",
                **headers,
            },
        )
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return json.load(answer), answer.headers.get("ETag", "")

    def asked(self, size: int) -> tuple[dict[str, Any], str]:
        """An upload of so many bytes begun, with the links of its parts."""
        return self.call("uploads", {"name": "call.mp4", "size": size, "sha256": self.sha256})


def _upload(installation: Installation, sample: Sample, port: int, pid: int) -> dict[str, Any]:
    digest = hashlib.sha256()
    for piece in _bytes(0, SIZE, SIZE):
        digest.update(piece)
    client = _Client(sample, port, digest.hexdigest())
    _warm(client)
    before = _used(pid)
    begun, etag = client.asked(SIZE)
    path, parts = f"uploads/{begun['file']['id']}", begun["parts"]["missing"]
    _send(parts[: len(parts) // 2])
    rest, _ = client.call(f"{path}/parts", {})
    _send(rest["missing"])
    client.call(f"{path}/confirm", {}, **{"If-Match": etag})
    return {
        **_between(before, _used(pid)),
        "bytes": SIZE,
        "parts": len(parts),
        "resumed_with": len(rest["received"]),
        "inspecting_mib": _inspecting_mib(installation, sample, begun["file"]["id"]),
    }


def _warm(client: _Client) -> None:
    """What a first request of each kind loads, and each thread of the worker, is not the upload's."""
    first, _ = client.asked(SIZE)
    for _ in range(4 * THREADS):
        client.call(f"uploads/{first['file']['id']}/parts", {})
    for _ in range(_CONFIRMED_BEFORE):
        small, etag = client.asked(_IN_PARTS)
        _send(small["parts"]["missing"])
        client.call(f"uploads/{small['file']['id']}/confirm", {}, **{"If-Match": etag})


def _inspecting_mib(installation: Installation, sample: Sample, file_id: str) -> float:
    """The most memory of a process that inspects this file, in mebibytes."""
    inspected = subprocess.run(  # noqa: S603 - a program of ours
        [sys.executable, "-c", _INSPECT, str(sample.firm_id), file_id],
        env={**os.environ, **installation.environment, "DJANGO_SETTINGS_MODULE": "claimback.settings"},
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return round(int(inspected.stdout) / _MIB, 1)


def _through(port: int, pid: int) -> dict[str, Any]:
    _put(f"http://127.0.0.1:{port}/first", 0, 1024)
    before = _used(pid)
    _put(f"http://127.0.0.1:{port}/through.mp4", 0, SIZE)
    return _between(before, _used(pid))


def _between(before: dict[str, float], after: dict[str, float]) -> dict[str, Any]:
    return {
        "cpu_seconds_per_gb": round((after["cpu"] - before["cpu"]) / SIZE * 1e9, 3),
        "memory_grown_mib": round((after["memory"] - before["memory"]) / _MIB, 1),
    }


def _bytes(start: int, length: int, size: int) -> Iterator[bytes]:
    """The bytes of the made file from `start` on: a recording's head, then the same mebibyte again and again."""
    end = min(start + length, size)
    while start < end:
        place = start % len(_PIECE)
        piece = _PIECE[place : place + end - start]
        yield _HEAD + piece[len(_HEAD) :] if start == 0 else piece
        start += len(piece)


def _send(parts: list[dict[str, Any]]) -> None:
    for part in parts:
        _put(part["url"], part["start"], part["size"])


def _put(address: str, start: int, length: int) -> None:
    """Put these bytes of the file there. Raises RuntimeError for another answer than a good one."""
    url = urlsplit(address)
    connection = http.client.HTTPConnection(url.netloc, timeout=300)
    connection.request(
        "PUT",
        f"{url.path}?{url.query}",
        body=_bytes(start, length, SIZE),
        headers={"Content-Length": str(length)},
    )
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status not in (200, 204):
        raise RuntimeError(f"{url.path} answers {answer.status}")


def _used(root: int) -> dict[str, float]:
    """The most memory that a process of this tree ever had, in bytes, and the tree's processor time, in seconds."""
    used = cpu_seconds([root])
    statuses = [(Path("/proc") / str(pid) / "status").read_text() for pid in used]
    peaks = [line.split()[1] for text in statuses for line in text.splitlines() if line.startswith("VmHWM:")]
    return {"memory": max(map(int, peaks)) * 1024, "cpu": sum(used.values())}
