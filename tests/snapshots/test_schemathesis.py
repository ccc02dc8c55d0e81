"""Requests made up by schemathesis from the OpenAPI document, sent as each role: no fault of ours, no answer that the
document does not describe, and no secret in a refusal.

The short run deals the operations round among the roles that may ask them, and asks nothing that is as the document
says: the walk sends that. The long run asks every operation as every role, half of the time as the document says. Real
ids and versions are put in most of the time, so that more is met than what is absent. The long run, and a slice of it:

    SCHEMATHESIS_EXAMPLES=20 uv run pytest tests/snapshots/test_schemathesis.py -n 2
    SCHEMATHESIS_EXAMPLES=5 uv run pytest tests/snapshots/test_schemathesis.py -k "billing and letters"
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from django.conf import settings as django_settings
from hypothesis import HealthCheck, Phase, given, settings, strategies
from schemathesis import GenerationMode
from schemathesis.core import NOT_SET

from claimback.tenancy.roles import ROLES
from tests import openapi
from tests.client import client_for
from tests.firms import TestFirm
from tests.isolation.bodies import ABSENT, REFERENCES, Rows, segment_of
from tests.isolation.effects import undone, watch
from tests.isolation.test_api import OPERATIONS as DOORS
from tests.isolation.test_api import _let_in, _path

EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "1"))
LONG = "SCHEMATHESIS_EXAMPLES" in os.environ
MODES = list(GenerationMode) if LONG else [GenerationMode.NEGATIVE]


def _takes_something(operation: dict[str, Any]) -> bool:
    """Whether anything but the firm and the id can be made up, in place of which rows that there are are put."""
    made_up = [
        p for p in operation.get("parameters", []) if p["in"] != "path" and p["name"] != "If-None-Match"
    ]
    return "requestBody" in operation or bool(made_up)


CASES = {(method, openapi.template_of(door.path)): (door, method) for door, method in DOORS}
"""Each operation of the document with its door."""


def _asked() -> Iterator[tuple[str, str, str]]:
    """The operations to ask, each with a role; in the short run without those that the walk asks in the same words."""
    for turn, (asked, operation) in enumerate(openapi.operations().items()):
        if LONG:
            yield from ((role, *asked) for role in ROLES)
        elif _takes_something(operation):
            may = _let_in(CASES[asked])
            yield (may[turn % len(may)], *asked)


ASKED = list(_asked())


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
        case.body = dict(case.body)  # it may be the document's own example
        for name, value in case.body.items():
            if isinstance(value, str) and (name in REFERENCES or name == "corrects_id"):
                case.body[name] = rows.named(name, segment)


def _secrets(*firms: TestFirm) -> list[bytes]:
    """What no refusal may hold: keys and passwords of the installation, tokens of members, and how a fault reads."""
    database: Any = django_settings.DATABASES["default"]
    stores: Any = django_settings.STORAGES
    kept = [
        django_settings.SECRET_KEY,
        django_settings.MASTER_KEY,
        database["PASSWORD"],
        stores["default"]["OPTIONS"]["secret_key"],
        *(token for firm in firms for token in firm.tokens.values()),
        "Traceback (most recent",
        "site-packages",
        "psycopg.",
    ]
    return [text.encode() for text in kept if text]


def _send(client: Any, case: Any, secrets: list[bytes]) -> None:
    """Send it. The client raises for a fault, and fails for an answer that is not described, or tells a secret."""
    path = case.path.format_map({name: str(value) for name, value in case.path_parameters.items()})
    query = urlencode({k: v for k, v in dict(case.query or {}).items() if v is not None}, doseq=True)
    headers = {
        f"HTTP_{name.upper().replace('-', '_')}": str(value).encode("utf-8", "replace").decode("latin-1")
        for name, value in dict(case.headers or {}).items()
        if name.lower() not in {"authorization", "cookie", "content-type"}
    }
    body = b"" if case.body is NOT_SET else json.dumps(case.body, default=str).encode("utf-8", "replace")
    answer = client.generic(
        case.method, f"{path}?{query}" if query else path, body, "application/json", **headers
    )
    if answer.status_code >= 400:
        told = [number for number, secret in enumerate(secrets) if secret in answer.content]
        assert not told, f"{case.method} {path} tells the secrets {told}: {answer.status_code}"


@pytest.mark.filterwarnings(
    "ignore::hypothesis.errors.HypothesisDeprecationWarning"
)  # schemathesis draws by random
@pytest.mark.slow  # several requests to each operation
@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.value)
@pytest.mark.parametrize(("role", "method", "path"), ASKED, ids=lambda part: part.rpartition("}/")[2])
def test_no_request_makes_a_fault(full, full_database, law, adjusters, monkeypatch, role, method, path, mode):
    watch(monkeypatch)
    rows = full_database.rows[law.slug]
    client = client_for(law, role, method, _path(CASES[method, path][0], ABSENT))
    secrets = _secrets(law, adjusters)
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
            _send(client, case, secrets)

    with suppress(pytest.skip.Exception):  # nothing of this operation can be negated
        requests()


def test_every_role_asks():
    assert {role for role, _, _ in ASKED} == set(ROLES)
