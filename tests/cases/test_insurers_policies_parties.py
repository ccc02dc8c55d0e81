"""Insurers with their addresses, policies with their provisions, and parties, by their services."""

from datetime import date

import pytest

from cases.events import CaseChanged
from cases.models import InsurerAddress, Party, Policy, Provision
from cases.services.insurers import insurer_address_add, insurer_address_change, insurer_change
from cases.services.parties import party_add, party_change, party_end
from cases.services.policies import policy_add, policy_change, provision_add, provision_change
from claimback.kernel.errors import Conflict, Forbidden, Invalid, PreconditionFailed
from claimback.kernel.ids import new_id


@pytest.fixture
def policy(in_law, insured, insurer):
    def add(**values):
        usual = {
            "client_id": insured.id,
            "insurer_id": insurer.id,
            "line_of_business": "health",
            "plan_type": "erisa_insured",
            "jurisdiction": "TX",
        }
        return policy_add(actor=in_law.attorney, **usual | values)

    return add


def test_an_address_is_kept_as_on_an_envelope(in_law, insurer):
    address = insurer_address_add(
        actor=in_law.staff,
        insurer_id=insurer.id,
        purpose="appeals",
        lines="\n Appeals Unit \n\nBox 9\nDallas",
    )
    assert address.lines == "Appeals Unit\nBox 9\nDallas"
    moved = insurer_address_change(
        actor=in_law.staff, address_id=address.id, version=1, lines="Box 10\nDallas"
    )
    assert (moved.lines, moved.version) == ("Box 10\nDallas", 2)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"lines": " \n "}, "lines"),
        ({"purpose": "parties"}, "purpose"),
        ({"email": "nobody"}, "email"),
        ({"insurer_id": new_id()}, "insurer_id"),
    ],
)
def test_an_address_that_reaches_nobody_is_refused(in_law, insurer, values, field):
    usual = {"insurer_id": insurer.id, "purpose": "appeals", "lines": "Box 9"}
    with pytest.raises(Invalid) as caught:
        insurer_address_add(actor=in_law.staff, **usual | values)
    assert caught.value.errors[0].pointer == f"/{field}"
    assert not InsurerAddress.objects.exists()


def test_a_stale_change_of_an_insurer_is_refused(in_law, insurer):
    insurer_change(actor=in_law.staff, insurer_id=insurer.id, version=1, phone="1")
    with pytest.raises(PreconditionFailed):
        insurer_change(actor=in_law.staff, insurer_id=insurer.id, version=1, phone="2")
    insurer.refresh_from_db()
    assert insurer.phone == "1"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"plan_type": ""}, "plan_type"),
        ({"plan_type": "nfip"}, "plan_type"),
        ({"jurisdiction": "Texas"}, "jurisdiction"),
        ({"appeal_levels": 3}, "appeal_levels"),
        ({"appeal_levels": 0}, "appeal_levels"),
        ({"effective_from": date(2026, 1, 1), "effective_to": date(2025, 1, 1)}, "effective_to"),
        ({"client_id": new_id()}, "client_id"),
        ({"insurer_id": new_id()}, "insurer_id"),
        ({"administrator_id": new_id()}, "administrator_id"),
        ({"number": "9" * 81}, "number"),
    ],
)
def test_a_policy_that_cannot_be_is_refused_by_field(policy, values, field):
    with pytest.raises(Invalid) as caught:
        policy(**values)
    assert caught.value.errors[0].pointer == f"/{field}"
    assert not Policy.objects.exists()


def test_a_policy_tells_its_cases_what_their_clocks_read(in_law, policy, opened, published):
    kept = policy()
    cases = [opened(policy_id=kept.id), opened(policy_id=kept.id)]
    opened()
    policy_change(actor=in_law.staff, policy_id=kept.id, version=1, name="Gold plan")
    assert published == []
    policy_change(actor=in_law.staff, policy_id=kept.id, version=2, appeal_levels=2)
    became = "Appeal levels: none became 2."
    assert published == [CaseChanged(case.id, of="policy", what=became) for case in cases]


def test_a_provision_is_quoted_with_its_place(in_law, policy):
    kept = policy()
    words = {"label": "Section 7.2", "kind": "exclusion", "quote": "Experimental care is not covered."}
    provision = provision_add(actor=in_law.staff, policy_id=kept.id, page=41, **words)
    assert provision_change(actor=in_law.staff, provision_id=provision.id, version=1, page=42).page == 42
    for wrong in ({"page": 0}, {"kind": "poem"}, {"quote": ""}, {"policy_id": new_id()}):
        with pytest.raises(Invalid) as caught:
            provision_add(actor=in_law.staff, **{"policy_id": kept.id} | words | wrong)
        assert caught.value.errors[0].pointer == f"/{next(iter(wrong))}"
    assert Provision.objects.count() == 1


def test_a_party_leaves_with_a_reason_and_is_kept(in_law, opened):
    case = opened()
    party = party_add(
        actor=in_law.staff, case_id=case.id, role="provider", name="Dr. Vale", specialty="Oncology"
    )
    assert party_change(actor=in_law.staff, party_id=party.id, version=1, phone="1").version == 2
    with pytest.raises(Invalid, match="Say why"):
        party_end(actor=in_law.staff, party_id=party.id, version=2, reason="")
    ended = party_end(actor=in_law.staff, party_id=party.id, version=2, reason="Retired")
    assert ended.ended_at is not None
    for again in (
        lambda: party_end(actor=in_law.staff, party_id=party.id, version=3, reason="Twice"),
        lambda: party_change(actor=in_law.staff, party_id=party.id, version=3, name="Other"),
    ):
        with pytest.raises(Conflict):
            again()
    assert [(p.name, p.ended_reason) for p in Party.objects.all()] == [("Dr. Vale", "Retired")]


@pytest.mark.parametrize("wrong", [{"role": "friend"}, {"name": ""}, {"email": "x"}, {"case_id": new_id()}])
def test_a_party_that_is_none_is_refused(in_law, opened, wrong):
    usual = {"case_id": opened().id, "role": "provider", "name": "Dr. Vale"}
    with pytest.raises(Invalid) as caught:
        party_add(actor=in_law.staff, **usual | wrong)
    assert caught.value.errors[0].pointer == f"/{next(iter(wrong))}"
    assert not Party.objects.exists()


def test_who_may_only_read_writes_none_of_these(in_law, opened, insurer, policy):
    case, kept = opened(), policy()
    for call in (
        lambda: insurer_change(actor=in_law.viewer, insurer_id=insurer.id, version=None, name="x"),
        lambda: policy_change(actor=in_law.viewer, policy_id=kept.id, version=None, name="x"),
        lambda: party_add(actor=in_law.viewer, case_id=case.id, role="provider", name="x"),
        lambda: provision_add(actor=in_law.viewer, policy_id=kept.id, label="x", kind="limit", quote="x"),
    ):
        with pytest.raises(Forbidden):
            call()
    assert not Party.objects.exists()
    assert not Provision.objects.exists()
