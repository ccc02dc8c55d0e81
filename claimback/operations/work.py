"""Every task is counted, and has one line in the log, with the id of the request that it came of.

Plain functions; `claimback/celery.py` ties them to Celery.
"""

import logging
import time
from typing import Any, Final

from claimback.kernel import logs
from claimback.kernel.metrics import TASK_LAST_SUCCESS, TASK_SECONDS, TASK_WAIT_SECONDS, TASKS

HEADER: Final = "claimback"
"""Under which a message carries, beside Celery's own, when it was sent and for which request."""

log = logging.getLogger("claimback.task")


def mark_message(headers: dict[str, Any]) -> None:
    """Before a task is sent: when, and in which request or task."""
    headers[HEADER] = {"at": time.time(), "request": logs.ids_now().get("request", "")}


def begin_task(task_id: str, task: Any) -> None:
    """A worker takes up a task: what it logs from here on bears the task's id, and the request's if it came of one."""
    mark = task.request.get(HEADER) or {}
    ids = {"task": task_id} | ({"request": mark["request"]} if mark.get("request") else {})
    task.request.claimback_begun = (logs.begin(**ids), time.perf_counter())
    if "at" in mark:
        TASK_WAIT_SECONDS.observe(max(time.time() - mark["at"], 0))


def fail_task(task: Any, error: BaseException) -> None:
    """A task raised: the line that says where, and no value."""
    info = (type(error), error, error.__traceback__)
    log.error("A task failed.", exc_info=info, extra={"facts": {"task": task.name}})


def end_task(task: Any, state: str | None) -> None:
    """A task is over, well or not."""
    token, began = task.request.claimback_begun
    seconds, outcome = time.perf_counter() - began, (state or "ignored").lower()
    TASKS.labels(task=task.name, outcome=outcome).inc()
    TASK_SECONDS.labels(task=task.name).observe(seconds)
    if outcome == "success":
        TASK_LAST_SUCCESS.labels(task=task.name).set(time.time())
    facts = {"task": task.name, "outcome": outcome, "ms": round(seconds * 1000, 1)}
    log.info("Worked.", extra={"facts": facts})
    logs.end(token)


def expire_task(name: str) -> None:
    """A task lay in the queue for so long that nobody took it up; its row is handed out again."""
    TASKS.labels(task=name, outcome="expired").inc()
