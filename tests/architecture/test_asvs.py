"""The table of OWASP's ASVS 5.0.0 is whole, and what it says shows each line is there."""

import ast
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from claimback.kernel.strict_yaml import load_yaml

ROOT: Final = Path(__file__).resolve().parents[2]
LEVELS: Final = """
1.1 22, 1.2 1111122223, 1.3 112222222223, 1.4 222, 1.5 123, 2.1 122, 2.2 112, 2.3 12223, 2.4 23, 3.1 3, 3.2 113,
3.3 12223, 3.4 11222233, 3.5 11122333, 3.6 3, 3.7 22333, 4.1 12233, 4.2 23333, 4.3 22, 4.4 1222, 5.1 2, 5.2 112333,
5.3 113, 5.4 222, 6.1 122, 6.2 111111112222, 6.3 11223333, 6.4 112233, 6.5 22222333, 6.6 2223, 6.7 33, 6.8 2222,
7.1 222, 7.2 1111, 7.3 22, 7.4 11222, 7.5 223, 7.6 22, 8.1 1233, 8.2 1123, 8.3 133, 8.4 23, 9.1 111, 9.2 1222,
10.1 22, 10.2 223, 10.3 22223, 10.4 1111122222233333, 10.5 22222, 10.6 22, 10.7 222, 11.1 2233, 11.2 22233,
11.3 11233, 11.4 1222, 11.5 23, 11.6 23, 11.7 33, 12.1 12233, 12.2 11, 12.3 22223, 13.1 2333, 13.2 222223, 13.3 2233,
13.4 1222233, 14.1 22, 14.2 12223333, 14.3 122, 15.1 12233, 15.2 12233, 15.3 1222222, 15.4 3333, 16.1 2, 16.2 22222,
16.3 2222, 16.4 222, 16.5 2223, 17.1 23, 17.2 22223333, 17.3 22
"""
"""Of each section of the standard, the level of its requirements in their order, by the CSV of release 5.0.0."""


@pytest.fixture(scope="module")
def table() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = load_yaml((ROOT / "claimback/decisions/asvs.yaml").read_text())
    return found


def test_every_requirement_of_levels_one_and_two_is_there_once(table):
    wanted: dict[str, int] = {}
    for section in LEVELS.replace("\n", " ").split(","):
        name, levels = section.split()
        wanted |= {f"V{name}.{n}": int(level) for n, level in enumerate(levels, start=1)}
    assert len(wanted) == 345
    asked = {number: level for number, level in wanted.items() if level < 3}
    assert {number: line["level"] for number, line in table.items()} == asked


def test_what_is_not_met_or_does_not_apply_says_why(table):
    for number, line in table.items():
        assert line["state"] in ("met", "na", "no"), number
        assert line["asks"], number
        assert line.get("shown") if line["state"] == "met" else line.get("why"), number


def test_what_shows_each_line_is_there(table):
    missing = []
    for number, line in table.items():
        for place in line.get("shown", []):
            path, _, test = place.partition("::")
            if not (ROOT / path).exists() or (test and test not in _tests(path)):
                missing.append(f"{number}: {place}")
    assert not missing, "\n".join(missing)


def test_the_page_counts_as_the_table_does(table):
    page = (ROOT / "claimback/decisions/0027-checked-against-asvs.md").read_text()
    states = [line["state"] for line in table.values()]
    said = f"{states.count('met')} met, {states.count('na')} do not apply, {states.count('no')} not met"
    assert said in page, said


@cache
def _tests(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text())
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
