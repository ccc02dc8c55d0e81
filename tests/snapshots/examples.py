"""Make the examples of the OpenAPI document: `uv run python -m tests.snapshots.examples TEST…`.

Runs those tests (without any: all that ask the API), and keeps of each operation that has no example yet, or none that
fits its schema, the exchange that shows most of it. `--anew OPERATION_ID` forgets one first, `--anew all` all of them.
What no test is answered well, or shows badly, is written into claimback/api_examples by hand: it is kept as it is.
"""

import sys
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import orjson
import pytest

from claimback.api_examples import Example

MAKE = "uv run python -m tests.snapshots.examples"
_MOST = 60
"""Values of an answer that tell more; what has more than that is only longer."""


class Exchange(NamedTuple):
    """A request of a test and what succeeded; `path` is the document's."""

    method: str
    path: str
    at: datetime
    test: str
    sent: Any
    answer: Any

    @property
    def segment(self) -> str:
        """The kind of row to which the path leads."""
        from tests.isolation.bodies import segment_of

        return segment_of(self.path.partition("{firm}/")[2])


class Recorder:
    """A plugin of pytest that notes every exchange of the tests' client in which all went well."""

    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []
        self._test = ""

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Whose exchanges follow."""
        self._test = item.nodeid

    def pytest_collection_finish(self) -> None:
        """Listen, now that Django is set up."""
        from tests.client import FirmClient

        ask = FirmClient.generic

        def asked(client: FirmClient, method: str, path: str, *args: Any, **kwargs: Any) -> Any:
            answer = ask(client, method, path, *args, **kwargs)
            if answer.status_code in (200, 201):
                body = args[0] if args else kwargs.get("data", b"")
                self.note(method, path if path.startswith("/") else client.firm_root + path, body, answer)
            return answer

        FirmClient.generic = asked  # type: ignore[method-assign,assignment]

    def note(self, method: str, url: str, body: str | bytes, answer: Any) -> None:
        """Keep an exchange, unless it chose its fields or is of no operation of the document."""
        from claimback.kernel.clock import now
        from tests import openapi

        path = openapi.template_of(openapi.match_of(urlsplit(url).path).route)
        chosen = "fields=" in answer.wsgi_request.META.get("QUERY_STRING", "")
        if (method, path) not in openapi.operations() or chosen:
            return
        kind = answer.get("Content-Type", "").partition(";")[0]
        told = orjson.loads(answer.content) if kind == "application/json" else None
        if kind in ("text/csv", "text/calendar"):
            told = answer.content.decode("utf-8-sig")
        sent = orjson.loads(body) if body and kind != "text/calendar" else None
        self.exchanges.append(Exchange(method, path, now(), self._test, sent, told))


def made(exchange: Exchange) -> Example:
    """The example that an exchange makes."""
    from tests import openapi
    from tests.snapshots.settled import Settled

    operation = openapi.operations()[exchange.method, exchange.path]
    settled = Settled(exchange.segment, exchange.at)
    example: Example = {}
    if "requestBody" in operation:
        example["sent"] = settled(exchange.sent or {})
    if exchange.answer is not None:
        example["answer"] = settled(exchange.answer)
    return example


def faults(method: str, path: str, example: Mapping[str, Any]) -> list[str]:
    """What is missing in an operation's example, or does not fit its schema."""
    from claimback.api_examples import answer_of
    from tests import openapi

    operation, place = openapi.operations()[method, path], ("paths", path, method.lower())
    status = next((status for status in operation["responses"] if status.startswith("2")), "")
    wanted: dict[str, tuple[str, ...]] = {}
    if "requestBody" in operation:
        wanted["sent"] = (*place, "requestBody", "content", "application/json", "schema")
    media = answer_of(operation)
    if media is not None:
        kind = next(
            kind for kind, found in operation["responses"][status]["content"].items() if found is media
        )
        wanted["answer"] = (*place, "responses", status, "content", kind, "schema")
    found = [f"{part} is not taken or not answered" for part in example.keys() - wanted.keys()]
    for part, schema in wanted.items():
        if part not in example:
            found.append(f"no example of what is {part}")
            continue
        errors = openapi.validator_at(*schema).iter_errors(example[part])
        found += [f"{part} {error.instance_path}: {error.message[:200]}" for error in errors]
    return found


def merit(exchange: Exchange, example: Mapping[str, Any]) -> tuple[float, int, str]:
    """How well an exchange shows its operation; of two that do so alike the shorter one is better."""
    from tests.snapshots.settled import leaves, texts

    told = 3 * leaves(example.get("sent")) + min(leaves(example.get("answer")), _MOST)
    placeholders = sum(text in ("Walked", "walked.pdf", "x", "a") for text in texts(example.get("sent")))
    by_the_walk = "tests/isolation" in exchange.test
    length = len(orjson.dumps(example))
    return told - 30 * placeholders - 100 * by_the_walk - length / 100, -length, exchange.test


def keep(exchanges: Iterable[Exchange], forgotten: Iterable[str] = ()) -> list[str]:
    """Write an example for each operation that needs one. Returns the operations that are left without."""
    from claimback import api_examples
    from tests import openapi

    before, files, without = api_examples.kept(), defaultdict[str, dict[str, Example]](dict), []
    asked = defaultdict[tuple[str, str], list[Exchange]](list)
    for exchange in exchanges:
        asked[exchange.method, exchange.path].append(exchange)
    for (method, path), operation in openapi.operations().items():
        name, group = operation["operationId"], operation["tags"][0]
        example = {} if {name, "all"} & set(forgotten) else before.get(name, {})
        if faults(method, path, example):
            tried = [(merit(one, shown), shown) for one in asked[method, path] for shown in [made(one)]]
            fitting = [pair for pair in tried if not faults(method, path, pair[1])]
            example = max(fitting, key=lambda pair: pair[0])[1] if fitting else before.get(name, {})
        if faults(method, path, example):
            without.append(name)
        if example:
            files[group][name] = example
    for group, examples in files.items():
        text = orjson.dumps(examples, option=orjson.OPT_INDENT_2).decode()
        (api_examples.FOLDER / f"{group}.json").write_text(text + "\n")
    return without


def main() -> int:
    """Run the tests that are named, and keep what they show. Returns 1 while an operation has no example."""
    parser = ArgumentParser(prog=MAKE, description=__doc__)
    parser.add_argument("--anew", action="append", default=[], metavar="OPERATION_ID")
    parser.add_argument("tests", nargs="*", default=["tests"])
    asked, recorder = parser.parse_args(), Recorder()
    pytest.main(["-q", "-n", "0", "-p", "no:cacheprovider", *asked.tests], plugins=[recorder])
    without = keep(recorder.exchanges, asked.anew)
    sys.stdout.write("".join(f"{name} has no example\n" for name in without))
    return bool(without)


if __name__ == "__main__":
    raise SystemExit(main())
