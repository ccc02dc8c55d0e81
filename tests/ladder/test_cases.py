"""Tables of cases, one file for a family of plan types: events, and where each remedy then stands, why and by what law.

A case names what it expects of some rungs; `order` is every rung that is offered, lowest first; `not_offered` are rungs
that must be absent; `not_given` are the kinds whose absence is explained. Words are held as parts of what is said.
"""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from claimback.kernel.strict_yaml import load_yaml
from deadlines.clock.answer import Answer
from deadlines.clock.wire import facts_from_json
from deadlines.ladder.decisions import Decision
from deadlines.ladder.remedies import answer
from deadlines.law.catalogue import load_catalogue

FOLDER = Path(__file__).parent / "cases"


def tables():
    for path in sorted(FOLDER.glob("*.yaml")):
        for case in load_yaml(path.read_text(encoding="utf-8")):
            yield pytest.param(case, id=f"{path.stem}: {case['case']}")


def solved(case: dict[str, Any]) -> Answer:
    """The answer for a case of a table: events as `kind: date`, or a list of dates."""
    days = {kind: on if isinstance(on, list) else [on] for kind, on in case.get("events", {}).items()}
    events = [{"kind": kind, "on": on} for kind, many in days.items() for on in many]
    known = (
        "line_of_business",
        "plan_type",
        "jurisdiction",
        "facts",
        "policy",
        "loss_date",
        "contract_date",
        "as_of",
    )
    facts = {key: case[key] for key in known if key in case}
    decisions = tuple(Decision(**each) for each in case.get("decisions", ()))
    return answer(facts_from_json({**facts, "events": events}), load_catalogue(), decisions)


@pytest.mark.parametrize("case", list(tables()))
def test_the_remedies_stand_as_the_law_has_it(case):
    found = solved(case)
    remedies = {remedy.rung: remedy for remedy in found.remedies}
    if "order" in case:
        assert list(remedies) == case["order"]
    assert not set(case.get("not_offered", ())) & set(remedies)
    assert set(case.get("not_given", ())) <= {item.kind for item in found.not_given}
    for rung, wanted in case.get("remedies", {}).items():
        remedy = remedies[rung]
        said = (
            f"{rung}: {remedy.state}, {remedy.opens_on} to {remedy.until}: {remedy.why} [{remedy.citation}]"
        )
        assert remedy.state == wanted["state"], said
        for field, value in (("from", remedy.opens_on), ("until", remedy.until)):
            if field in wanted:
                assert value == (date.fromisoformat(wanted[field]) if wanted[field] else None), said
        for field in ("why", "citation", "kind", "checked", "filed_with", "cost", "decided"):
            assert str(wanted.get(field, "")) in getattr(remedy, field), said
        assert set(wanted.get("needs", ())) <= set(remedy.needs), said
        assert list(wanted.get("binding", remedy.binding)) == list(remedy.binding), said
    for remedy in found.remedies:
        assert remedy.citation
        assert remedy.why
