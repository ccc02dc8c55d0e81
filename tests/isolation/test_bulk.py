"""Rows of a bulk request that name another firm's row, or a walled one, answer as those that name an absent one.

Each operation is walked by itself elsewhere; here by turns a third of them, to see that a row comes by the same door.
"""

from collections.abc import Callable
from typing import Any, Final

from claimback.tenancy.api.bulk import ROWS_LIMIT
from tests import openapi
from tests.client import firm_client
from tests.isolation.bodies import ABSENT, body_schema, example
from tests.isolation.conftest import Walk
from tests.isolation.test_api import BY_CAPABILITY, _path, _segment
from tests.isolation.test_walls import WalledWalk, walled  # noqa: F401 - a fixture

WALKED: Final = [
    case
    for case in BY_CAPABILITY
    if "<uuid:id>" in case[0].inside and not case[0].inside.startswith("portal/")
][::3]


def _hold(walk: Walk, client: Any, hidden: Callable[[str], list[tuple[str, int]]]) -> None:
    """Send each operation twice, for a hidden row and for an absent one: the answers are the same, and refusals."""
    rows: list[dict[str, Any]] = []
    for door, method in WALKED:
        for id, version in hidden(_segment(door))[:1]:
            body = example(body_schema(method, openapi.template_of(door.path)), walk.my_rows, _segment(door))
            for each in (id, ABSENT):
                row = {"method": method, "path": _path(door, each), "if_match": f'"{version}"'}
                rows.append(row if method == "GET" else {**row, "body": body})
    assert rows
    for start in range(0, len(rows), ROWS_LIMIT):
        sent = rows[start : start + ROWS_LIMIT]
        answer = client.post("bulk", {"operations": sent})
        assert answer.status_code == 200, answer.content[:300]
        results = answer.json()["results"]
        for row, theirs, absent in zip(sent[::2], results[::2], results[1::2], strict=True):
            walk.cases += 1
            walk.expect(
                theirs == absent and absent["status"] >= 400, f"{row}: {theirs['status']}, {absent['status']}"
            )
    walk.expect_nothing_done("bulk")


def test_a_row_of_another_firm_is_absent(walk: Walk) -> None:
    _hold(walk, firm_client(walk.mine, "owner"), walk.their_rows.of)


def test_a_walled_row_is_absent(walled: WalledWalk) -> None:  # noqa: F811
    _hold(walled.walk, walled.client, walled.of)
