"""The docket follows a case's events: opened, met, missed, superseded, and left alone."""

from datetime import date, timedelta
from typing import Any

import pytest

from cases.models import Denial
from cases.services.cases import case_move
from cases.services.denials import denial_record
from cases.services.events import event_withdraw
from claimback.kernel.errors import Invalid
from deadlines.selectors import deadline_list
from deadlines.services.dates import deadline_confirm
from deadlines.services.docket import docket_recompute
from tests.deadlines.matter import Matter, ago, open_matter

APPEAL = "erisa-health-first-appeal"
EXTERNAL = "aca-external-review-request"


def test_a_denial_opens_the_appeal_with_its_working(matter: Matter):
    event = matter.record("denial_received", ago(10), "delivered")
    row = matter.row(APPEAL)
    assert (row.state, row.duty_of, row.trigger_event_id) == ("open", "ours", event.id)
    assert row.due_on == ago(10) + timedelta(days=180)
    assert row.safe_on is not None
    assert row.safe_on <= row.due_on
    assert row.sort_on == row.safe_on
    assert row.citation == "29 CFR 2560.503-1(h)(3)(i)"
    assert row.checked == "primary"
    assert row.satisfied_events == ["appeal_received"]
    steps = {step["step"]: step["result"] for step in row.working}
    assert steps["trigger"] == ago(10).isoformat()
    assert steps["due"] == row.due_on.isoformat()


@pytest.mark.parametrize(
    ("claim_kind", "levels", "rule", "days"),
    [
        ("pre_service", 1, "erisa-preservice-appeal-decision-one-level", 30),
        ("pre_service", 2, "erisa-preservice-appeal-decision-two-level", 15),
        ("post_service", 1, "erisa-postservice-appeal-decision-one-level", 60),
        ("post_service", 2, "erisa-postservice-appeal-decision-two-level", 30),
    ],
)
def test_a_proven_receipt_starts_the_insurer_s_clock(in_law, claim_kind, levels, rule, days):
    matter = open_matter(in_law, claim_kind=claim_kind, levels=levels)
    matter.record("denial_received", ago(40))
    received = matter.record("appeal_received", ago(5), "delivered")
    ours, theirs = matter.row(APPEAL), matter.row(rule)
    assert (ours.state, ours.met_event_id, ours.met_on) == ("met", received.id, ago(5))
    assert (theirs.state, theirs.duty_of, theirs.due_on) == (
        "open",
        "insurer",
        ago(5) + timedelta(days=days),
    )


def test_a_final_denial_opens_four_months_for_external_review(matter: Matter):
    matter.record("denial_received", ago(60))
    matter.record("appeal_received", ago(40), "signed_for")
    matter.record("final_denial_received", date(ago(1).year, ago(1).month, 1) - timedelta(days=1))
    row = matter.row(EXTERNAL)
    assert row.due_on is not None
    begun = row.trigger_event.on
    months = row.due_on.month - begun.month + 12 * (row.due_on.year - begun.year)
    assert months in (4, 5)  # 5 where the month has no such day, or where the day was closed
    # Whether it applies hangs on a fact nobody gave: it is shown, dated, and reminded of.
    assert (row.state, row.needs) == ("unknown", ["external_review_scope"])
    assert "external_review_scope" in row.condition
    assert matter.alerts(row)


def test_a_case_is_ordered_by_the_earliest_date_that_is_certain(matter: Matter):
    assert matter.next_deadline_on() == date.max
    matter.record("denial_received", ago(10))
    ours = list(deadline_list().filter(duty_of="ours").values_list("state", "sort_on"))
    certain = min(on for state, on in ours if state == "open")
    assert min(on for state, on in ours if state == "unknown") < certain
    assert matter.next_deadline_on() == certain
    version = matter.case.version
    matter.case.refresh_from_db()
    assert matter.case.version == version


def test_without_a_certain_date_a_case_is_ordered_by_one_that_hangs_on_a_fact(matter: Matter):
    matter.record("final_denial_received", ago(20))
    ours = list(deadline_list().filter(duty_of="ours").values_list("state", "sort_on"))
    assert {on for state, on in ours if state == "open"} == {date.max}  # to sue has no federal period
    assert matter.next_deadline_on() == min(on for state, on in ours if state == "unknown")


def test_recomputing_changes_nothing(matter: Matter, django_assert_max_num_queries):
    matter.record("denial_received", ago(100))
    matter.record("appeal_received", ago(50), "delivered")
    matter.record("final_denial_received", ago(20))
    before = matter.versions()
    assert len(before) > 5
    with django_assert_max_num_queries(18):
        docket_recompute(case_id=matter.case.id)
    assert matter.versions() == before


def test_sending_alone_does_not_meet_a_rule_that_asks_for_receipt(matter: Matter):
    matter.record("denial_received", ago(40))
    sent = matter.record("appeal_received", ago(5), "sent")
    row = matter.row(APPEAL)
    assert (row.state, row.met_event_id) == ("open", None)
    assert row.working[-1]["step"] == "proof"
    assert "receipt must be proven" in row.working[-1]["why"]
    matter.record("appeal_received", ago(4), "delivered", corrects_id=sent.id)
    assert (matter.row(APPEAL).state, matter.row(APPEAL).met_on) == ("met", ago(4))


def test_a_met_deadline_is_never_altered(matter: Matter):
    denied = matter.record("denial_received", ago(40))
    matter.record("appeal_received", ago(5), "delivered")
    before = matter.row(APPEAL)
    matter.record("denial_received", ago(42), corrects_id=denied.id)
    after = matter.rows(APPEAL)[0]
    assert (after.state, after.version, after.due_on) == ("met", before.version, before.due_on)


def test_a_deadline_lives_again_when_what_met_it_is_withdrawn(matter: Matter):
    matter.record("denial_received", ago(40))
    received = matter.record("appeal_received", ago(5), "delivered")
    assert {alert.state for alert in matter.alerts(matter.row(APPEAL))} == {"void"}
    received.refresh_from_db()
    event_withdraw(
        actor=matter.firm.attorney, event_id=received.id, version=received.version, reason="Another case's."
    )
    row = matter.row(APPEAL)
    assert (row.state, row.met_event_id, row.met_on) == ("open", None, None)
    assert "planned" in {alert.state for alert in matter.alerts(row)}
    insurer = matter.row("erisa-preservice-appeal-decision-one-level")
    assert (insurer.state, insurer.has_proposal) == (
        "open",
        True,
    )  # whether its clock ends is for a member to say


def test_late_is_met_and_the_lateness_is_kept(matter: Matter):
    matter.record("denial_received", ago(300))
    assert matter.row(APPEAL).state == "missed"
    matter.record("appeal_received", ago(100), "delivered")
    row = matter.row(APPEAL)
    assert row.state == "met"
    assert (row.due_on, row.met_on) == (ago(300) + timedelta(days=180), ago(100))


def test_the_insurer_s_silence_is_missed(matter: Matter):
    matter.record("denial_received", ago(90))
    matter.record("appeal_received", ago(40), "delivered")
    row = matter.row("erisa-preservice-appeal-decision-one-level")
    assert (row.state, row.due_on) == ("missed", ago(10))
    found = [(alert.kind, alert.step, alert.state) for alert in matter.alerts(row)]
    assert sorted(found) == [("days", -1, "planned"), ("remedy", 0, "planned")]


def test_a_closed_case_has_nothing_due_and_a_reopened_one_has_it_again(matter: Matter):
    matter.record("denial_received", ago(10))
    attorney = matter.firm.attorney
    deadline_confirm(actor=matter.firm.staff, deadline_id=matter.row(APPEAL).id, version=None)
    closed = case_move(actor=attorney, case_id=matter.case.id, version=None, to="closed", reason="Paid.")
    assert matter.row(APPEAL).state == "superseded"
    assert matter.next_deadline_on() == date.max
    case_move(actor=attorney, case_id=closed.id, version=None, to="open", reason="Not paid after all.")
    assert [row.state for row in matter.rows(APPEAL)] == ["superseded", "open"]


def test_events_that_contradict_each_other_are_refused_by_field(matter: Matter):
    matter.record("denial_received", ago(10))
    with pytest.raises(Invalid) as refused:
        matter.record("denial_received", ago(9))
    assert [(e.pointer, e.code) for e in refused.value.errors] == [("/on", "contradicting_events")]


def test_a_line_without_rules_has_no_docket(in_law):
    matter = open_matter(in_law, line_of_business="life", plan_type="other", claim_kind="")
    matter.record("denial_received", ago(10))
    assert matter.versions() == {}


def test_a_second_denial_opens_its_own_appeal_and_the_first_stands(matter: Matter):
    actor = matter.firm.attorney

    def denied(letter: int, received: int, **more: Any) -> Denial:
        return denial_record(
            actor=actor,
            case_id=matter.case.id,
            decision="denied",
            letter_date=ago(letter),
            received_on=ago(received),
            **more,
        )

    first, second = denied(60, 55), denied(20, 15, reference="Revised")
    old, new = matter.rows(APPEAL)
    assert [row.state for row in (old, new)] == ["open", "open"]
    assert [row.due_on for row in (old, new)] == [
        ago(55) + timedelta(days=180),
        ago(15) + timedelta(days=180),
    ]
    assert (old.trigger_event.denial_id, new.trigger_event.denial_id) == (first.id, second.id)
    assert any(step["step"] == "later_notice" for step in old.working)
    final = denied(3, 2, level=1, is_final=True)
    external = denied(1, 1, level=2, decided_by="external_reviewer")
    kinds = {event.denial_id: event.kind for event in external.events.all()}
    assert kinds == {external.id: "external_review_decided"}
    assert matter.row(EXTERNAL).trigger_event.denial_id == final.id


def test_parts_of_a_claim_are_appealed_apart(matter: Matter):
    made = [
        denial_record(
            actor=matter.firm.attorney,
            case_id=matter.case.id,
            decision="denied",
            letter_date=ago(30 - n),
            received_on=ago(25 - n),
            part=part,
        )
        for n, part in enumerate(("Infusions", "Hospital stay"))
    ]
    matter.record("appeal_received", ago(5), "delivered", denial_id=made[1].id)
    assert {row.act: row.state for row in matter.rows(APPEAL)} == {
        "file the internal appeal (Infusions)": "open",
        "file the internal appeal (Hospital stay)": "met",
    }
