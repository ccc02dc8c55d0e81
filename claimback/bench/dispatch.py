"""Reminders on their way: due rows handed to workers in batches, and mails rendered, built and sent.

Both through the product's own doors (`tenancy.tasks.hand_out`, `deadlines.alert_mail`, `notify.mail`). `one_each` is
the same task with one row to a message. `send_each` renders the same templates with Django and calls `send()`, a
connection each, as a project does that gives it no thought; `ready_bytes` is smtplib with mails that were built
beforehand, over one connection. The mail server takes everything and keeps nothing.

    python -m claimback.bench.dispatch ROUNDS PORT
"""

import json
import os
import signal
import smtplib
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any, Final

from claimback.bench.installation import ROOT, Installation, free_port
from claimback.embedded.processes import Progress, tied

TITLE: Final = (
    "Reminders: rows handed to two workers in batches, and mails rendered, built and sent, a second"
)
FLOOR: Final = {"one_each": 100.0, "send_each": 3.0, "ready_bytes": 0.5}
GOAL: Final = {"one_each": 400.0, "send_each": 4.0, "ready_bytes": 0.7}
_BATCHED: Final = 200_000
_ONE_EACH: Final = 1_500
_MAILS: Final = 400
_PATIENCE: Final = 120.0


def measure(installation: Installation, *, rounds: int, progress: Progress) -> dict[str, Any]:
    """The row of the report. Raises RuntimeError with the last words of a process that broke off."""
    progress(
        f"dispatch: {rounds} rounds of {_BATCHED:,} rows in batches, {_ONE_EACH:,} one each, {_MAILS} mails"
    )
    port = free_port(18600)
    done = subprocess.run(  # noqa: S603 - a program of ours
        tied(
            [sys.executable, "-m", "claimback.bench.dispatch", str(rounds), str(port)], signal.SIGTERM, None
        ),
        env={
            **os.environ,
            **installation.environment,
            "DJANGO_SETTINGS_MODULE": "claimback.settings",
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
            "PYTHONPATH": str(ROOT),
        },
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"dispatch broke off: {done.stderr[-500:]}")
    return _row(json.loads(done.stdout))


def as_text(row: dict[str, Any]) -> list[str]:
    """The row as lines of the report."""
    measured, baselines = row["measured"], row["baselines"]
    verdict = "goal reached" if row["goal_reached"] else "floor held" if row["held"] else "FLOOR MISSED"
    return [
        f"{row['name']}: {row['title']}",
        f"  rows in batches of {measured['batch']}: {measured['rows_per_second']:,.0f} a second; one to a message"
        f" {baselines['one_each']['rows_per_second']:,.0f}",
        f"  mails: {measured['mails_per_second']:,.0f} a second, {measured['cpu_ms']} ms of processor time each;"
        f" Django's send() {baselines['send_each']['mails_per_second']:,.0f}"
        f" ({baselines['send_each']['cpu_ms']} ms); ready bytes"
        f" {baselines['ready_bytes']['mails_per_second']:,.0f} ({baselines['ready_bytes']['cpu_ms']} ms)",
        *(
            f"  to {name}: {row['ratio'][name]}× (floor {FLOOR[name]:g}×, goal {GOAL[name]:g}×)"
            for name in FLOOR
        ),
        f"  {verdict}",
    ]


def _row(seen: dict[str, Any]) -> dict[str, Any]:
    rate = {name: statistics.median(each["rate"] for each in turns) for name, turns in seen["turns"].items()}
    cpu = {
        name: round(statistics.median(each["cpu_ms"] for each in turns), 3)
        for name, turns in seen["turns"].items()
    }
    ratio = {
        "one_each": round(rate["batched"] / rate["one_each"], 1),
        "send_each": round(rate["claimback"] / rate["send_each"], 2),
        "ready_bytes": round(rate["claimback"] / rate["ready_bytes"], 2),
    }
    return {
        "name": "dispatch",
        "title": TITLE,
        "measured": {
            "batch": seen["batch"],
            "rows_per_second": round(rate["batched"]),
            "mails_per_second": round(rate["claimback"]),
            "cpu_ms": cpu["claimback"],
        },
        "baselines": {
            "one_each": {"rows_per_second": round(rate["one_each"])},
            **{
                name: {"mails_per_second": round(rate[name]), "cpu_ms": cpu[name]}
                for name in ("send_each", "ready_bytes")
            },
        },
        "ratio": ratio,
        "floor": dict(FLOOR),
        "goal": dict(GOAL),
        "held": all(ratio[name] >= floor for name, floor in FLOOR.items()),
        "goal_reached": all(ratio[name] >= goal for name, goal in GOAL.items()),
    }


def _main(rounds: int, port: int) -> None:
    """Every turn of a round beside the others of the same round."""
    import django

    django.setup()

    from deadlines.tasks import ALERT_BATCH

    turns: dict[str, list[dict[str, float]]] = {}

    def turn(name: str, work: Callable[[int], None], number: int) -> None:
        began, used = time.perf_counter(), time.process_time()
        work(number)
        seconds, cpu = time.perf_counter() - began, time.process_time() - used
        turns.setdefault(name, []).append({"rate": number / seconds, "cpu_ms": cpu / number * 1000})

    with _child("claimback.bench.sink", str(port)):
        _await_port(port)
        ways = _mail_ways(port)
        for _, work in ways:
            work(20)  # the first loads templates
        for _ in range(rounds):
            for name, work in ways:
                turn(name, work, _MAILS)
    worker = (
        "-A",
        "claimback.celery",
        "-q",
        "worker",
        "-I",
        "claimback.bench.nothing",
        "-c",
        "2",
        "-l",
        "ERROR",
    )
    with _child("celery", *worker, "--without-gossip", "--without-mingle"):
        _hand_out(1, batch=1)  # until the workers are there
        for _ in range(rounds):
            turn("batched", lambda number: _hand_out(number, batch=ALERT_BATCH), _BATCHED)
            turn("one_each", lambda number: _hand_out(number, batch=1), _ONE_EACH)
    json.dump({"turns": turns, "batch": ALERT_BATCH}, sys.stdout)


def _hand_out(number: int, *, batch: int) -> None:
    """Enqueue so many rows and wait until the workers are done with them: nothing waits, nothing is held."""
    import redis
    from django.conf import settings

    from claimback.bench.nothing import nothing
    from claimback.kernel.ids import new_id
    from claimback.tenancy.tasks import hand_out

    firm, ends = new_id(), time.monotonic() + _PATIENCE
    hand_out(nothing, ((firm, firm) for _ in range(number)), batch=batch)
    with redis.Redis.from_url(settings.BROKER_URL) as broker:
        while broker.llen("celery") or broker.hlen("unacked"):
            if time.monotonic() > ends:
                raise RuntimeError("The workers did not come to an end.")
            time.sleep(0.002)


def _mail_ways(port: int) -> list[tuple[str, Callable[[int], None]]]:
    from django.core.mail import get_connection

    from claimback.kernel.ids import new_id
    from claimback.notify import kept
    from claimback.notify.line import one_line
    from claimback.notify.mail import send_mail
    from deadlines.alert_mail import AlertFacts, reminder_mail
    from deadlines.services.routing import Way

    way, present = Way("ada@firm.example", new_id()), datetime(2026, 11, 23, 9, tzinfo=UTC)

    def made(number: int) -> Any:
        id = new_id()
        facts = AlertFacts(
            alert_id=id,
            deadline_id=id,
            wanted_at=present,
            zone="America/New_York",
            duty_of="ours",
            day=date(2026, 11, 27),
            due_on=date(2026, 11, 30),
            due_at=None,
            uncertain=False,
            case_number=f"CB-{number}",
            case_zone="America/Chicago",
            firm_name="Firm of a bench",
            firm_slug="bench",
        )
        return reminder_mail([facts], way, id, present, subject_id=id)

    ready = made(0).message().as_bytes(linesep="\r\n")

    def claimback(number: int) -> None:
        with one_line():
            for each in range(number):
                send_mail(made(each))

    def send_each(number: int) -> None:
        for each in range(number):
            kept._pieces.cache_clear()  # the templates are rendered anew, as without what is kept of them
            mail = made(each)
            mail.connection = get_connection()
            mail.send()

    def ready_bytes(number: int) -> None:
        with smtplib.SMTP("127.0.0.1", port) as server:
            for _ in range(number):
                server.sendmail("deadlines@firm.example", ["ada@firm.example"], ready)

    return [("claimback", claimback), ("send_each", send_each), ("ready_bytes", ready_bytes)]


@contextmanager
def _child(module: str, *arguments: str) -> Iterator[None]:
    """A Python of ours that runs a module meanwhile."""
    process = subprocess.Popen(  # noqa: S603 - a program of ours
        tied([sys.executable, "-m", module, *arguments], signal.SIGTERM, None),
        stdout=subprocess.DEVNULL,
        cwd=ROOT,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def _await_port(port: int) -> None:
    ends = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.05)
        else:
            return


if __name__ == "__main__":
    _main(int(sys.argv[1]), int(sys.argv[2]))
