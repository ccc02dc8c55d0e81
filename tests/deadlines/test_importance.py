"""How much hangs on a deadline: by its rule, and as a member raises it."""

import pytest

from claimback.kernel.errors import Invalid
from deadlines.importance import higher, importance_of
from deadlines.services.deadlines import deadline_rank
from deadlines.services.docket import docket_recompute
from tests.deadlines.matter import Matter, ago

APPEAL = "erisa-health-first-appeal"
DECISION = "erisa-preservice-appeal-decision-one-level"


@pytest.mark.parametrize(
    ("own", "duty_of", "events", "expected"),
    [
        (None, "ours", ["appeal_received"], "critical"),
        (None, "ours", [], "critical"),
        (None, "ours", ["information_received", "information_sent"], "important"),
        (None, "insurer", ["claim_acknowledged"], "important"),
        ("ordinary", "ours", ["appeal_received"], "ordinary"),
        ("critical", "insurer", [], "critical"),
    ],
)
def test_a_rule_says_it_or_whose_duty_it_is(own, duty_of, events, expected):
    assert importance_of(own, duty_of, events) == expected


def test_the_greater_of_two():
    assert higher("important", "critical") == higher("critical", "ordinary") == "critical"


def test_a_member_raises_it_and_never_below_the_rule(matter: Matter):
    matter.record("denial_received", ago(40))
    matter.record("appeal_received", ago(5), "delivered")
    actor, row = matter.firm.staff, matter.row(DECISION)
    assert (matter.row(APPEAL).importance, row.importance) == ("critical", "important")
    with pytest.raises(Invalid, match="makes it important"):
        deadline_rank(actor=actor, deadline_id=row.id, version=None, importance="ordinary")
    with pytest.raises(Invalid, match="Give one of"):
        deadline_rank(actor=actor, deadline_id=row.id, version=None, importance="vital")
    deadline_rank(actor=actor, deadline_id=row.id, version=row.version, importance="critical")
    docket_recompute(case_id=matter.case.id)
    assert matter.row(DECISION).importance == "critical"
    deadline_rank(actor=actor, deadline_id=row.id, version=None, importance="important")
    assert matter.row(DECISION).importance == "important"
