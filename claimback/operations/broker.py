"""What differs between brokers: Valkey or Redis on one machine, RabbitMQ's quorum queues on several."""

from typing import Any


def broker_settings(url: str) -> dict[str, Any]:
    """The settings of Celery for the broker at `url`.

    RabbitMQ keeps each message on a majority of its nodes and says so before the sender goes on; a message of a worker
    that is gone comes back as soon as its connection is closed. Valkey knows no such thing, and gives it back by time.
    """
    if url.startswith(("amqp://", "amqps://")):
        return {
            "task_default_queue_type": "quorum",
            "broker_transport_options": {"confirm_publish": True},
            "broker_heartbeat": 30,  # a host that was cut off is known to be gone after twice as long
        }
    return {
        # A killed worker's task comes back after the first, and without the second up to 100 s later than that.
        "broker_transport_options": {
            "visibility_timeout": 900,
            "unacked_restore_throttle": 1,
            "socket_connect_timeout": 3,
            "socket_timeout": 30,
        },
    }
