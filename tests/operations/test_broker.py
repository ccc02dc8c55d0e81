"""The settings of Celery for each broker."""

import pytest

from claimback.operations.broker import broker_settings


@pytest.mark.parametrize("url", ["amqp://guest:guest@mq-1:5672//", "amqps://mq-1/claimback"])
def test_rabbitmq_keeps_messages_on_a_majority_and_says_so(url: str) -> None:
    settings = broker_settings(url)
    assert settings["task_default_queue_type"] == "quorum"
    assert settings["broker_transport_options"] == {"confirm_publish": True}


@pytest.mark.parametrize("url", ["redis://127.0.0.1/0", "rediss://cache/1", "unix:///run/valkey.sock", ""])
def test_valkey_gives_a_killed_worker_s_message_back_by_time(url: str) -> None:
    settings = broker_settings(url)
    assert "task_default_queue_type" not in settings
    assert settings["broker_transport_options"]["visibility_timeout"] > 600  # no task may take longer
