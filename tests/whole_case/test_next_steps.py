"""The next best steps of a case over the API and in the admin: facts from every floor, each with its row."""

from decimal import Decimal

import pytest

from cases.services.promises import promise_make, promise_settle
from deadlines.services.rung_decisions import litigation_cost_enter, rung_decide
from letters.models import Reading
from letters.reading.denial import read_denial
from letters.reading.findings import to_json
from letters.reading.pages import Page
from tests.cases.papers import denial, document
from tests.deadlines.matter import ago, open_matter, open_storm

PAGE = Page(1, "March 3, 2026\n\nWe deny your claim.")
QUOTES = [
    {"quote": "180 days", "page": 1, "start": 0, "end": 8},
    {"quote": "60 days", "page": 2, "start": 4, "end": 11},
]
DEFECT = {
    "id": "tx-reasons",
    "checked": "primary",
    "requirement": "The reasons in writing",
    "citation": "Tex. Ins. Code 542.056(c)",
    "effect": "",
    "why": "None is given.",
}


@pytest.fixture
def storm(in_law):
    """A claim with late payment, a broken promise, a letter with a defect, and what a suit would cost."""
    matter, actor = open_storm(in_law), in_law.attorney
    made = denial(actor, matter.case, grounds=[], letter_date=ago(50), received_on=ago(48))
    paper = document(actor, matter.case.id)
    Reading.objects.create(
        document=paper,
        file=paper.file,
        requested_by_id=actor.member_id,
        state="confirmed",
        denial=made,
        pages=[PAGE.text],
        findings={
            **to_json(read_denial([PAGE])),
            "notice_defects": [DEFECT],
            "contradictions": [{"kind": "period", "why": "Two periods.", "passages": QUOTES}],
        },
    )
    promise = promise_make(actor=actor, case_id=matter.case.id, text="The check by Friday", due_on=ago(20))
    promise_settle(actor=actor, promise_id=promise.id, state="broken", on=ago(19))
    litigation_cost_enter(
        actor=actor,
        case_id=matter.case.id,
        amount=Decimal(80000),
        currency="USD",
        basis="Through trial",
        as_of=ago(3),
    )
    return matter


def test_facts_are_told_as_facts_each_with_its_row(api, in_law, storm):
    attorney = api(in_law, "attorney")
    found = attorney.get(f"cases/{storm.case.id}/next-steps").json()
    facts = {fact["kind"]: fact for fact in found["leverage"]}
    assert {"breach", "notice_defect", "contradiction", "broken_promise", "litigation_cost"} <= set(facts)
    assert "“180 days” (page 1) against “60 days” (page 2)" in facts["contradiction"]["says"]
    assert facts["litigation_cost"]["amount"] == {"amount": "80000.00", "currency": "USD"}
    assert "In dispute: 73,000.00 USD" in facts["litigation_cost"]["says"]
    late = facts["breach"]
    assert late["days_late"] > 0
    assert "days late" in late["says"]
    for fact in facts.values():
        assert attorney.get(fact["path"]).status_code == 200
    billing = api(in_law, "billing").get(f"cases/{storm.case.id}/next-steps").json()
    assert {fact["kind"] for fact in billing["leverage"]} == {"breach", "litigation_cost"}
    assert "broken_promise" in billing["not_shown"]


def test_a_declined_rung_stands_apart(in_law, api):
    matter = open_matter(in_law)
    matter.record("denial_received", ago(10), "delivered")
    rung_decide(
        actor=in_law.attorney,
        case_id=matter.case.id,
        what="declined",
        rung="supervisor",
        reason="Nobody there may decide",
    )
    found = api(in_law, "attorney").get(f"cases/{matter.case.id}/next-steps").json()
    order = [step["remedy"]["rung"] for step in found["steps"]]
    assert order[0] == "internal_appeal"
    assert "supervisor" not in order
    assert [step["remedy"]["rung"] for step in found["declined"]] == ["supervisor"]
