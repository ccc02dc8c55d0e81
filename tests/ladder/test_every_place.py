"""What holds of every ladder: each state has its door, time gives no remedy back, a rung that opens is known."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.vocabulary import UNITED_STATES
from deadlines.ladder.catalogue import load_ladders
from deadlines.ladder.moves import Moved, rungs_opened
from deadlines.ladder.remedies import answer
from deadlines.law.catalogue import load_catalogue
from deadlines.law.model import FactValue
from deadlines.law.regulators import load_regulators
from tests.law.cases import claim

STORIES = {
    "health": ("denial_received", "appeal_received", "final_denial_received", "external_review_requested"),
    "disability": ("denial_received", "appeal_received", "final_denial_received", "suit_filed"),
    "property": ("loss_occurred", "denial_received", "appraisal_demanded", "suit_filed"),
}
STATES = tuple(sorted(UNITED_STATES - {"US"}))


FACTS: dict[str, FactValue] = {
    "claim_kind": "post_service",
    "appeal_levels": 1,
    "external_review_scope": "medical_judgment",
}


def insured(place, process: str | None = None):
    return claim(
        {
            "denial_received": date(2026, 3, 3),
            "final_denial_dated": date(2026, 5, 1),
            "final_denial_received": date(2026, 5, 4),
        },
        plan="erisa_insured",
        jurisdiction=place,
        facts=FACTS if process is None else {**FACTS, "external_review_process": process},
        as_of=date(2026, 5, 11),
    )


def test_external_review_has_a_door_and_a_last_day_in_every_place():
    for place in STATES:
        found = {remedy.rung: remedy for remedy in answer(insured(place), load_catalogue()).remedies}
        review, complaint = found["external_review"], found["regulator_complaint"]
        assert review.state == "available", (place, review.why)
        assert review.until or place == "MO", place  # Missouri's statute names no last day
        known = load_regulators().get(place)
        assert not known or complaint.filed_with, place
        if (
            known
            and known.external_review.process == "state"
            and "external_review_process" not in review.needs
        ):
            assert "State process" in review.why, place
            assert (review.filed_with, review.binding) != ("", ()), place


def states_of(facts):
    return {remedy.rung: remedy.state for remedy in answer(facts, load_catalogue()).remedies}


@settings(max_examples=25)
@given(
    line=st.sampled_from(sorted(STORIES)),
    plan=st.sampled_from(
        ["erisa_insured", "individual_aca", "medicare_advantage", "fehb", "personal", "other"]
    ),
    place=st.sampled_from(["US", "CA", "FL", "NJ", "TX"]),
    gaps=st.lists(st.integers(1, 60), min_size=4, max_size=4),
    kept=st.integers(0, 4),
    wait=st.integers(0, 400),
)
def test_time_alone_never_gives_a_lost_remedy_back(line, plan, place, gaps, kept, wait):
    day, events = date(2025, 1, 2), {}
    for kind, gap in list(zip(STORIES[line], gaps, strict=True))[:kept]:
        day += timedelta(days=gap)
        events[kind] = day
    early, late = (
        states_of(
            claim(
                events,
                line=line,
                plan=plan,
                jurisdiction=place,
                facts={"claim_kind": "pre_service"},
                as_of=on,
            )
        )
        for on in (day + timedelta(days=1), day + timedelta(days=1 + wait))
    )
    assert early.keys() == late.keys()
    for rung, state in early.items():
        assert state != "exhausted" or late[rung] == "exhausted", rung
        assert state != "lost" or late[rung] in ("lost", "deemed_exhausted"), rung


def test_a_rung_appears_once_and_names_only_rungs_of_its_ladder():
    for ladder in load_ladders():
        ids = [rung.id for rung in ladder.rungs]
        assert len(ids) == len(set(ids)), ladder.id
        for rung in ladder.rungs:
            assert {*rung.parallel, *(item.rung for item in rung.forecloses)} <= set(ids), (
                ladder.id,
                rung.id,
            )


@pytest.mark.parametrize(
    ("rule", "state", "opened"),
    [
        ("nj-external-review-request", "open", ["external_review"]),
        ("erisa-postservice-appeal-decision-one-level", "missed", ["external_review"]),
        ("erisa-health-first-appeal", "open", []),
        ("nj-external-review-request", "met", []),
    ],
)
def test_a_rung_that_opens_is_known_by_the_deadline_that_opened_it(rule, state, opened):
    found = answer(insured("NJ", "state"), load_catalogue())
    ladder = next(ladder for ladder in load_ladders() if ladder.id == found.ladder)
    moved = [Moved("x", rule, state)]
    assert [rung for _, rung in rungs_opened(ladder, "NJ", found.remedies, moved)] == opened
