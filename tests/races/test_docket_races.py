"""What two members do to one proposal at the same moment."""

from claimback.kernel.errors import IllegalTransition
from deadlines.models import DeadlineProposal
from deadlines.selectors import deadline_list, proposal_list
from deadlines.services.proposals import proposal_accept, proposal_decline
from tests.deadlines.matter import ago, open_matter
from tests.races.test_case_races import at_once


def test_of_two_decisions_on_one_proposal_the_second_is_refused(committed_db, law):
    with law.scope():
        matter = open_matter(law)
        wrong = matter.record("denial_received", ago(10))
        matter.record("denial_received", ago(20), corrects_id=wrong.id)
        proposal = proposal_list().filter(deadline__duty_of="ours").order_by("id")[0]
    outcomes = at_once(
        law,
        lambda: proposal_accept(actor=law.attorney, proposal_id=proposal.id, version=None),
        lambda: proposal_accept(actor=law.staff, proposal_id=proposal.id, version=None),
        lambda: proposal_decline(
            actor=law.staff, proposal_id=proposal.id, version=None, reason="The first date was right."
        ),
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == [
        DeadlineProposal.__name__,
        IllegalTransition.__name__,
        IllegalTransition.__name__,
    ]
    with law.scope():
        row = deadline_list().get(id=proposal.deadline_id)
        decided = proposal_list().get(id=proposal.id)
        assert decided.state in ("accepted", "declined")
        assert (row.due_on == proposal.new_due_on) == (decided.state == "accepted")
        assert not row.has_proposal
