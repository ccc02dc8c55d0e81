"""A day that leaves less time than the law of the state asks for is not approved."""

from dataclasses import replace
from datetime import date

import pytest

from letters.writing.check import check_letter
from letters.writing.draft import draft_letter
from tests.writing.samples import sample


@pytest.mark.parametrize(
    ("template_id", "state", "name", "day", "expected"),
    [
        ("time_limit_demand", "MO", "accept_by", date(2026, 11, 1), {"period_too_short"}),
        ("time_limit_demand", "MO", "accept_by", date(2026, 11, 2), {"period_from_receipt"}),
        ("time_limit_demand", "MO", "accept_by", date(2026, 11, 8), set()),
        ("time_limit_demand", "CA", "accept_by", date(2026, 9, 1), {"period_too_short"}),
        ("time_limit_demand", "CA", "accept_by", date(2026, 9, 2), set()),
        ("time_limit_demand", "OH", "accept_by", date(2026, 8, 10), set()),
        ("time_limit_demand_georgia", "GA", "pay_by", date(2026, 9, 11), {"period_too_short"}),
        ("demand_property", "SC", "pay_by", date(2026, 10, 31), {"period_too_short"}),
        ("demand_property", "SC", "pay_by", date(2026, 11, 1), set()),
        ("texas_presuit_notice", "TX", "suit_from", date(2026, 10, 2), {"period_too_short"}),
        ("texas_presuit_notice", "TX", "suit_from", date(2026, 10, 3), set()),
        ("civil_remedy_notice_facts", "FL", "cure_by", date(2026, 10, 1), {"period_too_short"}),
    ],
)
def test_the_day_that_a_letter_sets_leaves_the_time_of_the_law(
    template_id: str, state: str, name: str, day: date, expected: set[str]
) -> None:
    facts = sample(template_id)
    facts = replace(
        facts, case=replace(facts.case, jurisdiction=state), particulars={**facts.particulars, name: day}
    )
    report = check_letter(draft_letter(template_id, facts), facts, on=date(2026, 8, 3))
    assert {finding.code for finding in report.findings if finding.code.startswith("period")} == expected
