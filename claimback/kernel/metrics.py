"""What is counted of this installation, for Prometheus. No label is an id, a name or a word that somebody typed.

Where several processes serve together, PROMETHEUS_MULTIPROC_DIR names the directory in which each keeps its counts.
What is not counted but looked up when Prometheus asks is in `claimback.operations.state`.
"""

from pathlib import Path
from typing import Final

from prometheus_client import Counter, Gauge, Histogram

from claimback.config import config

if config.text("PROMETHEUS_MULTIPROC_DIR"):
    Path(config.text("PROMETHEUS_MULTIPROC_DIR")).mkdir(parents=True, exist_ok=True)

HTTP_REQUESTS: Final = Counter(
    "claimback_http_requests",
    "Requests answered, by the class of their route, method and status.",
    ["route", "method", "status"],
)
HTTP_SECONDS: Final = Histogram(
    "claimback_http_request_duration_seconds",
    "How long answers took.",
    ["route", "method"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
HTTP_IN_PROGRESS: Final = Gauge(
    "claimback_http_requests_in_progress", "Requests being answered now.", multiprocess_mode="livesum"
)
TASKS: Final = Counter("claimback_tasks", "Tasks that ended, by name and outcome.", ["task", "outcome"])
TASK_SECONDS: Final = Histogram(
    "claimback_task_duration_seconds",
    "How long tasks ran.",
    ["task"],
    buckets=(0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 600),
)
TASK_WAIT_SECONDS: Final = Histogram(
    "claimback_task_wait_seconds",
    "How long tasks waited in the queue before a worker began them.",
    buckets=(0.05, 0.1, 0.5, 1, 5, 15, 60, 120, 300),
)
TASK_LAST_SUCCESS: Final = Gauge(
    "claimback_task_last_success_timestamp_seconds",
    "When a task of this name last ended well.",
    ["task"],
    multiprocess_mode="max",
)
MAILS: Final = Counter("claimback_mails", "Mails handed to the mail server, by what came of it.", ["outcome"])
WEBHOOK_ATTEMPTS: Final = Counter(
    "claimback_webhook_attempts", "Messages posted to firms' endpoints, by what came of it.", ["outcome"]
)
