"""The worked cases of golden/: at least one for every rule whose words were read in the law itself."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from claimback.kernel.strict_yaml import load_yaml
from deadlines.law.catalogue import load_catalogue
from tests.law.cases import claim, row, solve


def _cases() -> list[dict[str, Any]]:
    files = [load_yaml(path.read_text(encoding="utf-8")) for path in sorted(GOLDEN.glob("*.yaml"))]
    return [{**file["defaults"], **case} for file in files for case in file["cases"]]


DATES = ("contract_date", "loss_date", "as_of")
GOLDEN = Path(__file__).parent / "golden"
CASES = _cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['rule']}: {case['why'][:60]}")
def test_the_date_is_the_one_counted_by_hand(case):
    answer = solve(
        claim(
            case["events"],
            line=case["line"],
            plan=case["plan"],
            jurisdiction=case["jurisdiction"],
            facts=case.get("facts"),
            policy=case.get("policy"),
            **{field: date.fromisoformat(case[field]) for field in DATES if field in case},
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


def test_every_rule_that_was_read_in_the_law_has_a_worked_case():
    read = {rule.id for rule in load_catalogue().rules if rule.checked.grade == "primary"}
    assert read - {case["rule"] for case in CASES} == set()
