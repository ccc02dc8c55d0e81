"""The assistant behind its interface: a server on this machine, Bedrock by a recorded answer, and none by default."""

import json
import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from claimback.config import read
from letters.assistant.bedrock import Bedrock
from letters.assistant.chosen import assistant, assistant_destination, the_assistant_is_whole
from letters.assistant.interface import UNAVAILABLE, AssistantUnavailable, Prompt
from letters.assistant.openai_server import OpenAiServer

PROMPT = Prompt("Name the reasons.", "A letter about Rosa Example.", answer_tokens=300)


class _Model(BaseHTTPRequestHandler):
    """A server with OpenAI's interface; it keeps what it was asked and answers as it is told to."""

    server: "FakeServer"

    def do_POST(self) -> None:
        asked = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, dict(self.headers), json.loads(asked)))
        if self.server.hangs:
            self.server.released.wait(5)
            return
        self.send_response(self.server.status)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *args: Any) -> None:
        """Quiet."""


class FakeServer(ThreadingHTTPServer):
    """Says `body` with `status`, or nothing while it hangs."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Model)
        self.asked: list[tuple[str, dict[str, str], Any]] = []
        self.status, self.body, self.hangs, self.released = 200, b"", False, Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def says(self, text: str | None, **more: Any) -> None:
        message = {"role": "assistant", "content": text, **more}
        self.body = json.dumps({"choices": [{"index": 0, "message": message}]}).encode()


@pytest.fixture
def server() -> Iterator[FakeServer]:
    running = FakeServer()
    Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield running
    running.released.set()
    running.shutdown()
    running.server_close()


def refusal_of(asked: Any) -> str:
    with pytest.raises(AssistantUnavailable) as refused:
        asked.propose(PROMPT)
    assert refused.value.why in UNAVAILABLE
    assert "Rosa" not in str(refused.value)
    assert refused.value.__context__ is None or refused.value.__suppress_context__
    return refused.value.why


def test_a_server_of_ones_own_answers(server) -> None:
    server.says("[]")
    assert OpenAiServer(server.url, "small", api_key="secret").propose(PROMPT) == "[]"
    ((path, headers, body),) = server.asked
    assert (path, headers["Authorization"]) == ("/v1/chat/completions", "Bearer secret")
    assert body == {
        "model": "small",
        "temperature": 0,
        "max_tokens": 300,
        "messages": [
            {"role": "system", "content": "Name the reasons."},
            {"role": "user", "content": "A letter about Rosa Example."},
        ],
    }


@pytest.mark.parametrize(
    ("status", "body", "why"),
    [
        (500, b"Rosa", "failed"),
        (429, b"", "failed"),
        (302, b"", "unreachable"),
        (200, b"<html>Rosa</html>", "unintelligible"),
        (200, b"{}", "unintelligible"),
        (200, b'{"choices": []}', "unintelligible"),
        (200, b'{"choices": [{"message": {"content": [1]}}]}', "unintelligible"),
        (200, b'{"choices": [{"message": {"content": null, "refusal": "No."}}]}', "refused"),
        (200, b'{"choices": [{"finish_reason": "content_filter", "message": {"content": ""}}]}', "refused"),
        (200, b" " * 1_000_001, "unintelligible"),
    ],
)
def test_a_server_that_fails_is_not_available(server, status, body, why) -> None:
    server.status, server.body = status, body
    assert refusal_of(OpenAiServer(server.url, "small")) == why
    assert len(server.asked) == 1, "asked once, and no redirect followed"


def test_a_server_that_hangs_is_waited_for_no_longer_than_is_set(server) -> None:
    server.hangs = True
    assert refusal_of(OpenAiServer(server.url, "small", timeout=0.1)) == "timeout"


def test_a_server_that_is_not_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert refusal_of(OpenAiServer(f"http://127.0.0.1:{port}/v1", "small", timeout=1)) == "unreachable"


@pytest.mark.parametrize("url", ["http://93.184.216.34/v1", "http://169.254.169.254/v1"])
def test_a_letter_leaves_the_network_by_https_only(url) -> None:
    assert refusal_of(OpenAiServer(url, "small", timeout=1)) == "unreachable"


RECORDED = {
    "output": {
        "message": {
            "role": "assistant",
            "content": [{"reasoningContent": {"reasoningText": {"text": "Let me see."}}}, {"text": "[]"}],
        }
    },
    "stopReason": "end_turn",
    "usage": {"inputTokens": 1210, "outputTokens": 3, "totalTokens": 1213},
    "metrics": {"latencyMs": 812},
}
"""What Bedrock's Converse answers, as its API describes it."""


@pytest.fixture(scope="module")
def client() -> Any:
    return boto3.session.Session().client(
        "bedrock-runtime", region_name="us-east-1", aws_access_key_id="none", aws_secret_access_key="none"
    )


def test_bedrock_answers_by_converse(client) -> None:
    expected = {
        "modelId": "some.model",
        "system": [{"text": "Name the reasons."}],
        "messages": [{"role": "user", "content": [{"text": "A letter about Rosa Example."}]}],
        "inferenceConfig": {"maxTokens": 300, "temperature": 0},
    }
    with Stubber(client) as recorded:
        recorded.add_response("converse", RECORDED, expected)
        assert Bedrock(client, "some.model").propose(PROMPT) == "[]"
        recorded.assert_no_pending_responses()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"stopReason": "guardrail_intervened"}, "refused"),
        ({"stopReason": "content_filtered"}, "refused"),
        ({"output": {"message": {"role": "assistant", "content": []}}}, "unintelligible"),
    ],
)
def test_bedrock_refuses(client, changes, why) -> None:
    with Stubber(client) as recorded:
        recorded.add_response("converse", RECORDED | changes)
        assert refusal_of(Bedrock(client, "some.model")) == why


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("ThrottlingException", "failed"),
        ("AccessDeniedException", "failed"),
        ("ModelTimeoutException", "timeout"),
    ],
)
def test_bedrock_fails(client, code, why) -> None:
    with Stubber(client) as recorded:
        recorded.add_client_error("converse", code, "Rosa")
        assert refusal_of(Bedrock(client, "some.model")) == why


def test_there_is_none_unless_the_installation_names_one(settings) -> None:
    assert read({}).text("ASSISTANT") == "off"
    assert (settings.ASSISTANT, assistant(), assistant_destination()) == ("off", None, "")
    assert the_assistant_is_whole() == []


@pytest.mark.parametrize(
    ("chosen", "problems"),
    [
        ({"ASSISTANT": "openai", "ASSISTANT_MODEL": "m", "ASSISTANT_URL": "https://models.example/v1"}, []),
        ({"ASSISTANT": "bedrock", "ASSISTANT_MODEL": "m"}, []),
        ({"ASSISTANT": "bedrock"}, ["ASSISTANT_MODEL"]),
        ({"ASSISTANT": "openai", "ASSISTANT_URL": "models.example"}, ["ASSISTANT_MODEL", "ASSISTANT_URL"]),
        ({"ASSISTANT": "yes"}, ["ASSISTANT"]),
    ],
)
def test_what_a_chosen_one_lacks_is_named(settings, chosen, problems) -> None:
    for name, value in chosen.items():
        setattr(settings, name, value)
    assert [str(found.msg).split()[0] for found in the_assistant_is_whole()] == problems


def test_the_one_that_is_chosen_is_asked(settings, server, monkeypatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "none")  # else the machine is asked for its role
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "none")
    settings.ASSISTANT, settings.ASSISTANT_MODEL, settings.ASSISTANT_URL = "openai", "small", server.url
    server.says("[]")
    chosen = assistant()
    assert chosen is not None
    assert chosen.propose(PROMPT) == "[]"
    settings.ASSISTANT, settings.ASSISTANT_URL, settings.ASSISTANT_REGION = "bedrock", "", "us-east-1"
    assert isinstance(assistant(), Bedrock)
    settings.ASSISTANT_URL = "no address"
    with pytest.raises(AssistantUnavailable, match="unreachable"):
        assistant()


def test_people_are_told_where_a_letter_goes(settings) -> None:
    settings.ASSISTANT, settings.ASSISTANT_MODEL = "openai", "small"
    settings.ASSISTANT_URL = "https://models.example/v1"
    assert assistant_destination() == "models.example, model small"
    settings.ASSISTANT, settings.ASSISTANT_URL, settings.ASSISTANT_REGION = "bedrock", "", "us-east-1"
    assert assistant_destination() == "Amazon Bedrock (us-east-1), model small"
