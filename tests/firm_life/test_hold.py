"""A legal hold, by an owner and by nobody else, with its trace."""

import pytest

from claimback.audit.models import Entry
from claimback.firms.selectors.life import life_entries
from claimback.firms.services.life import legal_hold_place, legal_hold_release
from claimback.kernel.errors import Conflict, Forbidden, Invalid
from claimback.tenancy.selectors import firm_get


def test_an_owner_holds_and_releases_with_reasons_that_stay(in_law):
    firm = legal_hold_place(actor=in_law.owner, reason="  Doe v. Example  ")
    assert (firm.legal_hold_reason, firm.legal_hold_at is None) == ("Doe v. Example", False)
    with pytest.raises(Conflict, match=r"already: Doe v\. Example"):
        legal_hold_place(actor=in_law.owner, reason="Another")
    firm = legal_hold_release(actor=in_law.owner, reason="Order of 1 November")
    assert (firm.legal_hold_reason, firm.legal_hold_at) == ("", None)
    by = f"member {in_law.owner.member_id}"
    assert [entry.after for entry in life_entries("hold")] == [
        {"placed": "Doe v. Example", "by": by},
        {"released": "Order of 1 November", "by": by},
    ]
    changes = Entry.objects.filter(table="tenancy_firm", operation="update")
    assert changes.count() == 2


@pytest.mark.parametrize("change", [legal_hold_place, legal_hold_release])
def test_nobody_else_does_and_nobody_without_a_reason(in_law, change):
    with pytest.raises(Forbidden, match=r"firm\.manage"):
        change(actor=in_law.attorney, reason="Doe v. Example")
    with pytest.raises(Invalid):
        change(actor=in_law.owner, reason=" ")
    assert firm_get().legal_hold_at is None
    assert not life_entries("hold").exists()
