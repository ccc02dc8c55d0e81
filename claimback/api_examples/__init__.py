"""An example of every operation's body and answer: what the tests sent and received, made plain, kept as data here.

One file for each group of operations. They are read when the OpenAPI document is asked for, and at no other time.
`python -m tests.snapshots.examples` makes them.
"""

from pathlib import Path
from typing import Any, Final, TypedDict

import orjson

FOLDER: Final = Path(__file__).parent
_METHODS: Final = ("get", "put", "post", "patch", "delete")


class Example(TypedDict, total=False):
    """What is sent, and what a success answers; either may be nothing."""

    sent: Any
    answer: Any


def kept() -> dict[str, Example]:
    """Every example by the id of its operation, as the files have them now."""
    return {name: one for file in sorted(FOLDER.glob("*.json")) for name, one in kept_in(file).items()}


def kept_in(file: Path) -> dict[str, Example]:
    """The examples of one group of operations."""
    examples: dict[str, Example] = orjson.loads(file.read_bytes())
    return examples


def examples_shown(result: dict[str, Any], generator: Any, **_: Any) -> dict[str, Any]:  # noqa: ARG001
    """Put each example beside the schema that it is one of. Called by drf-spectacular on the finished document."""
    examples = kept()
    for item in result["paths"].values():
        for operation in (item[method] for method in _METHODS if method in item):
            example = examples.get(operation["operationId"], {})
            if "sent" in example:
                operation["requestBody"]["content"]["application/json"]["example"] = example["sent"]
            if "answer" in example and (media := answer_of(operation)) is not None:
                media["example"] = example["answer"]
    return result


def answer_of(operation: dict[str, Any]) -> dict[str, Any] | None:
    """The part of an operation that describes the success that is text: JSON, or else a table or a calendar."""
    answers = (answer for status, answer in operation["responses"].items() if status.startswith("2"))
    for content in (answer.get("content", {}) for answer in answers):
        for kind in ("application/json", "text/csv", "text/calendar"):
            if kind in content:
                media: dict[str, Any] = content[kind]
                return media
    return None
