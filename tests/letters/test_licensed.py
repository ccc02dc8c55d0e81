"""Approval asks for the licence that the act needs on that day, and keeps which it was."""

import pytest

from cases.models import Case
from claimback.kernel.clock import today
from claimback.tenancy.models import Licence
from claimback.tenancy.services.licences import LicenceRequired
from letters.services.approval import letter_approve
from letters.services.letters import letter_edit, letter_submit
from letters.services.licensed import approval_licence
from tests.letters.matter import open_matter


def asked(firm, role, **law):
    case = Case(**{"plan_type": "erisa_insured", "jurisdiction": "TX"} | law)
    held, warnings = approval_licence(actor=firm.members[role], case=case, on=today("America/Chicago"))
    return (held.kind, held.state), [warning.code for warning in warnings]


@pytest.mark.parametrize(
    ("role", "facts", "held", "warned"),
    [
        ("attorney", {}, ("bar", "TX"), []),
        ("attorney", {"jurisdiction": "IL", "plan_type": "personal"}, ("bar", "IL"), []),
        ("attorney", {"jurisdiction": "US", "plan_type": "medicare_advantage"}, ("bar", "TX"), []),
        ("attorney", {"jurisdiction": "OH"}, ("bar", "TX"), ["licence_of_another_state"]),
        ("owner", {}, ("bar", "TX"), []),
        ("public_adjuster", {"jurisdiction": "FL", "plan_type": "personal"}, ("adjuster", "FL"), []),
    ],
)
def test_under_which_licence_a_letter_is_approved(in_law, role, facts, held, warned):
    assert asked(in_law, role, **facts) == (held, warned)


def test_an_owner_of_an_adjusting_firm_acts_as_an_adjuster(db, adjusters):
    with adjusters.scope(adjusters.owner):
        assert asked(adjusters, "owner")[0] == ("adjuster", "TX")


@pytest.mark.parametrize(
    ("role", "facts", "words"),
    [
        ("attorney", {"jurisdiction": "OH", "plan_type": "personal"}, "bar of OH"),
        ("public_adjuster", {"jurisdiction": "OH", "plan_type": "personal"}, "licence of OH"),
        ("public_adjuster", {"jurisdiction": "OH"}, "licence of OH"),
    ],
)
def test_without_it_nothing_is_approved(in_law, role, facts, words):
    with pytest.raises(LicenceRequired, match=words):
        asked(in_law, role, **facts)


def test_the_licence_is_kept_with_the_approval_and_goes_with_it(in_law):
    letter = open_matter(in_law).approved()
    assert letter.licence is not None
    assert (letter.licence.kind, letter.licence.state) == ("bar", "TX")
    edited = letter_edit(
        actor=in_law.attorney, letter_id=letter.id, version=letter.version, subject="Another subject"
    )
    assert edited.licence is None


def test_a_licence_that_ended_today_approves_nothing(in_law):
    matter = open_matter(in_law)
    letter = matter.draft()
    letter_submit(actor=in_law.attorney, letter_id=letter.id, version=1)
    Licence.objects.update(ended_on=today(in_law.attorney.time_zone))
    with pytest.raises(LicenceRequired):
        letter_approve(actor=in_law.attorney, letter_id=letter.id, version=2)
    letter.refresh_from_db()
    assert (letter.state, letter.document_id) == ("in_review", None)


def test_another_state_s_bar_is_said_in_the_check(in_law):
    matter = open_matter(in_law)
    Case.objects.filter(id=matter.case.id).update(jurisdiction="OH")
    letter = matter.approved()
    assert letter.check_report is not None
    assert "licence_of_another_state" in {finding["code"] for finding in letter.check_report["findings"]}
