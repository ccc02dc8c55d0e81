"""Extensions: which clock a notice extends, by how much, and what is asked where its reason is not known."""

from datetime import date, datetime

import pytest

from deadlines.law.model import FactValue
from tests.law.cases import claim, row, solve
from tests.law.test_tolling import ANSWER
from tests.law.test_tolling import solve as solve_rules


class TestExtension:
    def test_an_unknown_reason_shows_the_date_and_asks(self):
        facts = claim(
            {"claim_received": date(2026, 2, 24), "extension_notice_sent": date(2026, 3, 6)},
            facts={"claim_kind": "pre_service"},
            as_of=date(2026, 5, 1),
        )
        found = row(solve(facts), "erisa-preservice-initial-decision")
        assert (found.due_on, found.needs, found.state) == (
            date(2026, 3, 26),
            ("extension_reason",),
            "unknown",
        )

    def test_the_notice_of_an_appeals_extension_does_not_extend_the_first_decision(self):
        facts = claim(
            {
                "claim_received": date(2026, 1, 15),
                "denial_received": date(2026, 2, 10),
                "appeal_received": date(2026, 2, 12),
                "extension_notice_sent": date(2026, 2, 20),
            },
            line="disability",
            facts={"extension_reason": "special_circumstances"},
        )
        answer = solve(facts)
        assert row(answer, "erisa-disability-initial-decision").due_on == date(2026, 3, 1)
        assert row(answer, "erisa-disability-appeal-decision").due_on == date(2026, 5, 13)

    def test_a_second_extension_noticed_after_the_clock_stood_is_in_time(self):
        facts = claim(
            {
                "claim_received": date(2026, 1, 15),
                "extension_notice_sent": [date(2026, 2, 20), date(2026, 5, 1)],
                "information_received": [date(2026, 4, 6), date(2026, 5, 8)],
            },
            line="disability",
            facts={"extension_reason": "missing_information"},
        )
        # 35 days are used by February 19 and 24 more by April 30, so 46 of 105 are left on May 8.
        assert row(solve(facts), "erisa-disability-initial-decision").due_on == date(2026, 6, 23)

    def test_health_appeals_are_never_extended(self):
        facts = claim(
            {"appeal_received": date(2026, 5, 1), "extension_notice_sent": date(2026, 5, 15)},
            facts={
                "claim_kind": "post_service",
                "appeal_levels": 1,
                "extension_reason": "special_circumstances",
            },
        )
        assert row(solve(facts), "erisa-postservice-appeal-decision-one-level").due_on == date(2026, 6, 30)


MA: dict[str, FactValue] = {"claim_kind": "urgent", "part_b_drug": False}


class TestHoursExtended:
    """42 CFR 422.572(b): fourteen days more on seventy-two hours."""

    def expedited(self, received, noticed, **more):
        facts = claim(
            {"urgent_request_received": received, "extension_notice_sent": noticed},
            plan="medicare_advantage",
            facts=MA,
            **more,
        )
        return row(solve(facts), "ma-expedited-determination")

    def test_the_days_end_at_the_same_hour_across_a_change_of_the_clocks(self):
        found = self.expedited(
            "2026-03-02T15:00-06:00 America/Chicago", "2026-03-04T09:00-06:00 America/Chicago"
        )
        assert found.due_at == datetime.fromisoformat("2026-03-19T15:00-05:00")
        assert found.safe_on == date(2026, 3, 19)
        assert [step.result for step in found.working if step.step == "extension"] == [
            "2026-03-19T15:00:00-05:00"
        ]

    def test_a_notice_an_hour_late_extends_nothing(self):
        found = self.expedited(
            "2026-03-02T15:00-06:00 America/Chicago", "2026-03-05T16:00-06:00 America/Chicago"
        )
        assert found.due_at == datetime.fromisoformat("2026-03-05T15:00-06:00")
        assert any(step.step == "extension_refused" for step in found.working)

    def test_of_a_notice_without_an_hour_the_day_decides(self):
        assert self.expedited("2026-03-02T15:00-06:00 America/Chicago", date(2026, 3, 5)).safe_on == date(
            2026, 3, 19
        )
        assert self.expedited("2026-03-02T15:00-06:00 America/Chicago", date(2026, 3, 6)).safe_on == date(
            2026, 3, 5
        )

    def test_a_second_notice_gives_no_second_extension(self):
        notices = [date(2026, 3, 3), date(2026, 3, 10)]
        found = self.expedited("2026-03-02T15:00-06:00 America/Chicago", notices)
        assert found.due_at == datetime.fromisoformat("2026-03-19T15:00-05:00")

    def test_hours_are_lengthened_by_hours(self):
        facts = claim(
            {
                "external_review_request_received": "2026-03-06T15:00-05:00 America/New_York",
                "extension_notice_sent": "2026-03-07T10:00-05:00 America/New_York",
            },
            plan="individual_aca",
            jurisdiction="KY",
            facts={"claim_kind": "urgent", "external_review_process": "state"},
        )
        # 48 hours on, by the clock an hour later: it was put forward on March 8.
        found = row(solve(facts), "ky-expedited-external-review-decision")
        assert found.due_at == datetime.fromisoformat("2026-03-08T16:00-04:00")


@pytest.mark.parametrize(
    ("extension", "due"),
    [
        # 30 days from March 2 end on April 1; five business days on are April 8, three months on July 1.
        ({"n": 5, "unit": "business_days"}, date(2026, 4, 8)),
        ({"n": 3, "unit": "months"}, date(2026, 7, 1)),
        ({"n": 10, "unit": "calendar_days"}, date(2026, 4, 11)),
    ],
)
def test_more_time_in_another_unit_is_counted_on_from_the_end(extension, due):
    more = {**extension, "condition": "reasons given"}
    rule = {**ANSWER, "period": {"n": 30, "unit": "calendar_days"}, "extension": more}
    events = {"claim_received": "2026-03-02", "extension_notice_sent": "2026-03-20"}
    assert row(solve_rules(events, rule), "answer").due_on == due


def test_an_extension_keeps_the_trigger_s_own_day_where_it_counts():
    """42 USC 1395ff(c)(3)(C): sixty days that begin on the day of the request, and fourteen more."""
    facts = claim(
        {"reconsideration_requested": date(2026, 3, 2), "decision_time_granted": date(2026, 4, 1)},
        plan="medicare_original",
    )
    assert row(solve(facts), "medicare-reconsideration-decision").due_on == date(2026, 5, 14)
