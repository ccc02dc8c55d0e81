"""What persons decide about a case's ladder: kept with who and under which licence, withdrawn, never rewritten."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import ProgrammingError, transaction

from claimback.kernel.errors import Conflict, Forbidden, Invalid
from claimback.tenancy.services.licences import LicenceRequired
from deadlines.models import LitigationCost, RungDecision
from deadlines.present import answer_now
from deadlines.selectors import case_rows
from deadlines.services.rung_decisions import (
    litigation_cost_enter,
    rung_decide,
    rung_decision_withdraw,
)
from tests.deadlines.matter import Matter, ago


def remedy(matter: Matter, rung: str):
    """How a rung of the case stands now."""
    case = case_rows().get(id=matter.case.id)
    _, answer = answer_now(case)
    remedies = answer.remedies
    return next(each for each in remedies if each.rung == rung)


@pytest.fixture
def denied(matter):
    matter.record("denial_received", ago(10), "delivered")
    return matter


def test_a_futile_rung_counts_as_climbed_until_that_is_withdrawn(in_law, denied):
    assert (remedy(denied, "internal_appeal").state, remedy(denied, "civil_action").state) == (
        "available",
        "not_yet",
    )
    made = rung_decide(
        actor=in_law.attorney,
        case_id=denied.case.id,
        what="futile",
        rung="internal_appeal",
        reason="The plan's committee has announced its answer",
    )
    assert made.licence.state == "TX"
    appeal = remedy(denied, "internal_appeal")
    assert (appeal.state, appeal.decided) == ("exhausted", "futile")
    assert "Attorney" in appeal.why
    assert remedy(denied, "civil_action").state == "available"
    with pytest.raises(Conflict):
        rung_decide(
            actor=in_law.attorney,
            case_id=denied.case.id,
            what="futile",
            rung="internal_appeal",
            reason="Again",
        )
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        RungDecision.objects.update(reason="Another one")
    rung_decision_withdraw(
        actor=in_law.attorney, decision_id=made.id, version=1, reason="It was reconstituted"
    )
    assert remedy(denied, "internal_appeal").state == "available"
    with pytest.raises(Conflict):
        rung_decision_withdraw(actor=in_law.attorney, decision_id=made.id, version=2, reason="Twice")


def test_a_rung_that_is_declined_stays_as_the_law_has_it(in_law, denied):
    rung_decide(
        actor=in_law.attorney,
        case_id=denied.case.id,
        what="declined",
        rung="peer_to_peer",
        reason="The doctor will not",
    )
    found = remedy(denied, "peer_to_peer")
    assert (found.state, found.decided) == ("available", "declined")
    assert "Not to be taken" in found.why


@pytest.mark.parametrize(
    ("values", "pointer"),
    [
        ({"what": "wished"}, "/what"),
        ({"rung": "appraisal"}, "/rung"),
        ({"part": "the roof"}, "/part"),
        ({"reason": " "}, "/reason"),
        ({"what": "consented"}, "/rung"),
        ({"decided_on": ago(-2)}, "/decided_on"),
    ],
)
def test_what_is_wrong_with_a_decision_is_named(in_law, denied, values, pointer):
    usual = {"what": "declined", "rung": "internal_appeal", "reason": "It is late"}
    with pytest.raises(Invalid) as refused:
        rung_decide(**{"actor": in_law.attorney, "case_id": denied.case.id} | usual | values)
    assert refused.value.errors[0].pointer == pointer
    assert not RungDecision.objects.exists()


def test_who_decides_is_licensed(in_law, denied):
    decision = {"case_id": denied.case.id, "what": "declined", "rung": "internal_appeal", "reason": "No"}
    with pytest.raises(Forbidden):
        rung_decide(actor=in_law.staff, **decision)
    with pytest.raises(LicenceRequired):
        rung_decide(actor=in_law.attorney, decided_on=ago(9000), **decision)


def test_what_a_suit_would_cost_is_in_the_cases_currency(in_law, denied):
    cost = {
        "actor": in_law.attorney,
        "case_id": denied.case.id,
        "basis": "Through trial, two experts",
        "as_of": ago(1),
    }
    for amount, currency, pointer in (
        ("80000", "EUR", "/amount"),
        ("0", "USD", "/amount"),
        ("0.001", "USD", "/amount"),
    ):
        with pytest.raises(Invalid) as refused:
            litigation_cost_enter(**cost, amount=Decimal(amount), currency=currency)
        assert refused.value.errors[0].pointer == pointer
    litigation_cost_enter(**cost, amount=Decimal(80000), currency="USD")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        LitigationCost.objects.update(amount=1)


def test_decisions_over_http(api, in_law, denied):
    attorney = api(in_law, "attorney")
    body = {
        "case_id": str(denied.case.id),
        "what": "declined",
        "rung": "supervisor",
        "reason": "Nobody there may decide",
    }
    made = attorney.post("rung-decisions", body)
    assert (made.status_code, made.json()["decided_by_name"]) == (201, "Attorney")
    path = f"rung-decisions/{made.json()['id']}"
    withdrawn = attorney.post(
        f"{path}/withdraw", {"reason": "Somebody may"}, HTTP_IF_MATCH=made["ETag"]
    ).json()
    assert withdrawn["withdrawn_reason"] == "Somebody may"
    assert not attorney.get("rung-decisions?standing=true").json()["results"]
    cost = {
        "case_id": str(denied.case.id),
        "amount": {"amount": "80000.00", "currency": "USD"},
        "basis": "Through trial",
        "as_of": str(ago(1) - timedelta(days=1)),
    }
    entered = attorney.post("litigation-costs", cost).json()
    assert entered["amount"] == cost["amount"]
    viewer = api(in_law, "viewer")
    assert viewer.get("litigation-costs").json()["results"][0]["basis"] == "Through trial"
    assert viewer.post("rung-decisions", body).status_code == 403
