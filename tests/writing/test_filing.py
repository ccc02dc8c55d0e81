"""What goes with a complaint and with a request for external review. No database."""

import pytest

from deadlines.law.regulators import load_regulators
from letters.writing.filing import complaint_parts, letter_of, review_parts


@pytest.mark.parametrize(
    ("kind", "line", "template"),
    [
        ("regulator_complaint", "health", "regulator_complaint_health"),
        ("regulator_complaint", "property", "regulator_complaint_property"),
        ("external_review", "health", "external_review_request"),
        ("external_review", "property", ""),
        ("regulator_complaint", "life", ""),
    ],
)
def test_a_filing_has_a_letter_only_where_there_is_one(kind, line, template):
    assert letter_of(kind, line) == template


def codes(parts, needed=None):
    return [part.code for part in parts if needed in (None, part.needed)]


def test_a_complaint_needs_the_denial_and_the_clients_word():
    assert codes(complaint_parts(), needed=True) == ["denial_letter", "authorization"]


@pytest.mark.parametrize(
    ("expedited", "experimental", "certified"),
    [
        (False, False, []),
        (True, False, ["physician_certification"]),
        (False, True, ["physician_certification"]),
    ],
)
def test_a_certification_is_a_part_where_it_is_asked_for(expedited, experimental, certified):
    parts = codes(review_parts(None, expedited=expedited, experimental=experimental))
    assert parts == ["final_denial", "policy", "authorization", "evidence", *certified]


def test_a_states_own_form_facts_come_in_with_how_far_they_were_checked():
    review = load_regulators()["AR"].external_review
    plain = {part.code: part for part in review_parts(review, expedited=False, experimental=False)}
    assert {"request_form", "records_release", "authorization"} <= set(plain)
    assert plain["authorization"].title == "The signed appointment of the representative"
    assert plain["request_form"].checked == "secondary"
    assert "physician_certification" not in plain
    urgent = {part.code for part in review_parts(review, expedited=True, experimental=False)}
    assert "physician_certification" in urgent
