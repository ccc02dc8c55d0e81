"""Extensions: which clock a notice extends, by how much, and what is asked where its reason is not known."""

from datetime import date

from tests.law.cases import claim, row, solve


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
