"""What is done to the OpenAPI document when drf-spectacular has made it from the views: its hooks, in their order.

The words are in `claimback.api_description`, the groups in `claimback.api_groups`, the examples in
`claimback.api_examples`.
"""

from collections.abc import Iterator
from inspect import getdoc
from typing import Any, Final

from claimback.api_description import ETAG, IF_NONE_MATCH, RATE_LIMIT_HEADERS, SERVERS
from claimback.api_groups import GROUPS
from claimback.kernel import errors
from claimback.kernel.problems import CONTENT_TYPE, problem_body

_BLANK: Final = "Blank"
"""What drf-spectacular calls the choice set of the empty text alone."""

_REFUSALS: Final = (
    errors.invalid("received_on", "Enter a day that is not before the date of the letter."),
    errors.NotSignedIn(),
    errors.Forbidden("Your role lacks the capability letter.approve."),
    errors.NotFound(),
    errors.Conflict(),
    errors.PreconditionFailed(),
    errors.Unprocessable(),
    errors.PreconditionRequired(),
    errors.TooManyRequests(30),
)
"""One of each kind; no two have one status."""


def choices_by_value(result: dict[str, Any], generator: Any, **_: Any) -> dict[str, Any]:  # noqa: ARG001
    """Tell choice sets apart by their values alone, whatever labels a form gives them; leave the labels out.

    Called by drf-spectacular on the document before it names the choice sets.
    """
    for schema in _schemas(result):
        schema.pop("x-spec-enum-id", None)
        if "enum" in schema and str(schema.get("description", "")).startswith("*"):
            del schema["description"]
        elif "enum" in schema and "\n\n* `" in str(schema.get("description", "")):
            schema["description"] = schema["description"].partition("\n\n* `")[0]
    return result


def blank_is_a_constant(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Write the empty text beside a choice set as such; drf-spectacular makes it a choice set with a name.

    Called by drf-spectacular on the document after it named the choice sets.
    """
    result["components"]["schemas"].pop(_BLANK, None)
    for schema in _schemas(result):
        if schema.get("$ref") == f"#/components/schemas/{_BLANK}":
            schema.clear()
            schema |= {"type": "string", "const": ""}
    return result


def parameters_by_name(result: dict[str, Any], generator: Any, **_: Any) -> dict[str, Any]:  # noqa: ARG001
    """Give a parameter's choice set the name that fields of the same choices have.

    Called by drf-spectacular on the document after it named the choice sets.
    """
    named = {
        frozenset(schema["enum"]): {"$ref": f"#/components/schemas/{name}"}
        for name, schema in result["components"]["schemas"].items()
        if "enum" in schema
    }
    for operation in _operations(result):
        for parameter in operation.get("parameters", []):
            choices = frozenset(parameter["schema"].get("enum", ()))
            if choices in named and "default" not in parameter["schema"]:
                parameter["schema"] = named[choices]
    return result


def conditional_reads(result: dict[str, Any], generator: Any, **_: Any) -> dict[str, Any]:  # noqa: ARG001
    """Describe what the front door does for every GET of JSON: its ETag, and 304 where the caller has the answer.

    Called by drf-spectacular on the finished document.
    """
    result["components"].setdefault("headers", {})["ETag"] = ETAG
    reads = [item["get"] for item in result["paths"].values() if "get" in item]
    for operation in reads:
        answers = operation["responses"]
        if "application/json" in answers.get("200", {}).get("content", {}):
            operation.setdefault("parameters", []).append(dict(IF_NONE_MATCH))
            answers["200"].setdefault("headers", {})["ETag"] = {"$ref": "#/components/headers/ETag"}
            answers["304"] = {"description": "As it was read: no content."}
            operation["responses"] = dict(sorted(answers.items()))
    return result


def rate_limits(result: dict[str, Any], generator: Any, **_: Any) -> dict[str, Any]:  # noqa: ARG001
    """Describe what `tenancy.rate_limits` says on every answer, where an operation did what was asked and on 429.

    Called by drf-spectacular on the finished document.
    """
    result["components"].setdefault("headers", {}).update(RATE_LIMIT_HEADERS)
    named = {name: {"$ref": f"#/components/headers/{name}"} for name in RATE_LIMIT_HEADERS}
    told = {name: reference for name, reference in named.items() if name != "Retry-After"}
    for operation in _operations(result):
        for status, answer in operation["responses"].items():
            if status < "300" or status == "429":
                answer.setdefault("headers", {}).update(named if status == "429" else told)
    return result


def answers_said(result: dict[str, Any], generator: Any, **_: Any) -> dict[str, Any]:  # noqa: ARG001
    """Say of every answer what it is: of a success in a few words, of a refusal once for all operations.

    Called by drf-spectacular on the finished document.
    """
    said: dict[str, Any] = {}
    refusals = {str(refusal.status): refusal for refusal in _REFUSALS}
    for operation in _operations(result):
        for status, answer in operation["responses"].items():
            if status in refusals:
                name = type(refusals[status]).__name__
                said.setdefault(name, _refusal(refusals[status]) | _headers(answer))
                operation["responses"][status] = {"$ref": f"#/components/responses/{name}"}
            elif not answer["description"]:
                answer["description"] = _success(status, operation)
    result["components"]["responses"] = dict(sorted(said.items()))
    return result


def _headers(answer: dict[str, Any]) -> dict[str, Any]:
    return {"headers": answer["headers"]} if "headers" in answer else {}


def _refusal(refusal: errors.Refusal) -> dict[str, Any]:
    meaning = (getdoc(type(refusal)) or "").partition("\n")[0]
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": problem_body(refusal)}
    return {"description": meaning, "content": {CONTENT_TYPE: problem}}


def _success(status: str, operation: dict[str, Any]) -> str:
    if status == "201":
        return "Made."
    changed = any(parameter["name"] == "If-Match" for parameter in operation.get("parameters", []))
    return "As it is now." if changed else "What was asked for."


def grouped(result: dict[str, Any], generator: Any, **_: Any) -> dict[str, Any]:  # noqa: ARG001
    """Put each operation into its group of subjects in place of the first word of its path, and say what groups are.

    Called by drf-spectacular on the finished document.
    """
    groups = {segment: group for group in GROUPS for segment in group.segments}
    for operation in _operations(result):
        operation["tags"] = [groups[tag].name if tag in groups else tag for tag in operation["tags"]]
    result["tags"] = [{"name": group.name, "description": group.about} for group in GROUPS]
    result["servers"] = SERVERS
    return result


def _operations(result: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for item in result["paths"].values():
        yield from (operation for operation in item.values() if isinstance(operation, dict))


def _schemas(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for value in list(node.values()):
            yield from _schemas(value)
    elif isinstance(node, list):
        for value in node:
            yield from _schemas(value)
