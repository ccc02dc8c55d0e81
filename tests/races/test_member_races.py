"""What two owners do to each other at the same moment: the firm keeps one."""

import pytest
from django.db import connection

from claimback.firms.services.members import member_end
from claimback.tenancy.models import Membership
from claimback.tenancy.selectors import full_owners
from claimback.tenancy.services.members import member_change
from tests.races.test_case_races import at_once


@pytest.mark.parametrize("by", ["demotion", "end"])
def test_two_owners_who_remove_each_other_leave_one(committed_db, law, by):
    with law.scope(law.owner):
        row = Membership.objects.get(id=law.attorney.member_id)
        member_change(actor=law.owner, member_id=row.id, version=row.version, role="owner")
        versions = dict(Membership.objects.values_list("id", "version"))
    first, second = law.owner.member_id, law.attorney.member_id

    def remove(id):
        if by == "demotion":
            return member_change(actor=law.owner, member_id=id, version=versions[id], role="viewer")
        return member_end(actor=law.owner, member_id=id, version=versions[id], reason="Left")

    outcomes = at_once(law, lambda: remove(first), lambda: remove(second))
    assert sorted(getattr(outcome, "code", "done") for outcome in outcomes) == ["done", "last_owner"]
    with law.scope(law.owner):
        assert full_owners().count() == 1
    connection.close()
