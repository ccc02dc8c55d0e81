"""Which items a complete claim file holds, for a line of business, a plan type and the reasons that were given."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from cases.vocabulary import GROUND_CODES, LINES_OF_BUSINESS, PLAN_TYPES
from claimback.kernel.forms import Form
from claimback.kernel.strict_yaml import load_yaml

HERE: Final = Path(__file__).parent
INSURER, PLAN_ADMINISTRATOR = "insurer", "plan_administrator"
HOLDERS: Final = {INSURER: "The insurer", PLAN_ADMINISTRATOR: "The plan administrator"}


@dataclass(frozen=True, slots=True)
class ExpectedItem:
    """One thing that belongs in the file. Empty `plan_types` or `grounds` limit nothing."""

    code: str
    label: str
    why: str
    holder: str
    lines: frozenset[str]
    plan_types: frozenset[str]
    grounds: frozenset[str]
    citation: str
    checked: str

    def fits(self, line_of_business: str, plan_type: str, grounds: Collection[str]) -> bool:
        """Whether a case of this law and these grounds should find it in the file."""
        return (
            line_of_business in self.lines
            and (not self.plan_types or plan_type in self.plan_types)
            and (not self.grounds or not self.grounds.isdisjoint(grounds))
        )


class ExpectedItemsError(ValueError):
    """A list of expected items that can't be trusted: names the item and what is wrong with it."""


def expected_items(
    line_of_business: str, plan_type: str, grounds: Collection[str] = ()
) -> tuple[ExpectedItem, ...]:
    """What the claim file should hold, in the order in which it is asked for. One item a code."""
    fitting = [item for item in load_expected() if item.fits(line_of_business, plan_type, grounds)]
    return tuple({item.code: item for item in fitting}.values())


@cache
def load_expected() -> tuple[ExpectedItem, ...]:
    """The list that ships with the project, read once. Raises ExpectedItemsError."""
    return parse_expected(load_yaml((HERE / "expected.yaml").read_text(encoding="utf-8")))


def parse_expected(document: Mapping[str, Any]) -> tuple[ExpectedItem, ...]:
    """The items of a document. Raises ExpectedItemsError for a shape, word or doubling that can't be meant."""
    schema = json.loads((HERE / "expected.schema.json").read_text(encoding="utf-8"))
    flaw = Form(schema).flaw(document)
    if flaw is not None:
        raise ExpectedItemsError(f"{flaw.json_path}: {flaw.message}")
    items = tuple(_item(raw) for raw in document["items"])
    for place, item in enumerate(items):
        for other in items[:place]:
            if item.code == other.code and _meet(item, other):
                raise ExpectedItemsError(f"{item.code}: two entries fit one case. Part them by plan type.")
    return items


def _item(raw: Mapping[str, Any]) -> ExpectedItem:
    for name, known in (("lines", LINES_OF_BUSINESS), ("plan_types", PLAN_TYPES), ("grounds", GROUND_CODES)):
        if unknown := set(raw.get(name, ())) - known.keys():
            raise ExpectedItemsError(f"{raw['code']}: {name} has the unknown word {sorted(unknown)[0]!r}.")
    return ExpectedItem(
        code=raw["code"],
        label=raw["label"],
        why=raw["why"],
        holder=raw.get("holder", INSURER),
        lines=frozenset(raw["lines"]),
        plan_types=frozenset(raw.get("plan_types", ())),
        grounds=frozenset(raw.get("grounds", ())),
        citation=raw.get("citation", ""),
        checked=raw.get("checked", ""),
    )


def _meet(one: ExpectedItem, other: ExpectedItem) -> bool:
    def overlap(mine: frozenset[str], theirs: frozenset[str]) -> bool:
        return not mine or not theirs or not mine.isdisjoint(theirs)

    return (
        not one.lines.isdisjoint(other.lines)
        and overlap(one.plan_types, other.plan_types)
        and overlap(one.grounds, other.grounds)
    )
