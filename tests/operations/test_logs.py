"""Every line says whom it is about by ids, and no line holds anything of a client, whatever went wrong."""

import io
import json
import logging
from contextlib import contextmanager

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from claimback.celery import app
from claimback.kernel import logs
from claimback.operations import work
from claimback.tenancy.log_ids import ScopeIds
from claimback.tenancy.request_id import RequestIdMiddleware
from claimback.tenancy.tasks import firm_task

PLANTED = {
    "name": "Wilhelmina Pettibone",
    "email": "wilhelmina@pettibone.example",
    "diagnosis": "granulomatosis with polyangiitis",
    "number": "ZQX-88-4471-09",
    "phone": "+1 512 555 0177",
}


def planted_in(text: str) -> list[str]:
    """Which of the planted words stand in the text."""
    words = [*PLANTED.values(), "Wilhelmina", "Pettibone", "granulomatosis", "4471"]
    return [word for word in words if word.casefold() in text.casefold()]


@contextmanager
def written():
    """All that is logged meanwhile, as the installation writes it, libraries at DEBUG too."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonFormatter())
    handler.addFilter(ScopeIds())
    names = ["", *logs.OURS, "django", "django.request"]
    before = {name: logging.getLogger(name).level for name in names}
    logging.getLogger().addHandler(handler)
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    try:
        yield stream
    finally:
        logging.getLogger().removeHandler(handler)
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)


def lines(stream: io.StringIO) -> list[dict]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@firm_task("tests.fails_with_planted")
def fails_with_planted(_firm, _row):
    name = PLANTED["name"]
    logging.getLogger("celery.app.trace").error("raised unexpected: %r", ValueError(name))
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::uuid", [name])


def test_a_journey_and_its_failures_leave_ids_and_nothing_of_the_client(law, api, monkeypatch):
    web = api(law)
    with written() as stream:
        made = web.post(
            "clients", {"name": PLANTED["name"], "email": PLANTED["email"], "phone": PLANTED["phone"]}
        )
        assert made.status_code == 201
        web.get("clients", {"search": PLANTED["name"]})
        web.get(f"clients?{PLANTED['name']}=1")
        web.post("clients", {"name": PLANTED["name"], PLANTED["number"]: PLANTED["diagnosis"]})
        web.get(f"/api/v1/{PLANTED['number']}")

        def broken(*_args, **_named):
            diagnosis = PLANTED["diagnosis"]
            try:
                raise KeyError(diagnosis)
            except KeyError:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT %s FROM no_such_table", [diagnosis])

        monkeypatch.setattr("claimback.tenancy.front_door.FirmView._once", broken)
        bearer = {"Authorization": f"Bearer {law.tokens['attorney']}"}
        failed = Client(raise_request_exception=False, headers=bearer).get(f"{web.firm_root}clients")
        assert failed.status_code == 500
        assert fails_with_planted.apply((str(law.id), str(law.id)), task_id="a-task").state == "FAILURE"
    text = stream.getvalue()
    assert planted_in(text) == []
    said = lines(stream)
    answered = [line for line in said if line["logger"] == "claimback.access"]
    assert [line["status"] for line in answered] == [201, 200, 400, 400, 404, 500]
    mine = {"firm": str(law.id), "member": str(law.attorney.member_id)}
    for line in answered:
        assert line["ids"].items() >= ({} if line["status"] == 404 else mine).items()
        assert len(line["ids"]["request"]) == 36
    assert answered[0] | {"method": "POST", "route": "api/v1/firms/<slug:firm>/clients"} == answered[0]
    fault = next(line for line in said if line["logger"] == "django.request" and line["level"] == "ERROR")
    assert fault["ids"]["request"] == answered[-1]["ids"]["request"]
    assert "sqlstate=42P01" in fault["traceback"]
    assert "in broken" in fault["traceback"]
    task = next(line for line in said if line["message"] == "A task failed.")
    assert task["ids"] == {"task": "a-task", "firm": str(law.id)}
    assert "sqlstate=22P02" in task["traceback"]


def test_an_error_is_told_by_kind_code_and_place(db):
    try:
        try:
            raise KeyError(PLANTED["name"])
        except KeyError:
            raise FileNotFoundError(2, "No such file", PLANTED["email"]) from None
    except FileNotFoundError as error:
        told = logs.traceback_of(error)
    assert told.endswith("builtins.FileNotFoundError (errno=2)")
    remedy = "The database role postgres is a superuser."
    assert logs.kind_of(ImproperlyConfigured(remedy)).endswith(f"ImproperlyConfigured: {remedy}")
    assert "KeyError" not in told.splitlines()[-1]


@pytest.mark.parametrize(
    ("logger", "message", "arguments", "said"),
    [
        ("claimback.notify", "Confirm: %s", ("https://x.example",), "Confirm: https://x.example"),
        ("gunicorn.error", "Booting worker with pid: %s", (7,), "Booting worker with pid: 7"),
        ("axes.handlers", "AXES: Login failed by %s", (PLANTED["name"],), "AXES: Login failed by …"),
        ("axes", "Seen {username: '" + PLANTED["name"] + "'}", (), "Seen {username: …}"),
        ("urllib3", "to " + PLANTED["email"], (), "to …"),
        ("celery.beat", "Sending due task %s", ("cases.sweep_mail",), "Sending due task cases.sweep_mail"),
        ("celery.worker", "error: %r", (ValueError(PLANTED["name"]),), "error: 'ValueError'"),
        ("pikepdf", "page %d of %s", ("x", "y"), "page %d of %s"),
    ],
)
def test_a_message_of_a_library_goes_without_what_was_put_into_it(logger, message, arguments, said):
    record = logging.LogRecord(logger, logging.WARNING, __file__, 1, message, arguments, None)
    assert json.loads(logs.JsonFormatter().format(record))["message"] == said


def test_a_task_bears_the_id_of_the_request_that_it_came_of():
    headers: dict = {}
    token = logs.begin(request="r-1")
    try:
        work.mark_message(headers)
    finally:
        logs.end(token)
    task = app.tasks["tests.fails_with_planted"]
    task.push_request(id="t-1", **headers)
    try:
        work.begin_task("t-1", task)
        logs.note(firm="f-1")
        logs.note(firm="f-2")
        assert logs.ids_now() == {"task": "t-1", "request": "r-1", "firm": "f-1"}
        work.end_task(task, "SUCCESS")
    finally:
        task.pop_request()
    assert logs.ids_now() == {}


def test_what_follows_a_request_bears_nothing_of_it(rf):
    def answer(request) -> HttpResponse:
        logs.note(firm="f-1")
        return HttpResponse(json.dumps(logs.ids_now()))

    answered = RequestIdMiddleware(answer)(rf.get("/", headers={"X-Request-Id": "from-the-proxy"}))
    assert json.loads(answered.content) == {"request": "from-the-proxy", "firm": "f-1"}
    assert logs.ids_now() == {}
