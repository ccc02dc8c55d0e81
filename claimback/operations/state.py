"""What Prometheus is told of this moment: what waits, for how long, and whether the servers answer.

Looked up when it asks, in a handful of statements. Every web process answers the same: alert on the greatest.
"""

from collections.abc import Iterator
from typing import Any, Final

from django.db import DatabaseError, InterfaceError, OperationalError, connection
from kombu.exceptions import OperationalError as BrokerError
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from claimback.celery import app
from claimback.kernel.clock import now
from claimback.notify.selectors import heartbeat_all

_BACKLOG: Final = "SELECT work, waiting, oldest_seconds FROM scanner.backlog()"
_CONNECTIONS: Final = (
    "SELECT coalesce(state, 'other'), count(*) FROM pg_stat_activity WHERE usename = current_user GROUP BY 1"
)
_LIMIT: Final = (
    "SELECT CASE WHEN rolconnlimit < 0 THEN current_setting('max_connections')::int ELSE rolconnlimit END"
    " FROM pg_roles WHERE rolname = current_user"
)


class State(Collector):
    """The collector. A server that does not answer is a gauge of nought, and never an error of the page."""

    def collect(self) -> Iterator[Metric]:
        """Every gauge, those of the database only where it answers."""
        try:
            found = [*self._waiting(), *self._connections(), *self._sweeps()]
            answers = True
        except (
            DatabaseError,
            InterfaceError,
        ) as error:  # it answers where a migration is pending, with a refusal
            found, answers = [], not isinstance(error, OperationalError | InterfaceError)
        yield _gauge("claimback_database_up", "Whether PostgreSQL answers.", answers)
        yield from found
        yield from self._queues()

    def _waiting(self) -> Iterator[Metric]:
        items = GaugeMetricFamily(
            "claimback_backlog_items", "Work that is due and not done, 10,000 at the most.", labels=["work"]
        )
        oldest = GaugeMetricFamily(
            "claimback_backlog_oldest_seconds", "How long the oldest of it has been due.", labels=["work"]
        )
        for work, waiting, seconds in _rows(_BACKLOG):
            items.add_metric([work], waiting)
            oldest.add_metric([work], seconds)
        yield items
        yield oldest

    def _connections(self) -> Iterator[Metric]:
        open_now = GaugeMetricFamily(
            "claimback_database_connections",
            "Connections of the application's role, by what they do.",
            labels=["state"],
        )
        for state, count in _rows(_CONNECTIONS):
            open_now.add_metric([state], count)
        yield open_now
        [(limit,)] = _rows(_LIMIT)
        yield _gauge("claimback_database_connections_limit", "How many of them PostgreSQL takes.", limit)

    def _sweeps(self) -> Iterator[Metric]:
        ages = GaugeMetricFamily(
            "claimback_sweep_age_seconds", "How long ago a sweep last gave a sign of life.", labels=["sweep"]
        )
        at = now()
        for name, last in heartbeat_all().items():
            ages.add_metric([name], (at - last).total_seconds())
        yield ages

    def _queues(self) -> Iterator[Metric]:
        messages = GaugeMetricFamily(
            "claimback_queue_messages", "Tasks that wait in the broker for a worker.", labels=["queue"]
        )
        try:
            for name, waiting in _waiting_messages().items():
                messages.add_metric([name], waiting)
        except (BrokerError, OSError):
            yield _gauge("claimback_broker_up", "Whether the broker answers.", 0)
            return
        yield _gauge("claimback_broker_up", "Whether the broker answers.", 1)
        yield messages


def _waiting_messages() -> dict[str, int]:
    """How many messages each queue holds. Raises BrokerError or OSError where the broker does not answer."""
    found: dict[str, int] = {}
    with app.connection_for_read() as broker:
        unknown = broker.channel_errors
        for name in app.amqp.queues:
            try:
                channel: Any = broker.channel()
                found[name] = channel.queue_declare(name, passive=True).message_count
            except unknown:  # a queue that nothing was ever sent to is not there
                found[name] = 0
            except broker.connection_errors as error:
                raise BrokerError(type(error).__name__) from error
    return found


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(name, meaning, value=value)


def _rows(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
