"""The OpenAPI document of this code, and answers held against it. The document and its validators are made once."""

import json
import re
from functools import cache, lru_cache
from typing import Any
from urllib.parse import quote, urlsplit

import jsonschema_rs
from django.urls import Resolver404, ResolverMatch, resolve
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer

API = "/api/v1/firms/"
UUIDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_ANY_ID = "01900000-0000-7000-8000-000000000001"
_NAME = "urn:claimback:openapi"


@cache
def _made() -> Any:
    with GENERATOR_STATS.silence():
        GENERATOR_STATS.reset()
        made = SchemaGenerator().get_schema(request=None, public=True)
        complaints = [*GENERATOR_STATS._warn_cache, *GENERATOR_STATS._error_cache]
    assert not complaints, "\n".join(complaints)
    return made


@cache
def text() -> str:
    """The document as it is committed. Fails on a warning."""
    rendered: bytes = OpenApiYamlRenderer().render(_made(), renderer_context={})
    return rendered.decode()


@cache
def document() -> dict[str, Any]:
    """The document as a client reads it."""
    read: dict[str, Any] = json.loads(OpenApiJsonRenderer().render(_made(), renderer_context={}))
    return read


@cache
def operations() -> dict[tuple[str, str], dict[str, Any]]:
    """Each operation by its method and its path. With its refusals and choice sets written out."""
    return {
        (method.upper(), path): _written_out(operation)
        for path, item in document()["paths"].items()
        for method, operation in item.items()
        if method in {"get", "put", "post", "patch", "delete"}
    }


def _written_out(operation: dict[str, Any]) -> dict[str, Any]:
    responses = {status: named(answer) for status, answer in operation["responses"].items()}
    parameters = [
        parameter | {"schema": named(parameter["schema"])} for parameter in operation.get("parameters", [])
    ]
    return operation | {"responses": responses, "parameters": parameters}


def named(part: dict[str, Any]) -> dict[str, Any]:
    """The part of the document that this one refers to, or itself."""
    found: Any = document()
    if "$ref" not in part:
        return part
    for name in part["$ref"].removeprefix("#/").split("/"):
        found = found[name]
    return dict(found)


def takes(method: str, path: str, parameter: str) -> bool:
    """Whether an operation has this parameter."""
    return any(found["name"] == parameter for found in operations()[method, path].get("parameters", []))


def expandable(path: str) -> str:
    """The names that a path's `expand` takes, separated by commas; none where it takes none."""
    for found in operations()["GET", path].get("parameters", []):
        if found["name"] == "expand":
            names: str = found["description"].removeprefix("Of: ").partition(";")[0]
            return names.replace(", ", ",")
    return ""


@lru_cache(4096)
def _found(path: str) -> ResolverMatch:
    return resolve(path)


def match_of(path: str) -> ResolverMatch:
    """The view that a path leads to, and its route; looked up once for all ids. Raises Resolver404."""
    return _found(UUIDS.sub(_ANY_ID, path))


@cache
def template_of(route: str) -> str:
    """The document's path for a route of Django's: <uuid:id> is {id}."""
    return "/" + re.sub(r"<(?:[^:>]+:)?([^>]+)>", r"{\1}", route)


@cache
def _registry() -> jsonschema_rs.Registry:
    return jsonschema_rs.Registry([(_NAME, document())], draft=jsonschema_rs.Draft202012)


@cache
def _validator(
    method: str, path: str, status: int, content_type: str
) -> jsonschema_rs.Draft202012Validator | None:
    """What holds a body against its schema; None where there is no schema."""
    operation = operations()[method, path]
    answer, sent = operation["responses"].get(str(status)), content_type or "nothing"
    assert answer is not None, (
        f"{method} {path} answers {status}; the document knows {list(operation['responses'])}"
    )
    content = answer.get("content", {})
    assert content_type in content or (not content_type and not content), (
        f"{method} {path} answers {status} as {sent}; the document says {list(content) or 'nothing'}"
    )
    if "schema" not in content.get(content_type, {}):
        return None
    place: tuple[str, ...] = ("paths", path, method.lower(), "responses", str(status))
    if refers_to := document()["paths"][path][method.lower()]["responses"][str(status)].get("$ref"):
        place = tuple(refers_to.removeprefix("#/").split("/"))
    return validator_at(*place, "content", content_type, "schema")


@cache
def validator_at(*place: str) -> jsonschema_rs.Draft202012Validator:
    """What holds a value against the schema that stands at this place in the document."""
    pointer = "/".join(quote(part.replace("~", "~0").replace("/", "~1"), safe="~") for part in place)
    return jsonschema_rs.Draft202012Validator(
        {"$ref": f"{_NAME}#/{pointer}"}, registry=_registry(), validate_formats=True
    )


def assert_described(method: str, url: str, response: Any) -> None:
    """Fail unless the document describes this answer of a firm's URL: its status, its content type and its body."""
    path, query = urlsplit(url).path, response.wsgi_request.META.get("QUERY_STRING", "")
    if not path.startswith(API) or method not in {"GET", "PUT", "POST", "PATCH", "DELETE"}:
        return
    try:
        template = template_of(match_of(path).route)
    except Resolver404:
        assert response.status_code == 404, f"{method} {path} is no URL and answers {response.status_code}"
        return
    if (method, template) not in operations():
        assert response.status_code == 405, f"{method} {path} is not in the document: {response.status_code}"
        return
    content_type = response.get("Content-Type", "").partition(";")[0] if response.content else ""
    hold_body(method, template, response.status_code, content_type, response.content, "fields=" in query)


@lru_cache(4096)  # most refusals are one body
def hold_body(
    method: str, template: str, status: int, content_type: str, content: bytes, fields_chosen: bool
) -> None:
    """Fail unless the document describes this body; a field may be missing where the request chose its fields."""
    validator = _validator(method, template, status, content_type)
    if validator is None:
        return
    told = json.loads(content) if "json" in content_type else content.decode(errors="replace")
    for error in validator.iter_errors(told):
        if fields_chosen and isinstance(error.kind, jsonschema_rs.ValidationErrorKind.Required):
            continue
        raise AssertionError(f"{method} {template} {status}, {error.instance_path}: {error.message[:300]}")
