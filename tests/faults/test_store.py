"""An upload whose store or broker fails before it is kept: it waits, it is kept once, and its bytes are those sent."""

from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore.config import Config
from kombu import Connection

from claimback.embedded.files import keep_ports
from claimback.storage import s3
from claimback.storage.inspection import file_inspect
from claimback.storage.selectors import file_get
from claimback.storage.services import file_bytes
from claimback.storage.tasks import inspect_file
from claimback.tenancy.scanner import due_rows
from tests.faults.store_proxy import StoreProxy
from tests.storage.uploads import received

CONTENT = b"What was said on the phone.\n" * 20


@pytest.fixture
def store(settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[StoreProxy]:
    """A proxy between the application and its store, and an application that waits half a second and tries once."""
    options = settings.STORAGES["default"]["OPTIONS"]
    there = urlsplit(options["endpoint_url"])
    proxy = StoreProxy(keep_ports(tmp_path / "ports.json", {"proxy": 21085})["proxy"], int(there.port or 0))
    proxy.start()
    monkeypatch.setattr(
        s3,
        "Config",
        lambda **wanted: Config(**wanted | {"read_timeout": 0.5, "retries": {"total_max_attempts": 1}}),
    )
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            **settings.STORAGES["default"],
            "OPTIONS": options | {"endpoint_url": f"http://127.0.0.1:{proxy.port}"},
        },
    }
    yield proxy
    proxy.mode = "normal"
    proxy.stop()


@pytest.mark.parametrize("mode", ["error", "lost_answer", "hang", "wrong_etag"])
def test_a_store_that_fails_costs_time_and_nothing_else(in_law, store, mode):
    firm = in_law
    file_id = received(firm.attorney, "note.txt", CONTENT)
    store.mode = mode
    for _ in range(2):
        with pytest.raises((s3.StoreUnavailable, s3.Changed)):
            file_inspect(firm.id, file_id)
    assert store.met[mode]
    assert (file_get(file_id).state, file_get(file_id).attempts) == ("received", 0)
    store.mode = "normal"
    file_inspect(firm.id, file_id)
    kept = file_get(file_id)
    assert (kept.state, kept.sha256) == ("kept", sha256(CONTENT).hexdigest())
    assert file_bytes(kept) == CONTENT


def test_a_broker_that_is_away_costs_a_wait_for_the_sweep(committed_db, law, monkeypatch, caplog):
    away: dict[str, Any] = {"connection": Connection("redis://127.0.0.1:1/0")}
    monkeypatch.setattr(inspect_file, "apply_async", partial(inspect_file.apply_async, **away))
    with law.scope():
        file_id = received(law.attorney, "note.txt", CONTENT)
    assert "Error calling" in caplog.text
    assert due_rows("waiting_files", limit=500) == [(law.id, file_id)]


def test_a_copy_whose_answer_was_lost_is_made_again_with_one_result(in_law, store, monkeypatch):
    firm = in_law
    file_id = received(firm.attorney, "note.txt", CONTENT)
    copy = s3.copy

    def copy_and_lose_the_answer(*args: Any, **kwargs: Any) -> None:
        store.mode = "lost_answer"
        copy(*args, **kwargs)

    monkeypatch.setattr(s3, "copy", copy_and_lose_the_answer)
    with pytest.raises(s3.StoreUnavailable):
        file_inspect(firm.id, file_id)
    store.mode = "normal"
    assert s3.find(s3.kept_key(firm.id, file_id)) is not None, "the copy was made"
    assert file_get(file_id).state == "received"
    monkeypatch.setattr(s3, "copy", copy)
    file_inspect(firm.id, file_id)
    assert file_bytes(file_get(file_id)) == CONTENT
