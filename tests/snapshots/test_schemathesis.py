"""Requests made up by schemathesis from the OpenAPI document, sent as an attorney: no fault of ours, and no answer
that the document does not describe. In the run of minutes half of them are as the document asks; in the short one
none is, for the walk sends those.

Real ids and versions are put in most of the time, so that more is met than what is absent. The run of minutes:

    SCHEMATHESIS_EXAMPLES=150 uv run pytest tests/snapshots/test_schemathesis.py -n 2
"""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings, strategies
from schemathesis import GenerationMode
from schemathesis.core import NOT_SET

from claimback.tenancy.roles import CLIENT
from tests import openapi
from tests.client import firm_client
from tests.isolation.bodies import ABSENT, REFERENCES, Rows, chief_of, segment_of
from tests.isolation.effects import undone, watch

EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "1"))
LONG = "SCHEMATHESIS_EXAMPLES" in os.environ
MODES = list(GenerationMode) if LONG else [GenerationMode.NEGATIVE]


def _takes_something(operation: dict[str, Any]) -> bool:
    """Whether anything but the firm and the id can be made up, in place of which rows that there are are put."""
    made_up = [
        p for p in operation.get("parameters", []) if p["in"] != "path" and p["name"] != "If-None-Match"
    ]
    return "requestBody" in operation or bool(made_up)


OPERATIONS = [
    asked for asked, operation in openapi.operations().items() if LONG or _takes_something(operation)
]
"""In the short run without those that the walk asks in the same words."""


@cache
def _schema() -> Any:
    return schemathesis.openapi.from_dict(openapi.document())


def _inside(path: str) -> str:
    return path.removeprefix("/api/v1/firms/{firm}/")


def _put_real(case: Any, rows: Rows, slug: str, draw: Callable[[Any], Any]) -> None:
    """The firm, and most of the time rows that there are, where the case names some."""
    case.path_parameters = {**(case.path_parameters or {}), "firm": slug}
    segment = segment_of(_inside(case.path))
    real = draw(strategies.integers(0, 9)) < 8
    if "id" in case.path_parameters:
        id, version = rows.of(segment)[0] if real else (ABSENT, 1)
        case.path_parameters["id"] = id
        if real and case.headers is not None and "If-Match" in case.headers:
            case.headers["If-Match"] = f'"{version}"'
    if real and isinstance(case.body, dict):
        for name, value in case.body.items():
            if isinstance(value, str) and (name in REFERENCES or name == "corrects_id"):
                case.body[name] = rows.named(name, segment)


def _send(client: Any, case: Any) -> None:
    """Send it. The client raises for a fault, and fails for an answer that is not described."""
    path = case.path.format_map({name: str(value) for name, value in case.path_parameters.items()})
    query = urlencode({k: v for k, v in dict(case.query or {}).items() if v is not None}, doseq=True)
    headers = {
        f"HTTP_{name.upper().replace('-', '_')}": str(value).encode("utf-8", "replace").decode("latin-1")
        for name, value in dict(case.headers or {}).items()
        if name.lower() not in {"authorization", "cookie", "content-type"}
    }
    body = b"" if case.body is NOT_SET else json.dumps(case.body, default=str).encode("utf-8", "replace")
    client.generic(case.method, f"{path}?{query}" if query else path, body, "application/json", **headers)


@pytest.mark.filterwarnings(
    "ignore::hypothesis.errors.HypothesisDeprecationWarning"
)  # schemathesis draws by random
@pytest.mark.slow  # several requests to each operation
@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.value)
@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=lambda part: part.rpartition("}/")[2])
def test_no_request_makes_a_fault(full, full_database, law, monkeypatch, method, path, mode):
    watch(monkeypatch)
    chief = chief_of(segment_of(_inside(path)))
    rows = full_database.rows[law.slug]
    client = firm_client(law, chief) if chief == CLIENT else firm_client(law)
    operation = _schema()[path][method]

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=not LONG,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategies.data())
    def requests(data: Any) -> None:
        case = data.draw(operation.as_strategy(generation_mode=mode))
        _put_real(case, rows, law.slug, data.draw)
        with undone():
            _send(client, case)

    with suppress(pytest.skip.Exception):  # nothing of this operation can be negated
        requests()
