"""Worked cases of golden.yaml, at least one for every rule of the catalogue."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from deadlines.law.catalogue import load_catalogue
from tests.law.cases import claim, row, solve

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "golden.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['rule']}: {case['why'][:60]}")
def test_the_date_is_the_one_counted_by_hand(case):
    answer = solve(
        claim(
            case["events"],
            line=case.get("line", "health"),
            plan=case.get("plan", "erisa_self_funded"),
            facts=case.get("facts"),
            policy=case.get("policy"),
            as_of=case.get("as_of"),
        )
    )
    found = row(answer, case["rule"])
    due = found.due_at or found.due_on
    assert {
        "due": due.isoformat() if due else "none",
        "safe": found.safe_on.isoformat() if found.safe_on else "none",
        "state": found.state,
        "needs": list(found.needs),
    } == {
        "due": str(case["due"]),
        "safe": str(case["safe"]),
        "state": case["state"],
        "needs": case.get("needs", []),
    }


def test_every_rule_has_a_worked_case():
    assert {rule.id for rule in load_catalogue().rules} == {case["rule"] for case in CASES}
