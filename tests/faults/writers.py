"""Clients that write over the API while everything is killed, as the API's documentation tells clients to.

Every POST has an Idempotency-Key and is sent again, under the same key, until it is answered. What was answered as
done is noted; a refusal is noted too, for no fault may turn into one.
"""

import http.client
import json
import random
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from queue import SimpleQueue
from typing import Any
from urllib.parse import urlsplit

from claimback.kernel.ids import new_id
from tests.faults.acknowledged import Ledger

PATIENCE = 600.0
"""Seconds after which a client gives a write up."""


class GaveUp(Exception):
    """A write was not answered in time: it may be done or not."""


class RefusedForGood(Exception):
    """The answer was a refusal."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(f"{status} {said}")
        self.status, self.said = status, said


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered as done."""

    body: Any
    etag: str
    replayed: bool


@dataclass(frozen=True, slots=True)
class Job:
    """One thing that a client is to do; `on` is the case, or the letter with its version."""

    kind: str
    on: str
    version: int = 0


class Caller:
    """One client: a connection to one of the webs, the other one's where that is gone."""

    def __init__(self, ports: Sequence[int], slug: str, token: str, ledger: Ledger, seed: int) -> None:
        self._ports, self._root = ports, f"/api/v1/firms/{slug}/"
        self._token, self._ledger = token, ledger
        self._rng = random.Random(seed)
        self._line: http.client.HTTPConnection | None = None

    def post(self, path: str, body: Mapping[str, Any] | None = None, *, version: str = "") -> Answer:
        """The answer to one write, however often it must be asked for. Raises GaveUp, RefusedForGood."""
        headers = {
            "Authorization": f"Bearer {self._token}",
            "Content-Type": "application/json",
            "Idempotency-Key": str(new_id()),
            **({"If-Match": version} if version else {}),
        }
        sent, began, pause = json.dumps(body or {}).encode(), time.monotonic(), 0.2
        while time.monotonic() - began < PATIENCE:
            self._ledger.count("requests")
            try:
                status, answered, said = self._ask(path, sent, headers)
            except (OSError, http.client.HTTPException):
                self._ledger.count("not answered")
                self.hang_up()
            else:
                self._ledger.count(f"answered {status}")
                if status < 400:
                    replayed = answered.get("Idempotency-Replayed") == "true"
                    if replayed:
                        self._ledger.count("replayed")
                    return Answer(json.loads(said), answered.get("ETag", ""), replayed)
                if status < 500 and status != 429:
                    raise RefusedForGood(status, said.decode(errors="replace")[:300])
            time.sleep(pause * self._rng.uniform(0.5, 1.5))
            pause = min(pause * 2, 3.0)
        raise GaveUp(path)

    def _ask(self, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, Any, bytes]:
        if self._line is None:
            self._line = http.client.HTTPConnection("127.0.0.1", self._rng.choice(self._ports), timeout=45)
        self._line.request("POST", self._root + path, body=body, headers=dict(headers))
        answer = self._line.getresponse()
        return answer.status, answer.headers, answer.read()

    def hang_up(self) -> None:
        """The next request opens a line of its own."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def send_form(self, form: Mapping[str, Any], content: bytes) -> None:
        """Send a file by its signed form, until the store has it."""
        boundary, url = new_id().hex, urlsplit(form["url"])
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in form["fields"].items()
        ]
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n'.encode()
        body = b"".join([*parts, head, content, f"\r\n--{boundary}--\r\n".encode()])
        began = time.monotonic()
        while time.monotonic() - began < PATIENCE:
            line = http.client.HTTPConnection(url.netloc, timeout=20)
            try:
                line.request(
                    "POST",
                    url.path or "/",
                    body=body,
                    headers={"Content-Type": f"multipart/form-data; boundary={boundary}"},
                )
                answer = line.getresponse()
                answer.read()
                if answer.status < 300:
                    return
                self._ledger.count(f"store answered {answer.status}")
            except (OSError, http.client.HTTPException):
                self._ledger.count("store did not answer")
            finally:
                line.close()
            time.sleep(self._rng.uniform(0.3, 1.5))
        raise GaveUp("the store")


class Writers:
    """Clients, each a thread, that work off one queue until they are told that nothing more comes."""

    def __init__(self, callers: Sequence[Caller], ledger: Ledger) -> None:
        self._ledger = ledger
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._threads = [
            threading.Thread(target=self._work, args=(caller,), daemon=True) for caller in callers
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def give(self, jobs: Iterable[Job]) -> None:
        """More to do."""
        for job in jobs:
            self._jobs.put(job)

    def end(self) -> None:
        """Nothing more comes."""
        for _ in self._threads:
            self._jobs.put(None)

    @property
    def left(self) -> int:
        """Jobs that were given and that nobody has begun."""
        return self._jobs.qsize()

    @property
    def busy(self) -> bool:
        """Whether any client is at work."""
        return any(thread.is_alive() for thread in self._threads)

    def join(self) -> None:
        """Wait for the last one."""
        for thread in self._threads:
            thread.join()

    def _work(self, caller: Caller) -> None:
        while job := self._jobs.get():
            try:
                DO[job.kind](caller, job, self._ledger)
                self._ledger.count(f"{job.kind} done")
            except GaveUp:
                self._ledger.count(f"{job.kind} given up")
            except RefusedForGood as refusal:
                self._ledger.refuse(f"{job.kind}: {refusal}")


def _correspondence(caller: Caller, job: Job, ledger: Ledger) -> None:
    word = str(new_id())
    ledger.ask("correspondence", word)
    sent = {"case_id": job.on, "direction": "out", "channel": "phone", "body": word, "subject": "Under fire"}
    made = caller.post("correspondence", {**sent, "occurred_at": "2026-05-04T15:30:00+00:00"})
    ledger.acknowledge("correspondence", made.body["id"], **sent)


def _receipt(caller: Caller, job: Job, ledger: Ledger) -> None:
    word = str(new_id())
    ledger.ask("ledger", word)
    sent = {"kind": "receipt", "on": "2026-05-04", "counterpart": "Example Mutual", "reference": word}
    amount = {"amount": "12.34", "currency": "USD"}
    made = caller.post(f"cases/{job.on}/ledger/receive", {**sent, "amount": amount})
    ledger.acknowledge("ledger", made.body["id"], case_id=job.on, amount="12.34", **sent)


def _event(caller: Caller, job: Job, ledger: Ledger) -> None:
    word = str(new_id())
    ledger.ask("event", word)
    sent = {"case_id": job.on, "kind": "information_received", "on": "2026-05-04", "source": word}
    made = caller.post("events", sent)
    ledger.acknowledge("event", made.body["id"], **sent)


def _upload(caller: Caller, job: Job, ledger: Ledger) -> None:
    word = str(new_id())
    name, content = f"{word}.txt", f"What was said on the phone, {word}.\n".encode() * 20
    digest = sha256(content).hexdigest()
    ledger.ask("upload", name)
    asked = caller.post("uploads", {"name": name, "size": len(content), "sha256": digest})
    path = f"uploads/{asked.body['file']['id']}/confirm"
    caller.send_form(asked.body["form"], content)
    confirmed = caller.post(path, version=asked.etag)
    ledger.acknowledge("upload", confirmed.body["id"], name=name, sha256=digest, state="kept")
    ledger.ask("document", word)
    sent = {"case_id": job.on, "file_id": confirmed.body["id"], "title": word}
    made = caller.post("documents", {**sent, "kind": "other"})
    ledger.acknowledge("document", made.body["id"], **sent)


def _letter(caller: Caller, job: Job, ledger: Ledger) -> None:
    ledger.ask("letter", job.on)
    sent = {"channel": "email", "address": "appeals@plan.example"}
    made = caller.post(f"letters/{job.on}/dispatch", sent, version=f'"{job.version}"')
    ledger.acknowledge("letter", made.body["id"], letter_id=job.on, **sent)


DO: Mapping[str, Callable[[Caller, Job, Ledger], None]] = {
    "correspondence": _correspondence,
    "ledger": _receipt,
    "event": _event,
    "upload": _upload,
    "letter": _letter,
}
